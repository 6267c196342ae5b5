import type { Catalogue } from '@aureus/contract';
import type { Random } from './random.ts';
import { TWIN_CATALOGUE } from './twin-catalogue.ts';

/** More than any sort holds, so that whatever a planner does not foresee shows. */
export const GREEDY_ROWS = 300_000;
export const GREEDY_SQL = `CREATE SCHEMA bank;
  CREATE TABLE bank.notes (id int PRIMARY KEY, person int, body text, amount numeric, doc jsonb, opened date);
  INSERT INTO bank.notes SELECT i, i % 500, repeat(md5(i::text), 1 + i % 12), i * 1.5, jsonb_build_object('n', i, 't', md5(i::text)),
    date '2020-01-01' + i % 900 FROM generate_series(1, ${GREEDY_ROWS}) i;
  ANALYZE;`;

const [people] = TWIN_CATALOGUE.datasets;
const plain = people?.columns.find(({ name }) => name === 'id');

/** A table large enough to hurt, as published: with its row count and the width of its texts. */
export const GREEDY_CATALOGUE: Catalogue = {
  ...TWIN_CATALOGUE,
  digest: 'greedy',
  datasets: [
    {
      ...(people ?? fail()),
      id: 'notes',
      name: 'notes',
      relation: 'notes',
      jurisdictionColumn: null,
      rowEstimate: GREEDY_ROWS,
      columns: Object.entries({
        id: 'integer',
        person: 'integer',
        body: 'text',
        amount: 'numeric',
        doc: 'jsonb',
        opened: 'date',
      }).map(([name, type]) => ({ ...(plain ?? fail()), name, type, ...(name === 'body' ? { width: 400 } : {}) })),
    },
  ],
};

function fail(): never {
  throw new Error('the twins have no people');
}

const GROWTH = [
  '(T || T)',
  'concat(T, T, T)',
  'repeat(T, K)',
  "lpad(T, K, 'xy')",
  "replace(T, 'a', 'LIT')",
  "regexp_replace(T, '.', 'LIT', 'g')",
  "regexp_replace(T, '(a|b)*c', '\\&\\&', 'g')",
  "translate(T, 'abc', 'ééé')",
  "format('%s%s%L', T, T, T)",
  "format('%1$s%1$s%1$L%1$I%s%1$s%1$L%1$I', T, T)",
  'concat_ws(T, 1, 2, 3, 4, 5, 6, 7, 8)',
  'concat_ws(T, variadic string_to_array(T, null))',
  'array_to_string(string_to_array(T, null), T)',
  "string_to_array(repeat('1e131071,', K) || '1', ',')::numeric[]::text",
  "('[' || repeat('1e131071,', K) || '1]')::json::jsonb::text",
  "array_to_string(array[T, T, T], ',')",
  "array_to_string(string_to_array(T, 'a'), 'LIT')",
  'to_json(T)::text',
  'jsonb_build_array(T, T)::text',
  "json_build_object('a', T, 'b', T)::text",
  'upper(T)',
  'initcap(reverse(T))',
  'overlay(T placing T from 2)',
  '(10 ^ (length(T) % 400))::text',
  '(amount ^ 40)::text',
  'md5(T)',
  "strpos(T, 'b' || T)::text",
  "strpos(repeat('a', K), 'b' || repeat(left(T, 1), K))::text",
  "split_part(T, 'b' || T, 2)",
  'btrim(T, reverse(T))',
  "rtrim(repeat('a', K), repeat('b', K) || left(T, 1))",
  "translate(T, repeat('b', K), 'c')",
  "(T like '%' || T || 'b%')::text",
  "(string_to_array(T, 'a') && string_to_array(T, 'b'))::text",
  "(string_to_array(repeat('a,', K), ',') <@ string_to_array(T, null))::text",
  "(to_jsonb(string_to_array(T, 'a')) @> to_jsonb(string_to_array(T, 'b')))::text",
  '(9.99999999991 ^ K)::text',
  '((amount + 1.5) ^ (id % K))::text',
];
const LISTS = [
  "string_agg(T, ',')",
  'array_agg(T)::text',
  'json_agg(T)::text',
  'jsonb_object_agg(id, T)::text',
  "string_agg(distinct T, '')",
  'array_agg(a.id)::text',
  "string_agg(left(a.body, 2), '')",
];
/** What makes many groups or one, and rows whose number a planner does not foresee. */
const GROUPS = [
  '',
  '',
  ' group by a.person',
  ' group by a.id % 1',
  ' group by a.opened',
  ' group by a.body',
  ' group by a.id',
];
const UNFORESEEN = 'n.id % 1 = 0 and n.person % 1 = 0';
/** Of each a server keeps a sort of its own, however many there are. */
const SORTED = [
  "count(distinct T || 'I')",
  'max(length(T)) filter (where id > I) over (order by id + I)',
  "string_agg(distinct left(T, I + 1), '')",
];
const FROM = [
  'notes a',
  'notes a join notes b using (id, person, body, amount, doc, opened)',
  'notes a cross join generate_series(1, K) s',
  "notes a cross join generate_series((select min(opened) from notes), (select max(opened) from notes), interval '1 day') s",
  '(select * from notes order by body, amount desc) a',
  '(select distinct * from notes) a',
  '(select a.* from notes a join notes c on a.person = c.person) a',
  '(select a.* from notes a join notes c on a.id < c.id) a',
  "(select a.*, w from notes a, string_to_table(a.body, 'a') as w) a",
];

/** A question that wants as much memory and time as the guard will let it have. */
export function greedyQuery(random: Random): string {
  const number = (): string => String(random.pick([2, 10, 100, 900, 1000, 9000, 40_000, 100_000]));
  const filled = (template: string, inner: string): string =>
    template
      .replaceAll('LIT', () => 'x'.repeat(random.pick([1, 10, 200])))
      .replaceAll('K', number)
      .replace(/\bT\b/g, () => inner);
  let text = random.pick(['a.body', "'abc'", 'a.doc::text', 'a.amount::text']);
  for (let left = random.below(4); left > 0; left -= 1) text = filled(random.pick(GROWTH), text);
  const from = filled(random.pick(FROM), '');
  const isList = random.chance(0.4);
  const target = isList ? filled(random.pick(LISTS), text) : text;
  const group = isList ? random.pick(GROUPS) : '';
  const where = random.pick([
    '',
    '',
    ' where a.id < 300',
    ` where a.body ~ '(a+)+b'`,
    ` where ${text} like '%a%b%c%d%'`,
    ` where a.body not in (select ${text.replaceAll('a.', 'n.')} from notes n)`,
    ` where a.id not in (select n.id from notes n where ${UNFORESEEN})`,
    ` where a.person = 3 or a.body in (select n.body from notes n where ${UNFORESEEN})`,
    ` where ${UNFORESEEN.replaceAll('n.', 'a.')}`,
    ` where (a.id, a.body) in (select n.id, ${text.replaceAll('a.', 'n.')} from notes n)`,
  ]);
  const order = isList
    ? ''
    : random.pick(['', ` order by ${text}`, ` order by length(${text})`, ' order by a.id % 2, 1', ' limit 3']);
  const sql = `select ${random.pick(isList ? [''] : ['', 'distinct '])}${target} as v from ${from}${where}${group}${order}`;
  if (random.chance(0.1)) return named(random, sql);
  if (random.chance(0.1))
    return random.chance(0.5) ? doubled(random, sql) : sorted(random, filled(random.pick(SORTED), text));
  if (random.chance(0.25)) return nested(random, sql, filled);
  return random.chance(0.25) ? beside(random, sql) : sql;
}

/** The question beside itself: what compares or joins two sets of rows holds one of them. */
function beside(random: Random, sql: string): string {
  return random.pick([
    `(${sql}) except (${sql})`,
    `(${sql}) intersect all (${sql})`,
    `select count(*) from (select v, 1 as k from (${sql}) x) p join (select v, length(v::text) * 0 + 1 as k from (${sql}) y) q on p.k = q.k`,
    `select count(*) from (${sql}) p full join (${sql}) q on p.v = q.v`,
    `select count(distinct v), count(*) from (${sql}) p`,
    `select v, row_number() over (partition by length(v::text) order by v) from (${sql}) p`,
  ]);
}

/** Named often, where a planner puts what it stands for in place of the name. */
function named(random: Random, sql: string): string {
  const often = Array.from({ length: random.pick([3, 30, 150]) }, () => 'v is null').join(', ');
  return `select ${often} from (${sql}) q`;
}

/** Steps that name the one before twice, or use its value twice: a planner writes them all out. */
function doubled(random: Random, sql: string): string {
  const how = random.pick(['', 'not materialized', 'materialized']);
  const step = random.pick([
    (before: string) => `select a.v from ${before} a join ${before} b on a.v = b.v`,
    (before: string) => `select case when v::text > 'a' then v else v end as v from ${before}`,
    (before: string) =>
      `select v from ${before} where v in (select v from ${before}) union all select v from ${before}`,
  ]);
  const steps = Array.from(
    { length: random.pick([2, 5, 9, 20]) },
    (_, index) => `c${index + 1} as ${how} (${step(`c${index}`)})`,
  );
  return `with c0 as ${how} (${sql}), ${steps.join(', ')} select v from c${steps.length}`;
}

function sorted(random: Random, one: string): string {
  const all = Array.from({ length: random.pick([3, 8, 30, 100]) }, (_, index) => one.replace(/\bI\b/g, String(index)));
  return `select ${all.map((value, index) => `${value} as v${index}`).join(', ')} from notes a`;
}

/** The value grown again, a level further out each time. */
function nested(random: Random, sql: string, filled: (template: string, inner: string) => string): string {
  const steps = Array.from({ length: 1 + random.below(3) }, (_, index) => {
    const grown = filled(random.pick(GROWTH.filter((template) => !template.includes('amount'))), `c${index}.v`);
    return `c${index + 1} as materialized (select ${grown} as v from c${index})`;
  });
  return `with c0 as materialized (${sql}), ${steps.join(', ')} select v from c${steps.length}`;
}
