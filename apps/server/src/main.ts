import { ConfigError, loadConfig } from './config.ts';
import type { Role } from './commands/serve.ts';
import { USAGE, UsageError } from './commands/usage.ts';

type Command = (config: ReturnType<typeof loadConfig>, args: string[]) => Promise<void>;

const role = (name: Role) => async (): Promise<Command> => {
  const { serve } = await import('./commands/serve.ts');
  return alone((config) => serve(config, name));
};

/** One process, one role; each reads from disk what it needs and no more. */
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  start: async () => alone((await import('./commands/start.ts')).start),
  api: role('api'),
  worker: role('worker'),
  sequencer: role('sequencer'),
  signer: role('signer'),
  migrate: async () => alone((await import('./commands/migrate.ts')).migrateDatabase),
  user: async () => (await import('./commands/user.ts')).user,
  source: async () => (await import('./commands/source.ts')).source,
  doctor: async () => alone((await import('./commands/doctor.ts')).doctor),
};

/** A word that a command does not know may be a wish that it would not grant. */
function alone(command: (config: ReturnType<typeof loadConfig>) => Promise<void>): Command {
  return async (config, [word]) => {
    if (word !== undefined) throw new UsageError(`This command takes no ${word}.`);
    await command(config);
  };
}

async function main([name, ...args]: string[]): Promise<void> {
  if (name === undefined || name === '--help' || name === '-h' || args.includes('--help')) {
    process.stdout.write(USAGE);
    process.exitCode = name === undefined ? 2 : 0;
    return;
  }
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (command === undefined) throw new UsageError(`There is no command ${name}.`);
  const config = loadConfig();
  await (
    await command()
  )(config, args);
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
