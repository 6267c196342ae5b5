import { parseArgs } from 'node:util';
import { usageError } from './cli-error.ts';
import type { Command, Option } from './command.ts';
import { ask } from './commands/ask.ts';
import { datasets } from './commands/datasets.ts';
import { evidenceGet, evidenceTrust } from './commands/evidence.ts';
import { history } from './commands/history.ts';
import { login } from './commands/login.ts';
import { logout } from './commands/logout.ts';

const COMMANDS: readonly Command[] = [login, logout, ask, history, datasets, evidenceGet, evidenceTrust];

const EVERYWHERE: Readonly<Record<string, Option>> = {
  server: {
    type: 'string',
    about: 'Which Atlas; else ATLAS_SERVER, the one started in this folder, or http://127.0.0.1:8000',
  },
  help: { type: 'boolean', short: 'h', about: 'This text' },
};

export type Understood = {
  readonly command: Command;
  readonly words: readonly string[];
  readonly text: Readonly<Record<string, string | undefined>>;
  readonly flag: Readonly<Record<string, boolean | undefined>>;
};

/** A command to run, or a help text to print. Throws a usage error otherwise. */
export function readCommandLine(line: readonly string[]): Understood | { readonly help: string } {
  const argv = commandFirst(line);
  const [first, second] = argv;
  if (first === undefined || first === '--help' || first === '-h' || first === 'help') return { help: helpOfAll() };
  const command = COMMANDS.find(({ name }) => name === first || name === `${first} ${second}`);
  if (command === undefined) return unknownCommand(first, argv);
  const { values, positionals } = parse(command, argv.slice(command.name.split(' ').length));
  if (values.help === true) return { help: helpOf(command) };
  const entries = Object.entries(values);
  const text = Object.fromEntries(entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
  const flag = Object.fromEntries(entries.filter((entry): entry is [string, boolean] => typeof entry[1] === 'boolean'));
  return { command, words: positionals, text, flag };
}

/** `atlas --server URL ask …` is `atlas ask … --server URL`. */
function commandFirst(line: readonly string[]): readonly string[] {
  const leading = line[0] === '--server' ? 2 : line[0]?.startsWith('--server=') === true ? 1 : 0;
  return [...line.slice(leading), ...line.slice(0, leading)];
}

function unknownCommand(first: string, argv: readonly string[]): { readonly help: string } {
  const group = COMMANDS.filter(({ name }) => name.startsWith(`${first} `));
  if (group.length > 0 && (argv.length === 1 || argv.includes('--help') || argv.includes('-h'))) {
    return { help: group.map(helpOf).join('\n') };
  }
  throw usageError(`There is no command “${first}”. See: atlas --help`);
}

function parse(command: Command, args: readonly string[]) {
  const known = Object.entries({ ...EVERYWHERE, ...command.options });
  const options = Object.fromEntries(
    known.map(([name, { type, short }]) => [name, short === undefined ? { type } : { type, short }]),
  );
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    throw usageError(`${(error as Error).message.split('. ')[0]}. See: atlas ${command.name} --help`);
  }
}

function helpOfAll(): string {
  const width = Math.max(...COMMANDS.map(({ name }) => name.length));
  const lines = COMMANDS.map(({ name, about }) => `  ${name.padEnd(width)}  ${about}`);
  return [
    'Atlas answers questions about a bank’s own data, and proves how it got the answer.',
    '',
    'atlas COMMAND …            atlas COMMAND --help says more',
    '',
    ...lines,
    '',
    ...optionLines(EVERYWHERE),
    '',
    'For scripts: ATLAS_EMAIL and ATLAS_PASSWORD sign in by themselves, whoever signed in before.',
    'Exit codes: 0 answered, 2 usage, 3 refused by a rule, 4 not understood, 5 failed, 6 awaiting approval.',
    '',
  ].join('\n');
}

function helpOf({ synopsis, about, options }: Command): string {
  return [`atlas ${synopsis}`, '', about, '', ...optionLines({ ...options, ...EVERYWHERE }), ''].join('\n');
}

function optionLines(options: Readonly<Record<string, Option>>): string[] {
  const named = Object.entries(options).map(([name, { short, about }]) => {
    const long = `--${name}`;
    return { spelled: short === undefined ? `    ${long}` : `-${short}, ${long}`, about };
  });
  const width = Math.max(...named.map(({ spelled }) => spelled.length));
  return named.map(({ spelled, about }) => `  ${spelled.padEnd(width)}  ${about}`);
}
