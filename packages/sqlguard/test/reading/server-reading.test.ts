import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import pg from 'pg';
import { createDatabase } from '../../../../apps/server/test/support/postgres.ts';
import { compile } from '../../src/index.ts';
import type { Compiled, Provision } from '../../src/index.ts';
import { mapQuery } from '../../src/ir/map.ts';
import type { From, Query, Select } from '../../src/ir/nodes.ts';
import { placingFor } from '../../src/mask/placings.ts';
import { printQuery } from '../../src/print/print.ts';
import { readCandidate } from '../../src/read-candidate.ts';
import { parse } from '../parse.ts';
import { columnsOf, LEDGER, LEDGER_OPEN, LEDGER_SQL, LEDGER_TYPES } from './ledger-bank.ts';
import { QUESTIONS } from './questions.ts';
import { readDefinition } from './read-definition.ts';
import { readingDifference } from './same-reading.ts';

const ROW_CAP = 1_000_000;
const TIME_ZONE = 'Europe/Berlin';
/** What the executor sets, and an instant that both texts share. */
const BEGIN = `BEGIN; SET LOCAL TimeZone = '${TIME_ZONE}'; SET LOCAL DateStyle = 'ISO, YMD'; SET LOCAL IntervalStyle = 'postgres';
  SET LOCAL extra_float_digits = 1; SET LOCAL max_parallel_workers_per_gather = 0; SET LOCAL jit = off;`;
const NOW = `SELECT to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS at`;

let client: pg.Client;
before(async () => {
  client = new pg.Client({
    connectionString: await createDatabase(),
    types: { getTypeParser: () => (text: string) => text },
  });
  await client.connect();
  await client.query(LEDGER_SQL);
});
after(() => client.end());

/** Runs `step` in one transaction, at whose instant "now" is bound, and rolls it back. */
async function within<Result>(step: (at: string) => Promise<Result>): Promise<Result> {
  await client.query(BEGIN);
  try {
    const { rows } = await client.query<{ at: string }>(NOW);
    return await step(rows[0]?.at ?? '');
  } finally {
    await client.query('ROLLBACK');
  }
}

const inputOf = (sql: string, at: string, provision: Provision = 'none') => ({
  sql,
  provision,
  parse,
  catalogue: LEDGER,
  types: LEDGER_TYPES,
  instant: { at, timeZone: TIME_ZONE },
  profile: LEDGER_OPEN,
  maskedSchema: 'none',
  rowCap: ROW_CAP,
});

function compiledAt(sql: string, at: string, provision: Provision = 'none'): Compiled {
  const result = compile(inputOf(sql, at, provision));
  if (!result.ok) throw new Error(`refused: ${JSON.stringify(result.verdict)}`);
  return result;
}

type Ran = { readonly columns: readonly (readonly [name: string, type: string])[]; readonly rows: readonly unknown[] };

async function run(sql: string, path: string): Promise<Ran> {
  await client.query(`SET LOCAL search_path = ${path}`);
  const { fields, rows } = await client.query<unknown[]>({ text: sql, rowMode: 'array' });
  const types = await client.query<{ type: string }>(
    "SELECT format_type(t, m) AS type FROM set_config('search_path', 'pg_catalog', true), unnest($1::oid[], $2::int4[]) WITH ORDINALITY AS x (t, m, n) ORDER BY n",
    [fields.map((field) => field.dataTypeID), fields.map((field) => field.dataTypeModifier)],
  );
  return { columns: fields.map(({ name }, index) => [name, types.rows[index]?.type ?? ''] as const), rows };
}

async function differenceOf(original: string, printed: string, columns: number): Promise<string | null> {
  const own = await readDefinition(client, original, { path: 'ledger', columns });
  const ours = await readDefinition(client, printed, { path: 'pg_catalog', columns });
  assert.ok(own && ours, 'the server makes no view');
  return readingDifference(own.text, ours.text, { parse, rowCap: ROW_CAP, relations: columnsOf });
}

describe('the server reads what was printed as it reads the original', () => {
  for (const sql of QUESTIONS) {
    it(sql.slice(0, 100), async () => {
      await within(async (at) => {
        const printed = compiledAt(sql, at);
        const wanted = await run(sql, 'ledger');
        assert.deepEqual(await run(printed.sql, 'pg_catalog'), wanted);
        assert.deepEqual(
          printed.columns.map(({ name, type }) => [name, type]),
          wanted.columns,
        );
        assert.deepEqual((await run(compiledAt(sql, at, 'inline').sql, 'pg_catalog')).columns, wanted.columns);
        assert.equal(await differenceOf(sql, printed.sql, wanted.columns.length), null);
      });
    });
  }
});

describe('what hangs on a key where a view has none', () => {
  for (const sql of [
    'select id, notes, spots, grades, spot, count(*) from ledger.lists group by id order by id',
    'select id, notes[1], spots[2] from ledger.lists group by id having grades is not null order by id',
    'select b.id, (select string_agg(c.last_name, b.name order by c.id) from clients c) from branches b group by b.id order by b.id',
  ])
    it(sql, () =>
      within(async (at) => {
        assert.deepEqual(await run(compiledAt(sql, at, 'inline').sql, 'pg_catalog'), await run(sql, 'ledger'));
      }),
    );
});

describe('a list of an enum that is written out stays bare as one literal', () => {
  for (const sql of [
    "select id from lists where grades && array['low', null]::grade[] or grades = array[]::ledger.grade[] order by id",
    "select grades || array['mid', 'low']::grade[] from lists order by id",
    'select array_agg(grade) @> array[grade, null]::grade[] from clients group by grade order by grade',
  ])
    it(sql, () =>
      within(async (at) => {
        assert.deepEqual(await run(compiledAt(sql, at).sql, 'pg_catalog'), await run(sql, 'ledger'));
      }),
    );
});

type Plant = (query: Query) => Query;
const select =
  (change: (query: Select) => Partial<Select>): Plant =>
  (query) =>
    query.kind === 'select' ? { ...query, ...change(query) } : query;
/** Binds every column of `from` to the relation `to` of another level or side. */
const rebind =
  (from: string, to: string): Plant =>
  (query) =>
    mapQuery(query, {
      expr: (expr) => (expr.kind === 'column' && expr.alias === from ? { ...expr, alias: to } : expr),
      query: (inner) => inner,
    });
const using = (change: (join: Extract<From, { kind: 'join' }>) => Partial<Extract<From, { kind: 'join' }>>): Plant =>
  select(({ from }) => ({ from: from.map((item) => (item.kind === 'join' ? { ...item, ...change(item) } : item)) }));

/** A binding that a wrong binder could have made, for a query where it matters. */
const PLANTED: readonly (readonly [what: string, sql: string, plant: Plant])[] = [
  [
    'GROUP BY of an output name instead of the column',
    'select lower(segment) as segment, count(*) from clients group by segment order by 2',
    select(({ targets, group }) => ({
      group: group.map((item) => (targets[0] ? { kind: 'expr', expr: targets[0].expr, position: null } : item)),
    })),
  ],
  [
    'GROUP BY of one column too few',
    'select segment, count(*) from clients group by segment, active order by 1, 2',
    select(({ group }) => ({ group: group.slice(0, 1) })),
  ],
  [
    'GROUP BY sets in another form',
    'select segment, active, count(*) from clients group by rollup (segment, active)',
    select(({ group }) => ({ group: group.map((item) => (item.kind === 'sets' ? { ...item, form: 'CUBE' } : item)) })),
  ],
  [
    'ORDER BY of the column instead of the output name',
    'select id as segment, segment as id from clients order by segment limit 3',
    select(({ order }) => ({ order: order.map((item) => ({ ...item, by: 2 })) })),
  ],
  [
    'ORDER BY in the other direction',
    'select id from clients order by id limit 3',
    select(({ order }) => ({ order: order.map((item) => ({ ...item, direction: 'desc' })) })),
  ],
  [
    'NULLs on the other side',
    'select branch_id from clients order by branch_id desc nulls last limit 3',
    select(({ order }) => ({ order: order.map((item) => ({ ...item, nulls: 'default' })) })),
  ],
  [
    'a merged column read from the other side of a LEFT JOIN',
    'select currency from accounts a left join fx f using (currency)',
    select(({ targets }) => ({
      targets: targets.map((target) =>
        target.expr.kind === 'column' ? { ...target, expr: { ...target.expr, alias: 'f' } } : target,
      ),
    })),
  ],
  [
    'a FULL JOIN column from one side alone',
    'select currency from accounts a full join fx f using (currency)',
    select(({ targets }) => ({
      targets: targets.map((target) =>
        target.expr.kind === 'coalesce' && target.expr.args[0] ? { ...target, expr: target.expr.args[0] } : target,
      ),
    })),
  ],
  [
    'USING by one column of two',
    'select a.id from accounts a join (select id, currency from accounts) b using (id, currency)',
    using(({ using: names }) => ({ using: names.slice(0, 1) })),
  ],
  [
    'a join of another kind',
    'select a.id from accounts a left join clients c using (id)',
    using(() => ({ type: 'INNER' })),
  ],
  [
    'a correlated name bound to the inner relation',
    'select (select count(*) from accounts a where a.client_id = c.id) from clients c',
    rebind('c', 'a'),
  ],
  [
    'an inner name bound to the outer relation',
    'select id from accounts o where exists (select 1 from accounts i where i.opened < o.opened and i.kind = o.kind)',
    rebind('i', 'o'),
  ],
  [
    'a sibling of a self-join taken for the other',
    'select x.id, y.id from accounts x join accounts y on x.client_id = y.client_id and x.id < y.id',
    select(({ targets }) => ({
      targets: targets.map((target) =>
        target.expr.kind === 'column' ? { ...target, expr: { ...target.expr, alias: 'x' } } : target,
      ),
    })),
  ],
  [
    'a CTE that hides a relation read past',
    'with accounts as (select id from clients) select id from accounts',
    select(({ from }) => ({
      ctes: [],
      from: from.map((item) =>
        item.kind === 'cte' ? { kind: 'relation', dataset: 'accounts', alias: item.alias } : item,
      ),
    })),
  ],
  ['DISTINCT left out', 'select distinct segment from clients', select(() => ({ distinct: 'no' }))],
  ['a narrower limit', 'select id from clients order by id limit 5', (query) => ({ ...query, limit: 4 })],
];

describe('a wrong binding is found', () => {
  for (const [what, sql, plant] of PLANTED) {
    it(what, async () => {
      await within(async (at) => {
        const input = inputOf(sql, at);
        const { query } = readCandidate(input);
        const columns = query.outputs.length;
        const right = printQuery(query, placingFor(input), true);
        assert.equal(await differenceOf(sql, right, columns), null);
        const wrong = printQuery(plant(query), placingFor(input), true);
        assert.notEqual(wrong, right, 'nothing was planted');
        assert.notEqual(await differenceOf(sql, wrong, columns), null);
      });
    });
  }
});
