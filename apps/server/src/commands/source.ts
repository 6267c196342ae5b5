import { AtlasError } from '@aureus/contract';
import { loadActivePeople } from '#trust/identity';
import type { Rooms } from '../app.ts';
import type { Config } from '../config.ts';
import { urlsOf, withRooms } from './rooms.ts';
import { UsageError, parseWords } from './usage.ts';

const OPTIONS = { print: { type: 'boolean' }, drop: { type: 'boolean' }, relation: { type: 'string' } } as const;

type Write = (text: string) => void;
type People = Awaited<ReturnType<typeof loadActivePeople>>;

/** `atlasd source provision`: what stands on the bank's server for the people there are, made, printed or taken away. */
export async function source(config: Config, args: string[]): Promise<void> {
  process.exitCode = await runSource(config, args, (text) => process.stdout.write(text));
}

/** The command and its exit code: 1 if something waits for the bank's DBA. */
export async function runSource(config: Config, [verb, ...rest]: readonly string[], write: Write): Promise<0 | 1> {
  const { values, positionals } = parseWords([...rest], OPTIONS);
  if (verb !== 'provision') throw new UsageError('Say `source provision`.');
  const [name, ...more] = positionals;
  if (more.length > 0) throw new UsageError('Say one source.');
  const { print = false, drop = false, relation } = values;
  if (relation !== undefined && !drop) throw new UsageError('--relation goes with --drop.');
  return withRooms(config, { url: urlsOf(config).owner, name: 'source' }, async (rooms) => {
    const known = (await rooms.catalogue.active()).catalogue.source.name;
    if (name !== undefined && name !== known) {
      throw new AtlasError('RESOURCE_NOT_FOUND', `There is no source ${name}; there is ${known}.`);
    }
    if (drop) return takeAway(rooms, { relation, print }, write);
    const people = await loadActivePeople(rooms.db);
    if (!print) return provision(rooms, people, write);
    write(await rooms.catalogue.print(people));
    return 0;
  });
}

async function provision(rooms: Rooms, people: People, write: Write): Promise<0 | 1> {
  const { ready, waiting, retired, ending } = await rooms.catalogue.provision(people);
  for (const login of ready) write(`ready    ${login}\n`);
  for (const login of retired) write(`retired  ${login}\n`);
  for (const login of ending) write(`ending   ${login}: its access was taken away, and it may still log in\n`);
  for (const login of waiting) write(`waiting  ${login}\n`);
  if (waiting.length + ending.length === 0) return 0;
  write(
    "The bank's DBA has to make what waits and to end what is ending: give them what `atlasd source provision --print` prints, then run this again.\n",
  );
  return 1;
}

async function takeAway(
  rooms: Rooms,
  what: { relation: string | undefined; print: boolean },
  write: Write,
): Promise<0 | 1> {
  const { datasets, script, dropped } = await rooms.catalogue.dropViews(what);
  if (what.print) {
    write(script);
    return 0;
  }
  write(`Nobody is answered from ${datasets.join(', ')} until \`atlasd source provision\` puts the views back.\n`);
  if (dropped) return 0;
  write("The bank's DBA has to take the views away: give them what `--drop --print` prints.\n");
  return 1;
}
