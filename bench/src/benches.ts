import { appendRow } from './append-row.ts';
import { getRows } from './get-rows.ts';
import { guardRows } from './guard-row.ts';
import { hostileRow } from './hostile-row.ts';
import { masksRows } from './masks-rows.ts';
import { questionRows } from './question-rows.ts';
import type { Row, Say } from './row.ts';

/** What a run is told: where its remarks go, and whose texts the guard is measured on. */
export type Setting = { readonly say: Say; readonly corpora: string | null };

export const BENCHES = {
  guard: ({ corpora }) => guardRows(corpora),
  hostile: async ({ say }) => [await hostileRow(say)],
  masks: ({ say }) => masksRows(say),
  question: ({ say }) => questionRows(say),
  append: async () => [await appendRow()],
  get: ({ say }) => getRows(say),
} satisfies Record<string, (setting: Setting) => Promise<Row[]>>;

export type Bench = keyof typeof BENCHES;

/** Runs the benches one after another: two at once would measure each other. */
export async function runBenches(names: readonly Bench[], setting: Setting): Promise<Row[]> {
  const rows: Row[] = [];
  for (const name of names) {
    const started = performance.now();
    const run: (setting: Setting) => Promise<Row[]> = BENCHES[name];
    rows.push(...(await run(setting)));
    setting.say(`${name}: ${((performance.now() - started) / 1000).toFixed(1)} s`);
  }
  return rows;
}
