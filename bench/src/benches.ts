import { appendRow } from './append-row.ts';
import { getRows } from './get-rows.ts';
import { guardRow } from './guard-row.ts';
import { masksRow } from './masks-row.ts';
import { questionRows } from './question-rows.ts';
import type { Row, Say } from './row.ts';

export const BENCHES = {
  guard: async () => [await guardRow()],
  masks: async () => [await masksRow()],
  question: questionRows,
  append: async () => [await appendRow()],
  get: getRows,
} satisfies Record<string, (say: Say) => Promise<Row[]>>;

export type Bench = keyof typeof BENCHES;

/** Runs the benches one after another: two at once would measure each other. */
export async function runBenches(names: readonly Bench[], say: Say): Promise<Row[]> {
  const rows: Row[] = [];
  for (const name of names) {
    const started = performance.now();
    const run: (say: Say) => Promise<Row[]> = BENCHES[name];
    rows.push(...(await run(say)));
    say(`${name}: ${((performance.now() - started) / 1000).toFixed(1)} s`);
  }
  return rows;
}
