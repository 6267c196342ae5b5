import { STAGES } from '@aureus/contract';
import { endProcess, pause } from '../atlas.ts';
import { signIn, type AtlasClient } from '../client.ts';
import type { Say } from '../row.ts';
import type { Estate } from './estate.ts';

/** A question that Atlas said it had taken. `mark` is a number that stands in its SQL and in no other's. */
export type Acknowledged = { readonly id: string; readonly mark: number };

export type Killed = {
  readonly acknowledged: readonly Acknowledged[];
  readonly stages: Readonly<Record<string, number>>;
  readonly refused: number;
};

const MOST_IN_FLIGHT = 5;
/** A stage may not come: the worker is killed anyway after this long. */
const PATIENCE_MS = 4_000;
const FIRST_MARK = 1_000_001;

/** A repeatable run of numbers in [0, 1). */
export function makeDraw(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 4_294_967_296;
  };
}

/**
 * Asks, kills the worker with SIGKILL, and starts another, again and again: half of the kills at a stage that a
 * question has just reached, half at any moment.
 */
export async function killWorkers(
  estate: Estate,
  { kills, seed, say }: { kills: number; seed: number; say: Say },
): Promise<Killed> {
  const draw = makeDraw(seed);
  const analyst = estate.people.find(({ role }) => role === 'analyst');
  if (analyst === undefined) throw new Error('The demo has no analyst.');
  const client = await signIn(estate.url, analyst);
  const acknowledged: Acknowledged[] = [];
  const stages: Record<string, number> = {};
  let refused = 0;
  for (let kill = 0; kill < kills; kill += 1) {
    const worker = await estate.startWorker();
    const count = 1 + Math.floor(draw() * MOST_IN_FLIGHT);
    const asked = await askSome(client, count, FIRST_MARK + kill * MOST_IN_FLIGHT);
    refused += asked.refused;
    acknowledged.push(...asked.taken);
    const stage = STAGES[Math.floor(draw() * STAGES.length)] ?? 'execute';
    if (kill % 2 === 0) await untilStage(estate, stage);
    else await pause(draw() * 1_500);
    await endProcess(worker, 'SIGKILL');
    for (const reached of await stagesInFlight(estate)) stages[reached] = (stages[reached] ?? 0) + 1;
    say(`kill ${kill + 1} of ${kills}: ${acknowledged.length} questions taken so far`);
  }
  client.close();
  return { acknowledged, stages, refused };
}

/** Each asks for its own amount, so that its SQL can be told from every other's in the bank's log. */
async function askSome(
  client: AtlasClient,
  count: number,
  mark: number,
): Promise<{ taken: Acknowledged[]; refused: number }> {
  const ids = await Promise.all(
    Array.from({ length: count }, (_, index) =>
      client.ask(`How many loans have an amount over ${mark + index}?`).catch(() => null),
    ),
  );
  const taken = ids.flatMap((id, index) => (id === null ? [] : [{ id, mark: mark + index }]));
  return { taken, refused: count - taken.length };
}

async function untilStage(estate: Estate, stage: string): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  while (Date.now() < deadline) {
    if ((await stagesInFlight(estate)).includes(stage)) return;
    await pause(1);
  }
}

async function stagesInFlight({ app }: Estate): Promise<string[]> {
  const { rows } = await app.query<{ stage: string | null }>('SELECT stage FROM ask.queries WHERE finished_at IS NULL');
  return rows.map(({ stage }) => stage ?? 'submitted');
}
