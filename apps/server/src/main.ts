import { ConfigError, loadConfig } from './config.ts';
import { doctor } from './commands/doctor.ts';
import { migrateDatabase } from './commands/migrate.ts';
import { serve } from './commands/serve.ts';
import { source } from './commands/source.ts';
import { start } from './commands/start.ts';
import { USAGE, UsageError } from './commands/usage.ts';
import { user } from './commands/user.ts';

/** One process, one role. */
const COMMANDS: Readonly<Record<string, (config: ReturnType<typeof loadConfig>, args: string[]) => Promise<void>>> = {
  start: (config, args) => alone(args, () => start(config)),
  api: (config, args) => alone(args, () => serve(config, 'api')),
  worker: (config, args) => alone(args, () => serve(config, 'worker')),
  sequencer: (config, args) => alone(args, () => serve(config, 'sequencer')),
  signer: (config, args) => alone(args, () => serve(config, 'signer')),
  migrate: (config, args) => alone(args, () => migrateDatabase(config)),
  user,
  source,
  doctor: (config, args) => alone(args, () => doctor(config)),
};

/** A word that a command does not know may be a wish that it would not grant. */
function alone([word]: string[], work: () => Promise<void>): Promise<void> {
  if (word !== undefined) throw new UsageError(`This command takes no ${word}.`);
  return work();
}

async function main([name, ...args]: string[]): Promise<void> {
  if (name === undefined || name === '--help' || name === '-h' || args.includes('--help')) {
    process.stdout.write(USAGE);
    process.exitCode = name === undefined ? 2 : 0;
    return;
  }
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (command === undefined) throw new UsageError(`There is no command ${name}.`);
  await command(loadConfig(), args);
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  const usage = error instanceof UsageError;
  if (usage || error instanceof ConfigError) {
    process.stderr.write(`${error.message}\n${usage ? USAGE : ''}`);
    process.exit(2);
  }
  const { message, detail } = error as Error & { detail?: string };
  process.stderr.write(`Atlas stopped: ${message}${detail === undefined ? '' : ` (${detail})`}\n`);
  process.exit(1);
}
