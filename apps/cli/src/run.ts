import { makeApiClient } from './api-client.ts';
import { CliError, usageError } from './cli-error.ts';
import { readCommandLine } from './command-line.ts';
import { EXIT } from './exit-codes.ts';
import type { ExitCode } from './exit-codes.ts';
import { findServer } from './ready-file.ts';
import { plainLines } from './terminal-text.ts';
import type { Surroundings } from './surroundings.ts';

/** Runs one command line to its exit code. */
export async function run(argv: readonly string[], surroundings: Surroundings): Promise<ExitCode> {
  const wantsJson = argv.includes('--json');
  try {
    const read = readCommandLine(argv);
    if ('help' in read) {
      surroundings.print(read.help);
      return EXIT.answered;
    }
    const server = findServer(read.text.server, surroundings);
    if (server === undefined) throw usageError('The server is named by an address like http://127.0.0.1:8000.');
    const { command, words, text, flag } = read;
    return await command.run({ words, text, flag, surroundings, client: makeApiClient(server, surroundings) });
  } catch (error) {
    return explain(error, surroundings, wantsJson);
  }
}

function explain(error: unknown, { print, complain }: Surroundings, wantsJson: boolean): ExitCode {
  if (!(error instanceof CliError)) throw error;
  if (wantsJson && error.json !== undefined) print(`${error.json}\n`);
  else complain(plainLines(error.message));
  return error.exitCode;
}
