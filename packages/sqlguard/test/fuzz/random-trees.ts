import { PLAIN_CALL, typed } from '../../src/bind/make.ts';
import type {
  Expr,
  From,
  GroupItem,
  Key,
  OrderItem,
  Query,
  RowSource,
  Select,
  Tail,
  Target,
  WindowSpec,
} from '../../src/ir/nodes.ts';
import { outputsOf } from '../../src/ir/outputs.ts';
import type { Random } from './random.ts';

const made = (type: string) => typed({ type, at: -1, size: 8 }, []);

/** A random tree of every kind of expression: whether it means anything is no matter, only whether it is read back. */
export function randomExpr(random: Random, depth: number): Expr {
  const below = (): Expr => randomExpr(random, depth - 1);
  const column: Expr = {
    kind: 'column',
    alias: random.pick(['a', 'b"c', 'select']),
    name: random.pick(['x', 'User', 'ü']),
    scale: null,
    amountOf: null,
    ...made('int4'),
  };
  const literals: Expr[] = [
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
  literals.push({ kind: 'literal', form: 'bits', value: random.pick(['b', 'b0110', 'x1F']), ...made('bit') });
  if (depth <= 0) return random.chance(0.5) ? column : random.pick(literals);
  const two = { left: below(), right: below() };
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
    () => ({ kind: 'call', name: 'lower', args: [below()], ...PLAIN_CALL, ...made('text') }),
    () => ({
      kind: 'call',
      name: 'make_interval',
      args: [below()],
      ...PLAIN_CALL,
      named: ['days'],
      ...made('interval'),
    }),
    () => ({
      kind: 'call',
      name: 'sum',
      args: [below()],
      ...PLAIN_CALL,
      role: 'aggregate',
      distinct: random.chance(0.5),
      order,
      filter: random.chance(0.5) ? below() : null,
      ...made('int8'),
    }),
    () => ({
      kind: 'call',
      name: 'mode',
      args: [],
      ...PLAIN_CALL,
      role: 'aggregate',
      within: true,
      order,
      ...made('int8'),
    }),
    () => ({
      kind: 'call',
      name: 'rank',
      args: [],
      ...PLAIN_CALL,
      role: 'window',
      over: windowOf(random, depth - 1),
      ...made('int8'),
    }),
    () => ({
      kind: 'sublink',
      form: random.pick(['exists', 'scalar', 'array'] as const),
      test: null,
      op: null,
      query: randomQuery(random, depth - 1),
      ...made('int4'),
    }),
    () => ({
      kind: 'sublink',
      form: 'any',
      test: below(),
      op: random.pick([null, '<']),
      query: randomQuery(random, depth - 1),
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

const NAMES = ['a', 'b"c', 'select', 'User', 'ü', 'x y'];

function orderOf(random: Random, depth: number): readonly OrderItem[] {
  return Array.from({ length: random.below(3) }, () => ({
    by: random.chance(0.3) ? 1 : randomExpr(random, depth),
    direction: random.pick(['default', 'asc', 'desc'] as const),
    nulls: random.pick(['default', 'first', 'last'] as const),
  }));
}

/** Frame bits of the parser (parsenodes.h): the end's bits are the start's, one higher. */
const BOUNDS = { unbounded_preceding: 0x20, current: 0x200, preceding: 0x800, following: 0x2000 } as const;
const MODES = { RANGE: 0x2, ROWS: 0x4, GROUPS: 0x8 } as const;
const EXCLUDED = { 'CURRENT ROW': 0x8000, GROUP: 0x10000, TIES: 0x20000 } as const;

function windowOf(random: Random, depth: number): WindowSpec {
  const spec = { name: null, base: random.chance(0.1) ? 'w' : null, partition: [randomExpr(random, depth)] };
  const order = orderOf(random, depth).filter(({ by }) => typeof by !== 'number');
  if (random.chance(0.5)) return { ...spec, order, frame: null };
  const mode = random.pick(Object.keys(MODES) as (keyof typeof MODES)[]);
  const exclude = random.pick([null, 'CURRENT ROW', 'GROUP', 'TIES'] as const);
  const bound = (kind: keyof typeof BOUNDS) => ({
    kind,
    offset: kind.endsWith('ing') && kind !== 'unbounded_preceding' ? randomExpr(random, 0) : null,
  });
  const start = bound(random.pick(['unbounded_preceding', 'current', 'preceding'] as const));
  const end = random.chance(0.5) ? bound(random.pick(['current', 'following'] as const)) : null;
  const options =
    0x1 |
    MODES[mode] |
    BOUNDS[start.kind] |
    (end === null ? BOUNDS.current << 1 : 0x10 | (BOUNDS[end.kind] << 1)) |
    (exclude === null ? 0 : EXCLUDED[exclude]);
  return { ...spec, order, frame: { mode, start, end, exclude, options } };
}

function tailOf(random: Random, depth: number): Tail {
  const order = random.chance(0.4) ? orderOf(random, depth) : [];
  const limit = random.chance(0.3) ? random.below(50) : null;
  return {
    ctes:
      depth > 0 && random.chance(0.1)
        ? [
            {
              name: random.pick(NAMES),
              columns: random.chance(0.5) ? ['v'] : [],
              materialized: random.pick(['default', 'always', 'never'] as const),
              query: randomQuery(random, depth - 1),
            },
          ]
        : [],
    order,
    limit,
    offset: random.chance(0.2) ? random.below(9) : null,
    withTies: limit !== null && order.length > 0 && random.chance(0.2),
  };
}

function fromOf(random: Random, depth: number): From {
  const alias = random.pick(NAMES);
  const makers: readonly (() => From)[] = [
    () => ({ kind: 'base', schema: random.pick(NAMES), name: random.pick(NAMES), alias }),
    () => ({ kind: 'cte', name: random.pick(NAMES), alias }),
    () => ({
      kind: 'subquery',
      query: randomQuery(random, depth - 1),
      alias,
      columns: random.chance(0.3) ? ['v'] : [],
      lateral: random.chance(0.3),
    }),
    () => ({
      kind: 'function',
      sources: Array.from({ length: random.pick([1, 1, 2]) }, () => sourceOf(random, depth - 1)),
      alias,
      columns: ['v'],
      ordinality: random.chance(0.3),
      lateral: random.chance(0.3),
    }),
    () => {
      const type = random.pick(['INNER', 'LEFT', 'RIGHT', 'FULL', 'CROSS'] as const);
      const isUsing = type !== 'CROSS' && random.chance(0.3);
      const on = type === 'CROSS' || isUsing ? null : randomExpr(random, depth - 1);
      const sides = { left: fromOf(random, depth - 1), right: fromOf(random, depth - 1) };
      return { kind: 'join', type, ...sides, using: isUsing ? ['x', 'y'] : [], on };
    },
  ];
  return random.pick(depth > 0 ? makers : makers.slice(0, 2))();
}

/** Each column once, as the server wants it. */
const RECORDS: readonly RowSource['record'][] = [
  [],
  [],
  [{ name: 'a', type: 'int4', mod: null }],
  [
    { name: 'User', type: 'varchar', mod: '10' },
    { name: 'ü', type: '_text', mod: null },
  ],
];

function sourceOf(random: Random, depth: number): RowSource {
  const call = callOf(randomExpr(random, depth)) as Expr & { kind: 'call' };
  return { call: { ...call, role: 'rows' }, record: random.pick(RECORDS) };
}

function callOf(arg: Expr): Expr {
  return {
    kind: 'call',
    name: 'unnest',
    args: [arg],
    ...PLAIN_CALL,
    role: 'rows',
    filter: null,
    over: null,
    ...made('text'),
  };
}

function groupOf(random: Random, depth: number): GroupItem {
  const expr = (): Expr => randomExpr(random, depth);
  const key = (): Key => ({ expr: expr(), position: null });
  return random.pick<() => GroupItem>([
    () => ({ kind: 'expr', expr: expr(), position: null }),
    () => ({ kind: 'expr', expr: expr(), position: 1 }),
    () => ({ kind: 'list', items: [key(), { ...key(), position: 1 }] }),
    () => ({ kind: 'empty' }),
    () => ({
      kind: 'sets',
      form: random.pick(['ROLLUP', 'CUBE', 'GROUPING SETS'] as const),
      items: [
        { kind: 'expr', expr: expr(), position: null },
        { kind: 'list', items: [key(), { ...key(), position: 1 }] },
      ],
    }),
  ])();
}

/** A random query of every form; most are a SELECT of one expression, so that expressions are met most. */
export function randomQuery(random: Random, depth: number): Query {
  if (depth > 0 && random.chance(0.12)) {
    const [left, right] = [randomQuery(random, depth - 1), randomQuery(random, depth - 1)];
    const op = random.pick(['UNION', 'INTERSECT', 'EXCEPT'] as const);
    const arms = { left, right, mergeKeys: [], outputs: left.outputs };
    return { kind: 'set', op, all: random.chance(0.5), ...arms, ...tailOf(random, 0) };
  }
  const expr = randomExpr(random, depth);
  if (random.chance(0.05)) {
    const outputs = outputsOf([{ expr, name: 'column1', printed: 'column1' }]);
    return { kind: 'values', rows: [[expr], [randomExpr(random, depth)]], outputs, ...tailOf(random, 0) };
  }
  return selectOf(random, expr, random.chance(0.5) ? depth - 1 : -1);
}

/** `SELECT expr`, with clauses around it where depth is left for them. */
function selectOf(random: Random, expr: Expr, depth: number): Select {
  const name = random.pick(['v', ...NAMES]);
  const targets: readonly Target[] = [{ expr, name, printed: name }];
  const maybe = (): Expr | null => (depth >= 0 && random.chance(0.3) ? randomExpr(random, depth) : null);
  const several = <Item>(chance: number, make: () => Item): readonly Item[] =>
    depth >= 0 && random.chance(chance) ? Array.from({ length: 1 + random.below(2) }, make) : [];
  const group = several(0.2, () => groupOf(random, depth));
  return {
    kind: 'select',
    distinct: random.pick(['no', 'no', 'rows', [{ expr, position: random.pick([null, 1]) }]] as const),
    targets,
    outputs: outputsOf(targets),
    from: several(0.6, () => fromOf(random, depth)),
    where: maybe(),
    group,
    groupDistinct: group.length > 0 && random.chance(0.2),
    having: maybe(),
    windows: several(0.1, () => ({ name: random.pick(NAMES), spec: windowOf(random, depth) })),
    dependents: [],
    mergeKeys: [],
    ...tailOf(random, Math.max(depth, 0)),
  };
}
