import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { compiled } from '../../test/bank.ts';
import { makeRandom, type Random } from '../../test/fuzz/random.ts';
import { generateQuery } from '../../test/fuzz/query-generator.ts';
import { TWIN_CATALOGUE, TWIN_OPEN, TWIN_PROFILES } from '../../test/fuzz/twin-banks.ts';
import { parse } from '../../test/parse.ts';
import { typed } from '../bind/make.ts';
import { compile } from '../index.ts';
import type { Expr, Select } from '../ir/nodes.ts';
import { outputsOf } from '../ir/outputs.ts';
import { UNPLACED } from './placing.ts';
import { printQuery } from './print.ts';
import { quoteLiteral, quoteName } from './quote.ts';
import { isSameTree } from './same-tree.ts';
import { treeQuery } from './tree.ts';

const SEED = 41;
const made = (type: string) => typed({ type, at: -1, size: 8 }, []);

/** A random tree of every kind of expression: whether it means anything is no matter, only whether it is read back. */
function randomExpr(random: Random, depth: number): Expr {
  const below = (): Expr => randomExpr(random, depth - 1);
  const column: Expr = {
    kind: 'column',
    alias: random.pick(['a', 'b"c', 'select']),
    name: random.pick(['x', 'User', 'ü']),
    scale: null,
    ...made('int4'),
  };
  const literals: readonly Expr[] = [
    { kind: 'literal', form: 'number', value: String(random.below(5000) - 2500), ...made('int4') },
    {
      kind: 'literal',
      form: 'number',
      value: random.pick(['1.50', '9999999999', '-9999999999', '1e10', '-0.5']),
      ...made('numeric'),
    },
    {
      kind: 'literal',
      form: 'string',
      value: random.pick(['', "it's", 'a\\b', '\u202E', '--', '/*']),
      ...made('unknown'),
    },
    {
      kind: 'literal',
      form: random.pick(['boolean', 'null'] as const),
      value: random.pick(['true', 'false']),
      ...made('bool'),
    },
  ];
  if (depth <= 0) return random.chance(0.5) ? column : random.pick(literals);
  const two = { left: below(), right: below() };
  const plain = {
    named: [],
    variadic: false,
    role: 'function',
    star: false,
    distinct: false,
    order: [],
    within: false,
    filter: null,
    over: null,
  } as const;
  const order = [
    {
      by: below(),
      direction: random.pick(['default', 'asc', 'desc'] as const),
      nulls: random.pick(['default', 'first', 'last'] as const),
    },
  ];
  const makers: readonly (() => Expr)[] = [
    () => ({
      kind: 'cast',
      arg: below(),
      ...typed(
        { type: random.pick(['numeric', '_int4', 'varchar']), mod: random.pick([null, '10']), at: -1, size: 8 },
        [],
      ),
    }),
    () => ({ kind: 'operation', op: random.pick(['+', '-', '*', '<', '||', '->>', '~~']), ...two, ...made('int4') }),
    () => ({ kind: 'operation', op: '-', left: null, right: below(), ...made('int4') }),
    () => ({
      kind: 'logic',
      op: random.pick(['and', 'or'] as const),
      args: [below(), below(), ...(random.chance(0.3) ? [below()] : [])],
      ...made('bool'),
    }),
    () => ({ kind: 'not', arg: below(), ...made('bool') }),
    () => ({ kind: 'null_test', arg: below(), negated: random.chance(0.5), ...made('bool') }),
    () => ({
      kind: 'truth_test',
      arg: below(),
      test: random.pick(['TRUE', 'FALSE', 'UNKNOWN'] as const),
      negated: random.chance(0.5),
      ...made('bool'),
    }),
    () => ({ kind: 'distinction', ...two, negated: random.chance(0.5), ...made('bool') }),
    () => ({ kind: 'null_if', ...two, ...made('int4') }),
    () => ({ kind: 'in_list', left: below(), items: [below(), below()], negated: random.chance(0.5), ...made('bool') }),
    () => ({
      kind: 'between',
      arg: below(),
      low: below(),
      high: below(),
      negated: random.chance(0.5),
      symmetric: random.chance(0.5),
      ...made('bool'),
    }),
    () => ({ kind: 'over_array', op: '=', left: below(), right: column, all: random.chance(0.5), ...made('bool') }),
    () => ({
      kind: 'case',
      arg: random.chance(0.5) ? below() : null,
      whens: [{ when: below(), result: below() }],
      otherwise: random.chance(0.5) ? below() : null,
      ...made('int4'),
    }),
    () => ({ kind: 'coalesce', args: [below(), below()], ...made('int4') }),
    () => ({
      kind: 'extreme',
      op: random.pick(['greatest', 'least'] as const),
      args: [below(), below()],
      ...made('int4'),
    }),
    () => ({ kind: 'array', items: random.chance(0.2) ? [] : [below(), below()], ...made('_int4') }),
    () => ({
      kind: 'subscript',
      arg: below(),
      indexes: [{ slice: random.chance(0.5), lower: null, upper: below() }],
      ...made('int4'),
    }),
    () => ({ kind: 'collate', arg: below(), collation: 'C', ...made('text') }),
    () => ({ kind: 'grouping', args: [below(), below()], ...made('int4') }),
    () => ({ kind: 'call', name: 'lower', args: [below()], ...plain, ...made('text') }),
    () => ({ kind: 'call', name: 'make_interval', args: [below()], ...plain, named: ['days'], ...made('interval') }),
    () => ({
      kind: 'call',
      name: 'sum',
      args: [below()],
      ...plain,
      role: 'aggregate',
      distinct: random.chance(0.5),
      order,
      filter: random.chance(0.5) ? below() : null,
      ...made('int8'),
    }),
    () => ({ kind: 'call', name: 'mode', args: [], ...plain, role: 'aggregate', within: true, order, ...made('int8') }),
    () => ({
      kind: 'call',
      name: 'rank',
      args: [],
      ...plain,
      role: 'window',
      over: { name: null, base: null, partition: [below()], order, frame: null },
      ...made('int8'),
    }),
    () => ({
      kind: 'sublink',
      form: random.pick(['exists', 'scalar', 'array'] as const),
      test: null,
      op: null,
      query: selectOf(below()),
      ...made('int4'),
    }),
    () => ({
      kind: 'sublink',
      form: 'any',
      test: below(),
      op: random.pick([null, '<']),
      query: selectOf(below()),
      ...made('bool'),
    }),
    () => ({
      kind: 'operation',
      op: '=',
      left: { kind: 'row', items: [below(), below()], ...made('record') },
      right: { kind: 'row', items: [below(), below()], ...made('record') },
      ...made('bool'),
    }),
  ];
  return random.pick(makers)();
}

function selectOf(expr: Expr): Select {
  const targets = [{ expr, name: 'v', printed: 'v' }];
  const nothing = {
    ctes: [],
    order: [],
    limit: null,
    offset: null,
    withTies: false,
    from: [],
    where: null,
    group: [],
    groupDistinct: false,
    having: null,
    windows: [],
    dependents: [],
  };
  return { kind: 'select', distinct: 'no', targets, outputs: outputsOf(targets), ...nothing };
}

const read = (sql: string): unknown => (parse(sql) as { stmts: { stmt: unknown }[] }).stmts[0]?.stmt;
const meant = (query: Select): unknown => ({ SelectStmt: treeQuery(query, UNPLACED, true) });

/** The text without the pair of brackets that opens at `at`. */
function withoutPair(sql: string, at: number): string {
  let open = 0;
  for (let index = at; index < sql.length; index += 1) {
    if (sql[index] === '(') open += 1;
    if (sql[index] === ')') open -= 1;
    if (open === 0) return `${sql.slice(0, at)} ${sql.slice(at + 1, index)} ${sql.slice(index + 1)}`;
  }
  return sql;
}

describe('the printer', () => {
  it('prints 4,000 random trees so that the parser gives each one back', () => {
    const random = makeRandom(SEED);
    for (let index = 0; index < 4000; index += 1) {
      const query = selectOf(randomExpr(random, 1 + random.below(4)));
      const sql = printQuery(query, UNPLACED, true);
      assert.ok(isSameTree(read(sql), meant(query)), sql);
    }
  });

  it('would be caught without one pair of brackets', () => {
    const random = makeRandom(SEED + 1);
    let caught = 0;
    for (let index = 0; index < 300; index += 1) {
      const query = selectOf(randomExpr(random, 3));
      const sql = printQuery(query, UNPLACED, true);
      const opens = [...sql.matchAll(/ \((?!SELECT)/g)].map((match) => match.index + 1);
      if (opens.length === 0) continue;
      try {
        if (!isSameTree(read(withoutPair(sql, random.pick(opens))), meant(query))) caught += 1;
      } catch {
        caught += 1;
      }
    }
    assert.ok(caught > 50, `${caught} caught`);
  });

  it('never fails its own check on generated questions, whatever the profile', () => {
    const random = makeRandom(SEED + 2);
    for (let index = 0; index < 3000; index += 1) {
      const sql = generateQuery(random);
      const profile = random.pick([TWIN_OPEN, ...TWIN_PROFILES]);
      const provision = profile === TWIN_OPEN ? 'none' : random.pick(['views', 'inline'] as const);
      const input = { sql, catalogue: TWIN_CATALOGUE, instant: { at: '2026-01-02T03:04:05Z', timeZone: 'UTC' }, parse };
      const result = compile({ ...input, profile, provision, maskedSchema: 'm', rowCap: 10 });
      assert.notEqual(result.ok || result.verdict.rule, 'print.mismatch', sql);
      assert.notEqual(result.ok || result.verdict.rule, 'parse.failed', sql);
    }
  });

  it('prints what it printed, unchanged', () => {
    const once = compiled("select l.id from loans l where l.amount > 1 and (l.status = 'x' or not l.id = 2)").sql;
    assert.equal(
      once,
      `SELECT "l"."id" AS "id" FROM "bank"."t_loans" AS "l" WHERE (("l"."amount" OPERATOR(pg_catalog.>) 1) AND (("l"."status" OPERATOR(pg_catalog.=) CAST('x' AS pg_catalog."text")) OR (NOT ("l"."id" OPERATOR(pg_catalog.=) 2)))) LIMIT 10000`,
    );
  });

  it('quotes names and literals so that nothing ends early', () => {
    assert.equal(quoteName('a"b'), '"a""b"');
    assert.equal(quoteLiteral("a'b"), "'a''b'");
    assert.equal(quoteLiteral("\\'"), "E'\\\\'''");
    assert.equal(quoteLiteral('\u200B\u{E0001}'), "U&'\\200B\\+0E0001'");
  });

  it('compares trees by everything but positions', () => {
    assert.ok(isSameTree({ a: [1, { location: 1 }] }, { a: [1, { location: 2 }] }));
    for (const other of [{ a: [1] }, { a: [2, {}] }, { b: [1, {}] }, { a: [1, {}], c: 1 }, null, 'a', [1]]) {
      assert.ok(!isSameTree({ a: [1, {}] }, other));
    }
  });
});
