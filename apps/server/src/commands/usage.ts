import { type ParseArgsConfig, parseArgs } from 'node:util';

export const USAGE = `Usage: atlasd COMMAND

  start                 everything in one process, with PostgreSQL and the demo bank
  api                   serves people and programs over HTTP
  worker                runs the questions
  sequencer             moves staged leaves into the log
  signer                signs the log's checkpoints
  migrate               brings Atlas's database up to date, makes keys and log the first time
  user create EMAIL --role ROLE --name NAME --team TEAM --jurisdictions US,EU
                        makes an account and prints its one-time password
  user reset EMAIL      prints a new one-time password and ends the person's sessions
  source provision [NAME] [--print]
                        makes the views and logins of every profile that is needed, ends the others; with --print only
                        prints the SQL for the bank's DBA. Exit 1 if something waits for the DBA
  source provision [NAME] --accept-by-hand
                        takes views that the bank's DBA made otherwise than printed, or that cannot be compared, as they are
  source provision [NAME] --drop [--relation R] [--print]
                        takes the views away around a migration of the bank's own; provision puts them back
  doctor                checks databases, keys, log and the bank's server; exit 1 if something is wrong

Settings are read from the environment; .env.example lists them.
`;

/** The words after a command, or a UsageError. */
export function parseWords<O extends NonNullable<ParseArgsConfig['options']>>(args: string[], options: O) {
  try {
    return parseArgs({ args, allowPositionals: true, options });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

/** The command line was not understood: exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
