import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { MASK_KINDS, type MaskKind } from '@aureus/contract';
import { startBank, type BankServer } from '../../test/bank.test-server.ts';
import { AWKWARD } from '../../test/fuzz/awkward-values.ts';
import { makeRandom } from '../../test/fuzz/random.ts';
import { dateUnder, textUnder } from '../../test/fuzz/twin-values.ts';
import { ALLOWED_TYPES } from '../allow/types.ts';
import type { Column } from '../ir/nodes.ts';
import { printExpr } from '../print/print.ts';
import { UNPLACED } from '../print/placing.ts';
import { maskExpression, maskFor } from './mask-expressions.ts';

const column = (type: string): Column => ({
  kind: 'column',
  alias: 'x',
  name: 'v',
  type,
  mod: null,
  size: 64,
  deps: [],
  scale: null,
  amountOf: null,
  at: -1,
});
const sqlOf = (type: string, kind: MaskKind): string => printExpr(maskExpression(column(type), kind), UNPLACED);

/** Pairs of a stored value and what is shown; null stays null. */
const SHOWN: readonly (readonly [
  type: string,
  kind: MaskKind,
  pairs: readonly (readonly [string | null, string | null])[],
])[] = [
  [
    'text',
    'redact',
    [
      ['secret', null],
      [null, null],
    ],
  ],
  ['int8', 'last4', [['123456789', null]]],
  ['json', 'redact', [['{"a": 1}', null]]],
  ['_text', 'last2', [['{abcdef}', null]]],
  [
    'text',
    'last4',
    [
      ['078-05-1120', '****1120'],
      ['12345678', '****5678'],
      ['1234567', '****'],
      ['   12345678  ', '****5678'],
      ['', '****'],
      [null, null],
    ],
  ],
  [
    'text',
    'last2',
    [
      ['1234', '****34'],
      ['123', '****'],
      ['äöüß', '****üß'],
      [null, null],
    ],
  ],
  ['varchar', 'last4', [['4000123412341234', '****1234']]],
  ['bpchar', 'last2', [['ABCD', '****CD']]],
  [
    'text',
    'domain',
    [
      ['a@b.example', '***@b.example'],
      ['a@@b', '***'],
      ['a@b@c', '***'],
      ['none', '***'],
      ['@', '***@'],
      ['', '***'],
      [null, null],
    ],
  ],
  [
    'text',
    'initials',
    [
      ['Ann Lee', 'A. L.'],
      ['Carla von Stein', 'C. S.'],
      ['Bob', 'B.'],
      ['  ', '****'],
      [' Ann  Lee ', 'A. L.'],
      [null, null],
    ],
  ],
  [
    'date',
    'year',
    [
      ['1980-12-31', '1980-01-01'],
      ['infinity', null],
      ['-infinity', null],
      ['4000-01-01 BC', null],
      ['12000-01-01', null],
      ['0001-06-01', '0001-01-01'],
      ['9999-12-31', '9999-01-01'],
      [null, null],
    ],
  ],
  ['date', 'year_month', [['1980-12-31', '1980-12-01']]],
  [
    'timestamp',
    'year',
    [
      ['1980-12-31 23:59:59', '1980-01-01 00:00:00'],
      ['infinity', null],
    ],
  ],
  [
    'timestamptz',
    'year',
    [
      ['2020-01-01 00:30:00+01', '2019-01-01 01:00:00+01'],
      ['-infinity', null],
    ],
  ],
  ['timestamptz', 'year_month', [['2020-06-01 01:30:00+02', '2020-05-01 02:00:00+02']]],
  ['text', 'year', [['1980-12-31', null]]],
  ['date', 'last4', [['1980-12-31', null]]],
];

describe('mask expressions', () => {
  let bank: BankServer;
  before(async () => {
    bank = await startBank();
  });
  after(() => bank.stop());

  const show = async (type: string, kind: MaskKind, value: string | null): Promise<string | null> => {
    const literal = value === null ? 'NULL' : `'${value}'`;
    const { rows } = await bank.ask(
      `SELECT ${sqlOf(type, kind)} FROM (SELECT CAST(${literal} AS pg_catalog."${type}") AS "v") AS "x"`,
    );
    return rows[0]?.[0] ?? null;
  };

  for (const [type, kind, pairs] of SHOWN) {
    it(`shows ${kind} of ${type}`, async () => {
      for (const [value, expected] of pairs) assert.equal(await show(type, kind, value), expected, String(value));
    });
  }

  it('names the mask of every type and kind as its expression says', () => {
    for (const type of [...ALLOWED_TYPES, 'xml', 'enum:bank.mood', '?bank.pair'])
      for (const kind of MASK_KINDS.filter((each) => each !== 'full'))
        assert.equal(maskFor(type, kind) === 'redact', sqlOf(type, kind).startsWith('CAST(NULL'), `${kind} of ${type}`);
  });

  it('shows the same in every time zone', async () => {
    const value = '2020-01-01 00:30:00+01';
    for (const zone of ['UTC', 'Asia/Tokyo', 'America/New_York']) {
      await bank.run(`SET TimeZone = '${zone}'`);
      const { rows } = await bank.ask(
        `SELECT extract(epoch FROM ${sqlOf('timestamptz', 'year')}) FROM (SELECT timestamptz '${value}' AS "v") AS "x"`,
      );
      assert.equal(Number(rows[0]?.[0]), Date.UTC(2019, 0, 1) / 1000);
    }
    await bank.run("SET TimeZone = 'Europe/Berlin'");
  });

  it('begins and ends its years at the same moment in every time zone', async () => {
    const edges = [
      ['0001-01-01 00:30:00+00', '-62135596800'],
      ['9999-12-31 23:30:00+00', '253370764800'],
      ['0001-12-31 23:30:00+00 BC', null],
      ['10000-01-01 00:30:00+00', null],
    ] as const;
    for (const zone of ['UTC', 'Asia/Tokyo', 'America/New_York']) {
      await bank.run(`SET TimeZone = '${zone}'`);
      for (const [value, shown] of edges) {
        const { rows } = await bank.ask(
          `SELECT trunc(extract(epoch FROM ${sqlOf('timestamptz', 'year')})) FROM (SELECT timestamptz '${value}' AS "v") AS "x"`,
        );
        assert.equal(rows[0]?.[0] ?? null, shown, `${value} in ${zone}`);
      }
    }
    await bank.run("SET TimeZone = 'Europe/Berlin'");
  });

  it('keeps the type, without length, and the collation of the column', async () => {
    await bank.run(`CREATE TABLE IF NOT EXISTS bank.kept ("v" varchar(20) COLLATE pg_catalog."C")`);
    const { columns } = await bank.ask(`SELECT ${sqlOf('varchar', 'last4')} AS m FROM bank.kept AS "x"`);
    assert.equal(columns[0]?.type, 'character varying');
    for (const kind of ['last4', 'domain', 'initials'] as const) {
      const { rows } = await bank.ask(
        `SELECT pg_collation_for(${sqlOf('varchar', kind)}), pg_collation_for("x"."v") FROM (VALUES (1)) AS one LEFT JOIN bank.kept AS "x" ON true`,
      );
      assert.equal(rows[0]?.[0], rows[0]?.[1]);
    }
  });

  it('works under a collation that knows no bytes', async () => {
    await bank.run(
      `CREATE COLLATION IF NOT EXISTS bank.loose (provider = icu, locale = 'und-u-ks-level1', deterministic = false)`,
    );
    for (const kind of ['last4', 'domain', 'initials'] as const) {
      const sql = `SELECT ${sqlOf('text', kind)} FROM (SELECT 'Ann Lee'::text COLLATE bank.loose AS "v") AS "x"`;
      assert.equal((await bank.ask(sql)).rows.length, 1);
    }
  });

  /** What each kind shows of values of each type: two values that show the same must look the same. */
  const many = async (type: string, kind: MaskKind, values: readonly (string | null)[]): Promise<(string | null)[]> => {
    const rows = values.map((value, at) => `(${at}, CAST(${quoted(value)} AS pg_catalog."${type}"))`);
    const sql = `SELECT ${sqlOf(type, kind)} FROM (VALUES ${rows.join(', ')}) AS "x" ("at", "v") ORDER BY "at"`;
    return (await bank.ask(sql)).rows.map(([shown = null]) => shown);
  };
  const quoted = (value: string | null): string => (value === null ? 'NULL' : `'${value.replaceAll("'", "''")}'`);
  const TEXT_KINDS = ['redact', 'last2', 'last4', 'domain', 'initials'] as const;

  for (const kind of TEXT_KINDS) {
    it(`gives equal for equal in what ${kind} shows of text, and differs somewhere`, async () => {
      for (const type of ['text', 'varchar', 'bpchar']) {
        const [left, right] = [1, 2].map((hidden) => {
          const source = makeRandom(100 * hidden);
          // Each value from a place of its own, so that one choice more in a hidden part shifts no shown one.
          return Array.from({ length: 300 }, (_, at) => textUnder(kind, { shared: makeRandom(at), hidden: source }));
        });
        const [one, two] = [await many(type, kind, left ?? []), await many(type, kind, right ?? [])];
        assert.deepEqual(one, two, type);
        assert.notDeepEqual(left, right);
        if (kind !== 'redact') assert.ok(new Set(one).size > 3);
      }
    });
  }

  for (const kind of ['year', 'year_month'] as const) {
    it(`gives equal for equal in what ${kind} shows of dates, and differs somewhere`, async () => {
      for (const [type, time] of [
        ['date', ''],
        ['timestamp', ' '],
        ['timestamptz', ' +00'],
      ] as const) {
        const [left, right] = [1, 2].map((hidden) => {
          const source = makeRandom(hidden);
          return Array.from({ length: 300 }, (_, at) =>
            dateUnder(kind, { shared: makeRandom(at), hidden: source }, time),
          );
        });
        assert.deepEqual(await many(type, kind, left ?? []), await many(type, kind, right ?? []), type);
        assert.notDeepEqual(left, right);
      }
    });
  }

  it('raises for no value of any type under any kind', async () => {
    for (const [type, values] of Object.entries(AWKWARD)) {
      for (const kind of MASK_KINDS.filter((each) => each !== 'full'))
        assert.equal((await many(type, kind, [...values, null])).length, values.length + 1, `${kind} of ${type}`);
    }
    const odd = ['\u{1F600}@\u{1F600}', '@', ' @ ', '\u00A0', 'é'.repeat(5000), '\\', '%_', '\u202E@x', 'a\tb', ' \n '];
    for (const kind of TEXT_KINDS) assert.equal((await many('text', kind, odd)).length, odd.length);
  });

  it('uses nothing but IMMUTABLE built-ins, so that no setting reaches a mask', async () => {
    const every = Object.keys(AWKWARD).flatMap((type) => MASK_KINDS.map((kind) => [type, kind] as const));
    for (const [type, kind] of every) {
      const sql = sqlOf(type, kind);
      await bank.run('DROP TABLE IF EXISTS bank.probe');
      await bank.run(`CREATE TABLE bank.probe ("v" pg_catalog."${type}")`);
      // An index takes immutable expressions only; it is the server's own judgement.
      if (kind !== 'full' && !sql.startsWith('CAST(NULL'))
        await bank.run(`CREATE INDEX ON bank.probe ((${sql.replaceAll('"x".', '')}))`);
    }
  });
});
