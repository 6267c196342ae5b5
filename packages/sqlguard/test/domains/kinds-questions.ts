import { REVIEWED_FUNCTIONS } from '../../src/allow/functions.ts';
import { REVIEWED_OPERATORS } from '../../src/allow/operators.ts';
import { FUNCTIONS } from '../../src/generated/functions.gen.ts';
import { OPERATORS } from '../../src/generated/operators.gen.ts';
import { isPolymorphic } from '../../src/pg/coercion.ts';
import type { FunctionRow, OperatorRow } from '../../src/pg/rows.ts';
import { KINDS, type Kind } from './kinds-bank.ts';

/** What stands at a place that takes one type. */
const PLAIN: Readonly<Record<string, string>> = {
  any: 'i_d',
  bool: 'true',
  float8: '0.5',
  int4: '1',
  int8: '2',
  interval: "interval '1 day'",
  json: "'[1]'::json",
  jsonb: "'[1]'::jsonb",
  numeric: '1.5',
  text: "'x'",
  _float8: "'{0.5}'::float8[]",
  _int4: "'{1}'::int[]",
  _text: "'{a}'::text[]",
};

/** A domain over a domain is to the server what a domain is: two kinds show it. */
const TWICE = new Set(['t', 'i']);
const domainsOf = ({ name }: Kind): readonly string[] => (TWICE.has(name) ? [`${name}_d`, `${name}_o`] : [`${name}_d`]);

/** Values for a place of a signature, of the kind, with and without its domains. */
function choices(declared: string, kind: Kind): readonly string[] {
  const { name, type, range } = kind;
  if (!isPolymorphic(declared)) return PLAIN[declared] === undefined ? [] : [PLAIN[declared]];
  const isList = type.endsWith('[]');
  const isRange = type.endsWith('range');
  if (declared.endsWith('multirange')) return range === undefined ? [] : [`${name}_m`, `${name}_dm`];
  if (declared.endsWith('range')) {
    if (isRange) return [name, ...domainsOf(kind)];
    return range === undefined ? [] : [`${name}_r`, `${name}_dr`];
  }
  if (declared.endsWith('array'))
    return isList ? [name, ...domainsOf(kind)] : [`${name}_a`, `array[${name}_d]`, `array(select ${name}_d)`];
  return [name, ...domainsOf(kind)];
}

function product(lists: readonly (readonly string[])[]): readonly (readonly string[])[] {
  const [first, ...rest] = lists;
  if (first === undefined) return [[]];
  const others = product(rest);
  return first.flatMap((one) => others.map((other) => [one, ...other]));
}

const takesAny = (types: readonly string[]): boolean => types.some(isPolymorphic);

function callsOf(row: FunctionRow, args: readonly string[]): readonly string[] {
  const direct = row.direct ?? 0;
  if (row.kind === 'w') return [`${row.name}(${args.join(', ')}) over (order by id)`];
  if (row.kind === 'f') return [`${row.name}(${args.join(', ')})`];
  if (row.aggregate !== 'n')
    return [
      `${row.name}(${args.slice(0, direct).join(', ')}) within group (order by ${args.slice(direct).join(', ')})`,
    ];
  return [`${row.name}(${args.join(', ')})`, `${row.name}(distinct ${args.join(', ')}) filter (where id = 1)`];
}

/** Every function and operator on the lists that takes any type, with each kind at each place. */
export function anyTypeCalls(): readonly string[] {
  const functions = (FUNCTIONS as readonly FunctionRow[]).filter(
    ({ name, args, variadic }) => REVIEWED_FUNCTIONS.has(name) && takesAny([...args, variadic ?? '']),
  );
  const operators = (OPERATORS as readonly OperatorRow[]).filter(
    ({ name, left, right }) => REVIEWED_OPERATORS.has(name) && takesAny([left, right]),
  );
  return KINDS.flatMap((kind) => [
    ...functions.flatMap((row) =>
      product(row.args.map((type) => choices(type, kind))).flatMap((args) => callsOf(row, args)),
    ),
    ...operators.flatMap(({ name, left, right }) =>
      product([choices(left, kind), choices(right, kind)]).map(([one, other]) => `${one} ${name} ${other}`),
    ),
  ]).map((value) => `select ${value} as v from kinds`);
}

/** What a value of a domain may go through; some of it keeps the domain, some does not. */
const forms = ({ name: x }: Kind, d: string): readonly string[] => [
  d,
  x,
  `coalesce(${d}, ${d})`,
  `coalesce(${d}, ${x})`,
  `coalesce(${d}, null)`,
  `coalesce(null, ${x})`,
  `case when id = 1 then ${d} else ${d} end`,
  `case when id = 1 then ${d} else ${x} end`,
  `case when id = 1 then ${d} end`,
  `case when id = 1 then ${x} end`,
  `case id when 1 then ${x} else ${x} end`,
  `greatest(${d}, ${d})`,
  `least(${d}, ${x})`,
  `least(${x}, ${x})`,
  `nullif(${d}, ${x})`,
  `nullif(${x}, ${d})`,
  `(select ${d})`,
  `(select ${x})`,
  `(select k.${d} from kinds k where k.id = 1)`,
  `(values (${d}))`,
  `(select ${d} union select ${d} limit 1)`,
  `(select ${d} union all select ${x} limit 1)`,
  `min(${d}) over ()`,
  `max(${x}) over ()`,
  `lag(${d}) over (order by id)`,
  `first_value(${x}) over (order by id)`,
  `(array[${d}])[1]`,
  `(array[${x}])[1]`,
  `(array[${x}, null])[1]`,
  `${d} collate "C"`,
];

/** What is then made of it. */
const sinks = ({ name: x, type, range }: Kind, e: string): readonly string[] => {
  const list = type.endsWith('[]') ? `array[${x}]` : `${x}_a`;
  const ranged = range === undefined ? [] : [`${x}_r @> ${e}`, `${e} <@ ${x}_dr`, `${x}_dm @> ${e}`];
  return [
    e,
    `array[${e}]`,
    `array[${e}, ${x}]`,
    `array[${e}, null]`,
    `array[array[${e}], array[${x}]]`,
    `array[${e}] = array[${x}]`,
    `array[${e}] || ${x}`,
    `array[${x}] || ${e}`,
    `array[${e}]::text[]`,
    `array(select ${e})`,
    `array(select ${e}) = array(select ${x})`,
    `array(select ${e}) || array[${x}]`,
    `${e} = any (array[${e}])`,
    `${e} in (${e}, ${x})`,
    `${list} @> array[${e}]`,
    `${list}[1]`,
    `${list}[1:2]`,
    `array_append(${list}, ${e})`,
    ...ranged,
  ];
};

/** Made of one column over many rows. */
const collected = ({ name: x, type }: Kind, e: string): readonly string[] => [
  `array_agg(${e})`,
  `array_agg(${e}) = array_agg(${x})`,
  `array_agg(${e}) <@ array_agg(${x}) and array_agg(${x}) && array_agg(${e})`,
  `mode() within group (order by ${e})`,
  `any_value(${e})`,
  ...(type.endsWith('[]') ? [] : [`array_agg(${e} order by kinds.id) || array[null]::${type}[]`]),
];

/** Where the column may have come from. */
const sources = ({ name: x }: Kind, d: string): readonly string[] => [
  'kinds',
  '(select * from kinds) kinds',
  `(select id, ${d}, ${x} from kinds union all select id, ${d}, ${x} from kinds) kinds`,
  `(select id, ${d}, ${x} from kinds union all select id, ${x}, ${d} from kinds) kinds`,
  `(select id, ${x} as ${d}, ${d} as ${x} from kinds order by id limit 5) kinds`,
  `kinds, lateral (values (${d})) as other (w)`,
  `kinds, lateral (values (${d}), (${x})) as other (w)`,
  `kinds join (select ${d}, id as other from kinds) other using (${d})`,
  `kinds full join (select ${x} as ${d}, id as other from kinds) other using (${d})`,
];

export function domainsOnTheirWay(): readonly string[] {
  return KINDS.flatMap((kind) =>
    domainsOf(kind).flatMap((d) => [
      ...forms(kind, d).flatMap((form) => sinks(kind, form).map((value) => `select ${value} as v from kinds`)),
      ...sources(kind, d).flatMap((from) =>
        collected(kind, from.includes('(w)') ? 'w' : d).map((value) => `select ${value} as v from ${from}`),
      ),
    ]),
  );
}
