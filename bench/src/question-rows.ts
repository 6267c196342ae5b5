import { readFileSync } from 'node:fs';
import pg from 'pg';
import { startAtlas, type Program } from './atlas.ts';
import { signIn, type AtlasClient } from './client.ts';
import { median, percentile, round, timed, type Row, type Say } from './row.ts';

const SMALL = 'How many customers are there per jurisdiction?';
const LARGE = 'List the loan number, amount, interest rate and origination date of auto loans';
const ROUNDS = 120;
const LARGE_ROUNDS = 12;
const ASKERS = 16;
const ASKED = 640;
/** With the other questions of the run this makes more than the thousand that the memory row speaks of. */
const MORE = 400;

/** The rows that need the whole program: one question, a large one, many at once, and what memory that took. */
export async function questionRows(say: Say): Promise<Row[]> {
  say('question: starting Atlas');
  const program = await startAtlas();
  try {
    // A person may watch a few questions at once, so the askers are four people.
    const people = await Promise.all(program.ready.demo.map((person) => signIn(program.ready.url, person)));
    const client = people[program.ready.demo.findIndex(({ role }) => role === 'analyst')];
    if (client === undefined) throw new Error('ready.json names no analyst.');
    const bank = new pg.Client({ connectionString: program.ready.databases.demo });
    await bank.connect();
    try {
      const small = await smallRows(client, bank);
      const large = await largeRow(client, bank);
      const many = await manyRow(people);
      const memory = await memoryRow(client, program);
      return [...small, large, many, memory];
    } finally {
      await bank.end();
      for (const person of people) person.close();
    }
  } finally {
    await program.stop();
  }
}

async function askToFinal(client: AtlasClient, question: string): Promise<string> {
  const id = await client.ask(question);
  if (id === null) throw new Error(`"${question}" was not accepted.`);
  const { status } = await client.untilFinal(id);
  if (status !== 'success')
    throw new Error(`"${question}" ended in ${status}: ${(await client.get(`/v1/query/${id}`)).text}`);
  return id;
}

async function generatedSql(client: AtlasClient, id: string): Promise<string> {
  const { generated_sql: sql } = JSON.parse((await client.get(`/v1/query/${id}`)).text) as { generated_sql: string };
  return sql;
}

async function smallRows(client: AtlasClient, bank: pg.Client): Promise<Row[]> {
  const sql = await generatedSql(client, await askToFinal(client, SMALL));
  const atlas: number[] = [];
  const plain: number[] = [];
  for (let run = 0; run < ROUNDS; run += 1) {
    atlas.push((await timed(() => askToFinal(client, SMALL))).ms);
    plain.push((await timed(() => bank.query({ text: sql, rowMode: 'array' }))).ms);
  }
  return [
    { name: 'p50', share: 0.5, aim: 25 },
    { name: 'p95', share: 0.95, aim: 60 },
  ].map(({ name, share, aim }) => {
    const over = percentile(atlas, share) - percentile(plain, share);
    const figures = {
      atlas_ms: round(percentile(atlas, share)),
      pg_ms: round(percentile(plain, share)),
      questions: ROUNDS,
    };
    return {
      what: `one governed question, POST to final status, ${name}`,
      yardstick: 'the same SQL through pg',
      aim: `≤ ${aim} ms over it`,
      value: round(over),
      holds: over <= aim,
      figures,
    };
  });
}

/** 10,000 rows of 4 columns: to the final status and through every page of the result, against pg and JSON.stringify. */
async function largeRow(client: AtlasClient, bank: pg.Client): Promise<Row> {
  const sql = `${await generatedSql(client, await askToFinal(client, LARGE))} LIMIT 10000`;
  const atlas: number[] = [];
  const plain: number[] = [];
  let rows = 0;
  for (let run = 0; run < LARGE_ROUNDS; run += 1) {
    const asked = await timed(async () => {
      rows = await readPages(client, await askToFinal(client, LARGE));
    });
    atlas.push(asked.ms);
    plain.push((await timed(async () => JSON.stringify((await bank.query(sql)).rows))).ms);
  }
  const ratio = median(atlas) / median(plain);
  return {
    what: 'a question with 10,000 rows of 4 columns',
    yardstick: 'the same SQL through pg and JSON.stringify',
    aim: '≤ 3×',
    value: round(ratio),
    holds: ratio <= 3,
    figures: { atlas_ms: round(median(atlas)), pg_ms: round(median(plain)), rows },
  };
}

async function readPages(client: AtlasClient, id: string): Promise<number> {
  let rows = 0;
  for (let page = 1; ; page += 1) {
    const reply = await client.get(`/v1/query/${id}/result?page=${page}&page_size=1000`);
    if (reply.status !== 200) throw new Error(`Page ${page} of the result: ${reply.status}`);
    const { results, row_count: total } = JSON.parse(reply.text) as { results: unknown[]; row_count: number };
    rows += results.length;
    if (rows >= total || results.length === 0) return rows;
  }
}

async function manyRow(people: readonly AtlasClient[]): Promise<Row> {
  let asked = 0;
  let failed = 0;
  const { ms } = await timed(() =>
    Promise.all(
      Array.from({ length: ASKERS }, async (_, index) => {
        const client = people[index % people.length] as AtlasClient;
        while (asked < ASKED) {
          asked += 1;
          await askToFinal(client, SMALL).catch(() => (failed += 1));
        }
      }),
    ),
  );
  const rate = ASKED / (ms / 1000);
  return {
    what: `governed questions per second, ${ASKERS} askers`,
    yardstick: '–',
    aim: '≥ 80/s, error rate 0',
    value: round(rate, 1),
    holds: rate >= 80 && failed === 0,
    figures: { questions: ASKED, failed, seconds: round(ms / 1000) },
  };
}

/** Resident memory of the one process, PostgreSQL apart, before and after more questions. */
async function memoryRow(client: AtlasClient, { ready }: Program): Promise<Row> {
  const before = residentMb(ready.pid);
  for (let run = 0; run < MORE; run += 1) await askToFinal(client, SMALL);
  const after = residentMb(ready.pid);
  return {
    what: 'memory of `atlasd start` without PostgreSQL, after 1,000 questions',
    yardstick: '–',
    aim: '≤ 300 MB',
    value: after,
    holds: after <= 300,
    figures: { before_mb: before, after_mb: after, questions_between: MORE },
  };
}

function residentMb(pid: number): number {
  const line = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return Math.round(Number(line?.[1] ?? 0) / 1024);
}
