import { parseArgs } from 'node:util';
import { AtlasError } from '@aureus/contract';
import { loadActivePeople } from '#trust/identity';
import type { Rooms } from '../app.ts';
import type { Config } from '../config.ts';
import { urlsOf, withRooms } from './rooms.ts';
import { UsageError } from './usage.ts';

const OPTIONS = { print: { type: 'boolean' }, drop: { type: 'boolean' }, relation: { type: 'string' } } as const;

const say = (sentence: string): void => void process.stdout.write(`${sentence}\n`);

/** `atlasd source provision`: what stands on the bank's server for the people there are, made, printed or taken away. */
export async function source(config: Config, [verb, ...rest]: string[]): Promise<void> {
  const { values, positionals } = parse(rest);
  if (verb !== 'provision') throw new UsageError('Say `source provision`.');
  const [name, ...more] = positionals;
  if (more.length > 0) throw new UsageError('Say one source.');
  const { print = false, drop = false, relation } = values;
  if (relation !== undefined && !drop) throw new UsageError('--relation goes with --drop.');
  await withRooms(config, { url: urlsOf(config).owner, name: 'source' }, async (rooms) => {
    const known = (await rooms.catalogue.active()).catalogue.source.name;
    if (name !== undefined && name !== known) {
      throw new AtlasError('RESOURCE_NOT_FOUND', `There is no source ${name}; there is ${known}.`);
    }
    if (drop) return takeAway(rooms, { relation, print });
    const people = await loadActivePeople(rooms.db);
    if (print) process.stdout.write(await rooms.catalogue.print(people));
    else await provision(rooms, people);
  });
}

function parse(args: string[]) {
  try {
    return parseArgs({ args, allowPositionals: true, options: OPTIONS });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

async function provision(rooms: Rooms, people: Awaited<ReturnType<typeof loadActivePeople>>): Promise<void> {
  const { ready, waiting, retired } = await rooms.catalogue.provision(people);
  for (const login of ready) say(`ready    ${login}`);
  for (const login of retired) say(`retired  ${login}`);
  for (const login of waiting) say(`waiting  ${login}`);
  if (waiting.length === 0) return;
  say(
    "The bank's DBA has to make what waits: give them what `atlasd source provision --print` prints, then run this again.",
  );
  process.exitCode = 1;
}

async function takeAway(rooms: Rooms, what: { relation: string | undefined; print: boolean }): Promise<void> {
  const { datasets, statements, dropped } = await rooms.catalogue.dropViews(what);
  const script = statements.map((one) => `${one};\n`).join('');
  if (what.print) return void process.stdout.write(`BEGIN;\n${script}COMMIT;\n`);
  say(`Nobody is answered from ${datasets.join(', ')} until \`atlasd source provision\` puts the views back.`);
  if (dropped) return;
  say("The bank's DBA has to take the views away: give them what `--drop --print` prints.");
  process.exitCode = 1;
}
