import { AtlasError } from '@aureus/contract';
import { loadActivePeople } from '#trust/identity';
import type { Rooms } from '../app.ts';
import type { Config } from '../config.ts';
import { urlsOf, withRooms } from './rooms.ts';
import { UsageError, parseWords } from './usage.ts';

const OPTIONS = {
  print: { type: 'boolean' },
  drop: { type: 'boolean' },
  relation: { type: 'string' },
  'accept-by-hand': { type: 'boolean' },
  'accept-changes': { type: 'boolean' },
} as const;

/** Why a DBA's views that stand were not taken up. */
const HELD = {
  different: 'its views stand, and show or filter something else than what was printed',
  unknown:
    "its views stand, and no login of Atlas's may compare them with what was printed (only a provisioner on PostgreSQL 15, by what --print grants it)",
  away: 'what was taken away is not back; what else it shows is answered as before',
} as const;

type Write = (text: string) => void;

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
  const accepting = { byHand: values['accept-by-hand'] ?? false, changes: values['accept-changes'] ?? false };
  if ((accepting.byHand || accepting.changes) && (print || drop))
    throw new UsageError('--accept-by-hand and --accept-changes go with neither --print nor --drop.');
  if (relation !== undefined && !drop) throw new UsageError('--relation goes with --drop.');
  return withRooms(config, { url: urlsOf(config).owner, name: 'source' }, async (rooms) => {
    const known = (await rooms.catalogue.active()).catalogue.source.name;
    if (name !== undefined && name !== known) {
      throw new AtlasError('RESOURCE_NOT_FOUND', `There is no source ${name}; there is ${known}.`);
    }
    if (drop) return takeAway(rooms, { relation, print }, write);
    const people = await loadActivePeople(rooms.db);
    if (!print) return tell(await rooms.catalogue.provision(people, accepting), write);
    write(await rooms.catalogue.print(people));
    return 0;
  });
}

type Provisioned = Awaited<ReturnType<Rooms['catalogue']['provision']>>;

function tell(done: Provisioned, write: Write): 0 | 1 {
  const { changed, lost, ready, retired, ending, waiting, wrong } = done;
  for (const what of changed) write(`changed  ${what}\n`);
  for (const what of lost) write(`lost     ${what}\n`);
  for (const login of ready) write(lineOf(done, login));
  for (const login of retired) write(`retired  ${login}\n`);
  for (const { login, why } of ending) write(`ending   ${login}: ${why}\n`);
  for (const login of waiting) write(lineOf(done, login));
  const isLeft = waiting.length + ending.length > 0;
  if (lost.length > 0) write(LOST);
  else if (changed.length > 0) write(CHANGED);
  if (isLeft) write(LEFT);
  if (Object.values(done.held).some((why) => why !== 'away')) write(HELD_VIEWS);
  if (Object.keys(wrong).some((login) => done.held[login] !== 'away')) write(WRONG);
  return isLeft || changed.length + lost.length + Object.keys(wrong).length > 0 ? 1 : 0;
}

const CHANGED =
  'The bank changed what is published, and nothing was made: the source stays stopped. If the bank meant it, `atlasd source provision --accept-changes` takes it as it is now, on record; if not, it has to be undone there.\n';
const LOST =
  "What is lost cannot be accepted, and nothing was made: questions are read by it. It has to be made again on the bank's server; the source stays stopped until then.\n";
const LEFT =
  "The bank's DBA has to make what waits and to end what is ending: give them what `atlasd source provision --print` prints, then run this again.\n";
const HELD_VIEWS =
  'Views that stand and are not known to be what was printed are taken as they are by --accept-by-hand, and told of with each answer.\n';
const WRONG = "No question runs on a profile while this is so. The bank's DBA mends it; then run this again.\n";

/** One profile, and below it what is wrong with what stands on the server. */
function lineOf({ ready, byHand, held, wrong }: Provisioned, login: string): string {
  const reasons = (wrong[login] ?? []).map((one) => `         ${one}\n`).join('');
  if (ready.includes(login)) {
    const how = byHand.includes(login) ? ': its views are by hand, taken as they are' : '';
    return `${reasons === '' ? 'ready  ' : 'stopped'}  ${login}${how}\n${reasons}`;
  }
  const why = held[login];
  return `waiting  ${login}${why === undefined ? '' : `: ${HELD[why]}`}\n${reasons}`;
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
