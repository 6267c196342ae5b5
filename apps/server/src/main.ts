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
  start,
  api: (config) => serve(config, 'api'),
  worker: (config) => serve(config, 'worker'),
  sequencer: (config) => serve(config, 'sequencer'),
  signer: (config) => serve(config, 'signer'),
  migrate: migrateDatabase,
  user,
  source,
  doctor,
};

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
