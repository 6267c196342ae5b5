import type { Random } from '../fuzz/random.ts';

/** What may stand for a text where an expression is made. */
type Words = { readonly random: Random; readonly texts: readonly string[]; readonly lists: readonly string[] };

const COLUMNS = [
  'plain',
  'bytes',
  'posix',
  'german',
  'place::text',
  'code',
  'label',
  'secret',
  'bytes',
  'posix',
  'german',
];
const RULES = ['"C"', '"POSIX"', '"default"'];
const COMPARISONS = ['=', '<>', '<', '>='];

const columnsOf = (alias: string): readonly string[] => COLUMNS.map((name) => `${alias}.${name}`);
const listsOf = (alias: string): readonly string[] => [`${alias}.list`, `${alias}.lists`];

/** A text put together from others, by what asks for a collation and by what does not. */
function text(words: Words, depth: number): string {
  const { random, texts } = words;
  if (depth === 0 || random.chance(0.25)) return random.chance(0.1) ? "'ab'::text" : random.pick(texts);
  const one = (): string => text(words, depth - 1);
  const form = random.pick([
    '({} || {})',
    '({} || {})',
    '({} COLLATE {rule})',
    'left({}, 2)',
    'reverse({})',
    'concat({}, {})',
    'btrim({}, {})',
    'overlay({} placing {} from 1)',
    'coalesce({}, {})',
    'case when w.id % 2 = 0 then {} else {} end',
    "case {} when {} then 'x' else {} end",
    '(select {})',
    '(array[{}, {}])[1]',
    '({list})[1]',
    "array_to_string(array[{}, {}], ',')",
    '{}::text',
    '{}::name',
    '(w.info ->> {})',
    "format('%s', {})",
    'lower({})',
    "replace({}, 'a', 'b')",
    'greatest({}, {})',
    'nullif({}, {})',
    'split_part({}, {}, 1)',
    "regexp_replace({}, 'a', 'b')",
    "substring({}, 'a')",
    'substring({} from 1 for 1)',
  ]);
  return filled(form, words, one);
}

function filled(form: string, words: Words, one: () => string): string {
  return form
    .replaceAll('{rule}', () => words.random.pick(RULES))
    .replaceAll('{op}', () => words.random.pick(COMPARISONS))
    .replaceAll('{list}', () => words.random.pick(words.lists))
    .replaceAll('{}', one);
}

const CONDITIONS = [
  '{} {op} {}',
  '{} {op} {}',
  '{} like {}',
  "{} ilike 'a%'",
  "{} ~ 'a'",
  '{} in ({}, {})',
  "{} in ('a', {}, 'b' collate {rule})",
  "{} in ('a', 'b')",
  '{} between {} and {}',
  '{} is distinct from {}',
  '{} = any (array[{}, {}])',
  '{} = any ({list})',
  '{list} @> array[{}]::text[]',
  '{list} && {list}',
  '({list} || {list}) < array[{}]',
  'array_position({list}, {}) > 1',
  '{} is null',
  'starts_with({}, {})',
  'length({}) > 1',
  'position({} in {}) > 0',
  '({}, 1) = ({}, 1)',
  '({}, {}) < ({}, {})',
  '{} in (select v.bytes from bank.words v)',
  '{} {op} any (select {} from bank.words v)',
  '({}, w.id) in (select v.german, v.id from bank.words v)',
  'exists (select 1 from bank.words v where v.posix {op} {})',
  'exists (select 1 from bank.words v where v.posix in ({}, {}))',
];

const condition = (words: Words, depth: number): string =>
  filled(words.random.pick(CONDITIONS), words, () => text(words, depth));

/** Where a text stands in a SELECT whose FROM is given. */
const PLACES = [
  'select {} as x from {from}',
  'select w.id from {from} order by {}',
  'select {} as x from {from} order by 1',
  'select {} as x, count(*) from {from} group by 1',
  'select count(*) from {from} group by {}',
  'select distinct {} as x from {from}',
  'select distinct on ({}) w.id from {from}',
  'select min({}) from {from}',
  'select count({}) from {from}',
  'select count(distinct {}) from {from}',
  "select string_agg({}, ',') from {from}",
  "select string_agg({}, ',' order by {}) from {from}",
  'select array_agg({}) from {from}',
  'select mode() within group (order by {}) from {from}',
  "select rank('a' collate {rule}) within group (order by w.id::text) from {from}",
  'select any_value({}) from {from}',
  'select rank() over (order by {}) from {from}',
  'select count(*) over (partition by {}) from {from}',
  'select max({}) over () from {from}',
  'select lag({}) over (order by w.id) from {from}',
  'select array[{}, {}] as x from {from} order by 1',
  'select array(select {} from bank.words v) as x from {from}',
  'select {if} as x from {from}',
  'select w.id from {from} where {if}',
  'select w.id from {from} where not ({if})',
];

/** Queries whose columns outer ones read: what they came to is seen as a column, or not at all. */
const SOURCES = [
  '(select w.id, w.info, {} as x, {} as y from bank.words w) w',
  '(select w.id, w.info, {} as x, w.bytes as y from bank.words w) w',
  '(select 1 as id, \'{"a":"b"}\'::jsonb as info, * from (select {} from bank.words w union all select {} from bank.words w) u(x)) w',
  '(select w.id, w.info, v.column1 as x from bank.words w, lateral (values ({}), ({})) v) w',
  '(select w.id, w.info, u as x from bank.words w, unnest(array[{}, {}]) u) w',
  '(select w.id, w.info, u as x from bank.words w, unnest({list}) u) w',
  '(select w.id, w.info, k as x from (select w.id, w.info, {} as k from bank.words w) w join (select {} as k from bank.words w) v using (k)) w',
  '(select w.id, w.info, k as x from (select w.id, w.info, {} as k from bank.words w) w full join (select {} as k from bank.words w) v using (k)) w',
];

const SETS = ['union', 'union all', 'intersect', 'except', 'except all'];

/** `eager`: the same with its source computed whole, whatever of it is read: what fails in it fails. */
export type Collated = { readonly sql: string; readonly eager: string };

/** One question whose texts are sorted by several rules. */
export function collatedQuery(random: Random): Collated {
  const base: Words = { random, texts: columnsOf('w'), lists: listsOf('w') };
  if (random.chance(0.15)) {
    const sql = setOperation(base);
    return { sql, eager: sql };
  }
  const isWrapped = random.chance(0.5);
  const from = isWrapped ? filled(random.pick(SOURCES), base, () => text(base, random.below(3))) : 'bank.words w';
  const named = from.includes(' as y ') ? ['w.x', 'w.y'] : ['w.x'];
  const words = isWrapped ? { ...base, texts: named, lists: ['array[w.x]'] } : base;
  const place = random.pick(PLACES).replace('{if}', () => condition(words, random.below(2)));
  const select = filled(place, words, () => text(words, random.below(3)));
  const sql = select.replace('{from}', from);
  return { sql, eager: `with w as materialized (select * from ${from}) ${select.replace('{from}', 'w')}` };
}

function setOperation(words: Words): string {
  const { random } = words;
  const arm = (): string => `select ${text(words, random.below(3))} as x from bank.words w`;
  const more = random.chance(0.3) ? ` ${random.pick(SETS)} ${arm()}` : '';
  return `${arm()} ${random.pick(SETS)} ${arm()}${more}${random.chance(0.4) ? ' order by 1' : ''}`;
}
