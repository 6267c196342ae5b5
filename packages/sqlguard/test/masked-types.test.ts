import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Catalogue, MaskKind } from '@aureus/contract';
import { ALLOWED_TYPES } from '../src/allow/types.ts';
import { compile, shownMask, viewStatements } from '../src/index.ts';
import type { MaskProfile } from '../src/index.ts';
import { fromFormatted, toFormatted } from '../src/pg/types.ts';
import { CATALOGUE, INSTANT, plainColumn } from './bank.ts';
import { AWKWARD } from './fuzz/awkward-values.ts';
import { startBank, type BankServer } from './bank.test-server.ts';
import { parse } from './parse.ts';

/** Every type on the list, with a length where it takes one, and the bank's own: enums and domains over several. */
const SIZED: Readonly<Record<string, string>> = {
  varchar: 'character varying(20)',
  bpchar: 'character(6)',
  bit: 'bit(3)',
  varbit: 'bit varying(9)',
  numeric: 'numeric(14,2)',
  timestamp: 'timestamp(3) without time zone',
  interval: 'interval day to second',
  _varchar: 'character varying(20)[]',
  _numeric: 'numeric(14,2)[]',
};
const OWN = {
  'bank."Grade"': { kind: 'enum', labels: ['low', 'high'] },
  'apart.mood': { kind: 'enum', labels: ['calm'] },
  'apart.label': { kind: 'domain', base: 'character varying(12)' },
  'apart.amount': { kind: 'domain', base: 'numeric(10,2)' },
  'apart.day': { kind: 'domain', base: 'date' },
  'apart.fixed': { kind: 'domain', base: 'character(4)' },
  'apart.list': { kind: 'domain', base: 'text[]' },
} as const;
const TYPES = [
  ...[...ALLOWED_TYPES].map((type) => SIZED[type] ?? toFormatted({ type, mod: null })),
  ...Object.keys(OWN),
  'bank."Grade"[]',
  'apart.mood[]',
  'apart.graded',
  'apart.pair',
];

const template = CATALOGUE.datasets[0];
const nameOf = (at: number): string => `kind ${at}`;
const TYPED: Catalogue = {
  ...CATALOGUE,
  source: { ...CATALOGUE.source, types: OWN },
  datasets:
    template === undefined
      ? []
      : TYPES.map((type, at) => ({
          ...template,
          name: nameOf(at),
          relation: nameOf(at),
          columns: [plainColumn('id', 'bigint'), plainColumn('open', type), plainColumn('hidden', type)],
        })),
};
const OWN_VALUES: Readonly<Record<string, string>> = {
  'bit(3)': '101',
  'bank."Grade"': 'low',
  'bank."Grade"[]': '{low,high}',
  'apart.mood': 'calm',
  'apart.mood[]': '{calm,NULL}',
  'apart.graded': 'high',
  'apart.amount': '1.50',
  'apart.day': '2024-02-29',
  'apart.list': '{a,b}',
  'apart.pair': '(1,2)',
};
function valueOf(type: string): string {
  const value = OWN_VALUES[type] ?? AWKWARD[fromFormatted(type).type]?.[0];
  return value === undefined ? 'NULL' : `'${value}'`;
}
const DDL = [
  `CREATE TYPE bank."Grade" AS ENUM ('low', 'high')`,
  `CREATE SCHEMA apart`,
  `CREATE TYPE apart.mood AS ENUM ('calm')`,
  `CREATE TYPE apart.pair AS (a int, b int)`,
  `CREATE DOMAIN apart.label AS varchar(12)`,
  `CREATE DOMAIN apart.amount AS numeric(10,2) CHECK (VALUE > 0)`,
  `CREATE DOMAIN apart.day AS date`,
  `CREATE DOMAIN apart.fixed AS char(4)`,
  `CREATE DOMAIN apart.list AS text[]`,
  `CREATE DOMAIN apart.graded AS bank."Grade"`,
  ...TYPES.flatMap((type, at) => [
    `CREATE TABLE bank."${nameOf(at)}" (id bigint PRIMARY KEY, open ${type}, hidden ${type})`,
    `INSERT INTO bank."${nameOf(at)}" SELECT 1, v, v FROM (SELECT CAST(${valueOf(type)} AS ${type}) AS v) AS x`,
  ]),
];

const profileOf = (mask: MaskKind): MaskProfile => {
  const names = TYPES.map((_, at) => nameOf(at));
  const columns = { id: 'full', open: 'full', hidden: mask } as const;
  return {
    digest: mask,
    relations: Object.fromEntries(names.map((name) => [name, { columns, filter: null }])),
  };
};

const typeOf = (formatted: string): string => fromFormatted(formatted).type;
const isShownOnly = (type: string | undefined): boolean => type === '?apart.graded' || type === '?apart.pair';

const shown = (type: string, mask: MaskKind): MaskKind =>
  shownMask(TYPED, profileOf(mask), { dataset: nameOf(TYPES.indexOf(type)), column: 'hidden' });

/** Everything in which two values of one type meet. */
const meetings = (from: string): readonly string[] => [
  `select hidden from ${from}`,
  `select open as v from ${from} union all select hidden from ${from}`,
  `select hidden as v from ${from} union all select open from ${from}`,
  `select hidden as v from ${from} union select open from ${from}`,
  `select open as v from ${from} except select hidden from ${from}`,
  `select (select hidden from ${from} limit 1) as v union all select open from ${from}`,
  `with x as (select hidden as v from ${from}) select v from x union all select open from ${from}`,
  `select id from ${from} where hidden = open`,
  `select id from ${from} where open < hidden`,
  `select id from ${from} where open in (hidden)`,
  `select id from ${from} where open in (select hidden from ${from})`,
  `select id from ${from} where (id, open) = (id, hidden)`,
  `select hidden is distinct from open as v from ${from}`,
  `select coalesce(hidden, open) as v from ${from}`,
  `select coalesce(open, hidden) as v from ${from}`,
  `select case when id = 1 then open else hidden end as v from ${from}`,
  `select case when id = 1 then hidden else open end as v from ${from}`,
  `select case hidden when open then 1 end as v from ${from}`,
  `select nullif(hidden, open) as v from ${from}`,
  `select greatest(hidden, open) as v from ${from}`,
  `select array[open, hidden] as v from ${from}`,
  `select array_agg(hidden) || array_agg(open) as v from ${from}`,
  `select open = any (array_agg(hidden)) as v from ${from} group by open`,
  `select max(hidden) as v from ${from}`,
  `select hidden || open as v from ${from}`,
  `select count(distinct hidden) as v from ${from}`,
  `select lag(hidden, 1, open) over (order by id) as v from ${from}`,
  `select hidden::text as v from ${from}`,
  `select hidden as v, count(*) from ${from} group by hidden`,
  `select hidden as v from ${from} order by 1`,
  `select distinct hidden as v from ${from}`,
  `select a.id from ${from} a join ${from} b on a.hidden = b.open`,
  `select x.v from (select open as v from ${from}) x join (select hidden as v from ${from}) y using (v)`,
  `select x.v from (select hidden as v from ${from}) x full join (select open as v from ${from}) y using (v)`,
];

for (const mask of ['redact', 'last4', 'year'] as const)
  describe(`values under ${mask} beside open ones`, () => {
    let bank: BankServer;
    before(async () => {
      bank = await startBank();
      for (const statement of DDL) await bank.run(statement);
      const names = { schema: 'atlas_m_typed', owner: 'postgres', login: 'postgres' };
      for (const statement of viewStatements(TYPED, profileOf(mask), names)) await bank.run(statement);
    });
    after(() => bank.stop());

    for (const provision of ['views', 'inline'] as const)
      it(`are of the type that the guard goes by, for every type, by ${provision}`, async () => {
        const wrong: string[] = [];
        let accepted = 0;
        for (const [at, type] of TYPES.entries()) {
          if (mask !== 'redact' && shown(type, mask) === 'redact') continue;
          for (const sql of meetings(`"${nameOf(at)}"`)) {
            const input = { sql, catalogue: TYPED, instant: INSTANT, parse, profile: profileOf(mask), provision };
            const made = compile({ ...input, maskedSchema: 'atlas_m_typed', rowCap: 100 });
            if (!made.ok) continue;
            accepted += 1;
            const { columns } = await bank.ask(made.sql).catch((error: Error & { code?: string }) => {
              // A value may be wrong for what is done with it (class 22): arrays are not made of NULL ones.
              if (error.code?.startsWith('22') === true) return made;
              return { columns: [{ type: `${error.code} ${error.message}` }] };
            });
            // What may only be shown is shown as text where it is hidden.
            const said = made.columns.map((one) => typeOf(one.type));
            const found = columns.map((one) => typeOf(one.type));
            if (
              said.length !== found.length ||
              found.some((one, index) => one !== said[index] && !isShownOnly(said[index]))
            )
              wrong.push(`${type}: ${sql}: the guard says ${said.join()}, the server ${found.join()}`);
          }
        }
        assert.deepEqual(wrong, []);
        assert.ok(accepted > (mask === 'redact' ? 1500 : 80), String(accepted));
      });
  });
