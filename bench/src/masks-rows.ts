import pg from 'pg';
import { loadModule } from 'libpg-query';
import { openServer } from '../../evals/src/database/server.ts';
import { demoCatalogue, loadMeridian, readQuestions } from '../../evals/src/questions-suite.ts';
import { analystProfile } from './demo-profile.ts';
import { makeSeen, type Seen } from './demo-views.ts';
import { readAnswered, type Answered } from './answered-questions.ts';
import { median, percentile, round, timed, type Row, type Say } from './row.ts';

/** After one that fills the caches; the median of so many is a question's time. */
const RUNS = 3;
const AIM = 1.3;
/** Some of the jurisdictions: what a profile with a row filter reaches. */
const SOME = ['EU', 'UK'];

/**
 * Each of our questions that the profile is answered, on its views by its own login, and the same question on the base
 * tables: for an analyst of everywhere, and for one whose rows are filtered behind a security barrier, who is compared
 * with the same filter as a plain WHERE too.
 */
export async function masksRows(say: Say): Promise<Row[]> {
  await loadModule();
  const server = await openServer(null);
  try {
    const url = await server.createDatabase('masks');
    await loadMeridian(url);
    await saySizes(url, say);
    const catalogue = demoCatalogue();
    const rows: Row[] = [];
    for (const [name, jurisdictions] of [
      ['columns masked', null],
      ['rows filtered too', SOME],
    ] as const) {
      const profile = analystProfile(catalogue, jurisdictions);
      const seen = await makeSeen(url, { catalogue, profile, schema: `atlas_m_bench_${rows.length}` });
      const { answered, skipped } = readAnswered(readQuestions(), { catalogue, profile, seen });
      say(`masks, ${name}: ${answered.length} answered; skipped ${spelled(skipped)}`);
      rows.push(...(await compareAll({ name, answered, seen, skipped, say })));
      await seen.close();
    }
    return rows;
  } finally {
    await server.close();
  }
}

const spelled = (counts: ReadonlyMap<string, number>): string =>
  [...counts].map(([why, count]) => `${count} ${why}`).join(', ') || 'none';

/** What the ratios are of: a view costs a small table relatively more. */
async function saySizes(url: string, say: Say): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<{ name: string; rows: string }>(
    `SELECT relname AS name, reltuples::bigint AS rows FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
      ORDER BY reltuples DESC`,
  );
  await client.end();
  say(`masks: rows of ${rows.map((one) => `${one.name} ${one.rows}`).join(', ')}`);
}

type Comparison = {
  readonly name: string;
  readonly answered: readonly Answered[];
  readonly seen: Seen;
  readonly skipped: ReadonlyMap<string, number>;
  readonly say: Say;
};
type Times = Readonly<Record<'masked' | 'base' | 'filtered', number>>;

async function compareAll({ name, answered, seen, skipped, say }: Comparison): Promise<Row[]> {
  const times: Times[] = [];
  for (const one of answered) times.push(await timesOf(one, seen));
  const left = [...skipped.values()].reduce((sum, count) => sum + count, 0);
  const rowOf = (yardstick: string, other: 'base' | 'filtered'): Row => {
    const ratios = times.map((one) => one.masked / one[other]);
    const total = (which: keyof Times): number => times.reduce((sum, one) => sum + one[which], 0);
    const [value, middle] = [total('masked') / total(other), median(ratios)];
    const worst = times.map((one, index) => ({ ms: one.masked - one[other], sql: answered[index]?.masked ?? '' }));
    const [first] = worst.toSorted((a, b) => b.ms - a.ms);
    say(`masks, ${name} / ${yardstick}: most is lost, ${round(first?.ms ?? 0)} ms, by ${first?.sql}`);
    return {
      what: `all answered questions on views, ${name}`,
      yardstick,
      aim: `≤ ${AIM}× (median)`,
      value: round(middle),
      holds: middle <= AIM,
      figures: {
        sum_of_times: round(value),
        p95: round(percentile(ratios, 0.95)),
        worst: round(Math.max(...ratios)),
        views_ms: round(total('masked'), 0),
        yardstick_ms: round(total(other), 0),
        queries: ratios.length,
        skipped: left,
      },
    };
  };
  const plain = rowOf('the same on base tables', 'base');
  if (!seen.isFiltered) return [plain];
  // Without the filter a base table answers another question: how much more it costs to be asked less is a figure, no aim.
  const filtered = rowOf('the same on base tables with the filter as a WHERE', 'filtered');
  const unfiltered = { over_no_filter: plain.value, over_no_filter_sum: plain.figures['sum_of_times'] ?? 0 };
  return [{ ...filtered, figures: { ...filtered.figures, ...unfiltered } }];
}

/** In turns, so that a slow moment of the machine meets all. */
async function timesOf({ masked, base, filtered }: Answered, { login, owner }: Seen): Promise<Times> {
  const found = { masked: [] as number[], base: [] as number[], filtered: [] as number[] };
  for (let run = 0; run <= RUNS; run += 1) {
    const take = async (client: pg.Client, text: string, into: number[]): Promise<void> => {
      const { ms } = await timed(() => client.query({ text, rowMode: 'array' }));
      if (run > 0) into.push(ms);
    };
    await take(owner, base, found.base);
    await take(login, masked, found.masked);
    if (filtered !== null) await take(owner, filtered, found.filtered);
  }
  return { masked: median(found.masked), base: median(found.base), filtered: median(found.filtered) };
}
