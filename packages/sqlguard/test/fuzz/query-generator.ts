import { expressionMaker, fill, type Make, type Source, type Subquery } from './expression-generator.ts';
import type { Random } from './random.ts';
import {
  KEYS,
  PERSONS,
  RELATIONS,
  TYPES,
  isIncomparable,
  type Columns,
  type Relation,
  type Type,
} from './relations.ts';
import { AGGREGATES, LOOSE_AGGREGATES, WINDOWS } from './vocabulary.ts';

/** Where in the question one query stands: how deep, and what it may look at around it. */
type Place = { readonly depth: number; readonly outer: readonly Source[]; readonly ctes: readonly Source[] };
type Generator = { readonly random: Random; count: number };
type From = { readonly sources: readonly Source[]; readonly sql: string };

const TOP: Place = { depth: 0, outer: [], ctes: [] };
const DEEPEST = 2;
/** Types whose equal values look alike: of the others, any one of several may be shown. */
const PLAIN: readonly Type[] = ['text', 'text', 'int', 'date', 'stamp', 'bool'];

/** What is shown less often than it may be: columns as they are, not computed with. */
const OTHERS: readonly Type[] = [...TYPES, 'json', 'json', 'state', 'state', 'bytes', 'bytes'];

/** One random question over the twin banks, personal data in every clause; most are honest SQL, some raise. */
export function generateQuery(random: Random): string {
  const gen: Generator = { random, count: 0 };
  const types = typesOf(random, 1 + random.below(3));
  if (random.chance(0.12)) return withQuery(gen, types);
  return random.chance(0.15) ? setOperation(gen, types, TOP) : select(gen, types, TOP);
}

const typesOf = (random: Random, count: number): readonly Type[] =>
  Array.from({ length: count }, () => random.pick(random.chance(0.75) ? PLAIN : OTHERS));

const keyTypesOf = (random: Random, count: number): readonly Type[] =>
  typesOf(random, count).map((type) => (isIncomparable(type) ? 'state' : type));

/** Each as often as it has columns worth asking for. */
const SELECTED = ['people', 'people', 'people', 'cards', 'cards', 'cards', 'deals', 'deals', 'branches'] as const;

const fresh = (gen: Generator, letter: string): string => `${letter}${(gen.count += 1)}`;

function withQuery(gen: Generator, types: readonly Type[]): string {
  const ctes: Source[] = [];
  const parts: string[] = [];
  for (let left = 1 + gen.random.below(2); left > 0; left -= 1) {
    const name = fresh(gen, 'w');
    const inner = typesOf(gen.random, 2);
    const how = gen.random.pick(['', '', 'materialized ', 'not materialized ']);
    const columns = named(inner);
    const body = query(gen, inner, { depth: 1, outer: [], ctes: [...ctes] });
    parts.push(`${name} (${Object.keys(columns).join(', ')}) as ${how}(${body})`);
    ctes.push({ alias: name, columns, relation: null });
  }
  return `with ${parts.join(', ')} ${query(gen, types, { depth: 0, outer: [], ctes })}`;
}

const named = (types: readonly Type[]): Columns =>
  Object.fromEntries(types.map((type, index) => [`c${index + 1}`, type]));

const query = (gen: Generator, types: readonly Type[], place: Place): string =>
  gen.random.chance(0.15) ? setOperation(gen, types, place) : select(gen, types, place);

function setOperation(gen: Generator, types: readonly Type[], place: Place): string {
  const deeper = { ...place, depth: place.depth + 1 };
  const arm = (): string => `(${select(gen, types, deeper)})`;
  const isAlike = types.some(isIncomparable);
  const word = (): string =>
    isAlike ? 'union all' : gen.random.pick(['union', 'union all', 'intersect', 'except', 'except all']);
  const third = gen.random.chance(0.2) ? ` ${word()} ${arm()}` : '';
  const order = gen.random.chance(0.3) && !isAlike ? ` order by 1${gen.random.pick(['', ' desc'])}` : '';
  return `${arm()} ${word()} ${arm()}${third}${order}${limitOf(gen.random)}`;
}

function limitOf(random: Random): string {
  if (!random.chance(0.4)) return random.chance(0.05) ? ' offset 3' : '';
  return ` limit ${1 + random.below(9)}${random.chance(0.2) ? ' offset 2' : ''}`;
}

function relation(gen: Generator, name: Relation): From {
  const alias = fresh(gen, name.slice(0, 1));
  return { sources: [{ alias, columns: RELATIONS[name], relation: name }], sql: `${name} ${alias}` };
}

function derived(gen: Generator, place: Place): From {
  const types = typesOf(gen.random, 2);
  const alias = fresh(gen, 's');
  const body = query(gen, types, { depth: place.depth + 1, outer: [], ctes: place.ctes });
  const columns = named(types);
  return {
    sources: [{ alias, columns, relation: null }],
    sql: `(${body}) as ${alias} (${Object.keys(columns).join(', ')})`,
  };
}

/** A subquery that looks at the row beside it, and is tied to it by a comparison. */
function lateral(gen: Generator, place: Place, left: readonly Source[]): From {
  const row = gen.random.pick(left);
  const comparable = Object.entries(row.columns).filter(([, own]) => !isIncomparable(own));
  const [name, type] = comparable.length > 0 ? gen.random.pick(comparable) : (['id', 'int'] as const);
  const alias = fresh(gen, 's');
  const body = query(gen, [type, 'text'], { depth: place.depth + 1, outer: left, ctes: place.ctes });
  const tie = `q.c1 ${gen.random.pick(['=', '<>', '>='])} ${row.alias}.${name}`;
  return {
    sources: [{ alias, columns: { c1: type, c2: 'text' }, relation: null }],
    sql: `lateral (select q.c1, q.c2 from (${body}) q (c1, c2) where ${tie}) ${alias}`,
  };
}

function single(gen: Generator, place: Place): From {
  const { random } = gen;
  if (place.ctes.length > 0 && random.chance(0.6)) {
    const cte = random.pick(place.ctes);
    const alias = fresh(gen, 'x');
    return { sources: [{ ...cte, alias }], sql: `${cte.alias} ${alias}` };
  }
  if (place.depth < DEEPEST && random.chance(0.15)) return derived(gen, place);
  return relation(gen, random.pick(SELECTED));
}

function fromClause(gen: Generator, place: Place): From {
  const { random } = gen;
  const left = single(gen, place);
  if (random.chance(0.55)) return left;
  if (random.chance(0.15)) return unnested(gen, left);
  if (place.depth < DEEPEST && random.chance(0.15)) {
    const right = lateral(gen, place, left.sources);
    return { sources: [...left.sources, ...right.sources], sql: `${left.sql} cross join ${right.sql}` };
  }
  return joined(gen, left, single(gen, place));
}

const LISTS = {
  people: [
    'unnest(@.tags)',
    "jsonb_array_elements_text(@.doc -> 'list')",
    "string_to_table(@.email, '@')",
    'jsonb_object_keys(@.doc)',
  ],
  cards: ["json_array_elements_text(@.terms -> 'list')", 'json_object_keys(@.secret)', "string_to_table(@.mail, '@')"],
} as const;

/** A list in a column as rows of its own. */
function unnested(gen: Generator, left: From): From {
  const row = left.sources[0];
  if (row?.relation !== 'people' && row?.relation !== 'cards') return left;
  const alias = fresh(gen, 'u');
  const call = gen.random.pick(LISTS[row.relation]).replace('@', row.alias);
  const more: Source = { alias, columns: { v: 'text' }, relation: null };
  return { sources: [...left.sources, more], sql: `${left.sql} cross join ${call} as ${alias} (v)` };
}

function joined(gen: Generator, left: From, right: From): From {
  const { random } = gen;
  const sources = [...left.sources, ...right.sources];
  const [a, b] = [left.sources[0], right.sources[0]];
  const types = Object.values(a?.columns ?? {}).filter(
    (type) => !isIncomparable(type) && Object.values(b?.columns ?? {}).includes(type),
  );
  if (a === undefined || b === undefined || types.length === 0) return left;
  const type = random.pick(types);
  const pick = (source: Source): string =>
    `${source.alias}.${random.pick(Object.keys(source.columns).filter((name) => source.columns[name] === type))}`;
  const keyed = random.chance(0.7) ? keysOf(random, a, b) : null;
  const condition = keyed?.join(' = ') ?? `${pick(a)} = ${pick(b)}`;
  if (keyed && random.chance(0.1)) {
    const merged = ['id', 'iban', 'region'].filter((name) => name in a.columns && name in b.columns);
    return { sources, sql: `${left.sql} join ${right.sql} using (${merged.join(', ')})` };
  }
  const make = expressionMaker({ random, sources, outer: [], subquery: null });
  const also = random.chance(0.25) ? ` and ${make('bool', 1)}` : '';
  return {
    sources,
    sql: `${left.sql} ${random.pick(['join', 'left join', 'right join', 'full join'])} ${right.sql} on ${condition}${also}`,
  };
}

/** Columns that lead from one row to another, among them personal data that two datasets have. */
const SHARED_KEYS = ['iban', 'email mail', 'ssn tax'].map((names) => names.split(' '));

function keysOf(random: Random, a: Source, b: Source): readonly string[] | null {
  if (a.relation === null || b.relation === null) return null;
  const pairs = SHARED_KEYS.flatMap((names) => {
    const [left, right] = [a, b].map(({ columns }) => names.find((name) => name in columns));
    return left === undefined || right === undefined ? [] : [[left, right] as const];
  });
  const persons = [PERSONS[a.relation], PERSONS[b.relation]] as const;
  const [left, right] = pairs.length > 0 && random.chance(0.5) ? random.pick(pairs) : persons;
  return [`${a.alias}.${left}`, `${b.alias}.${right}`];
}

function subqueryOf(gen: Generator, place: Place): Subquery | null {
  if (place.depth >= DEEPEST) return null;
  return (type, form, outer) => {
    const inner = { depth: place.depth + 1, outer, ctes: place.ctes };
    if (form !== 'scalar') return query(gen, [type], inner);
    if (gen.random.chance(0.3) && !isIncomparable(type))
      return `select c1 from (${select(gen, [type], inner)}) as z (c1) order by c1 limit 1`;
    const from = fromClause(gen, inner);
    const make = expressionMaker({ random: gen.random, sources: from.sources, outer, subquery: null });
    const where = gen.random.chance(0.7) ? ` where ${make('bool', 2)}` : '';
    const own = expressionMaker({ random: gen.random, sources: from.sources, outer: [], subquery: null });
    return `select ${fillAggregate(gen.random, own, type)} from ${from.sql}${where}`;
  };
}

const fillAggregate = (random: Random, make: Make, type: Type): string =>
  fill(make, random.pick(random.chance(0.03) ? (LOOSE_AGGREGATES[type] ?? AGGREGATES[type]) : AGGREGATES[type]), 1);

function select(gen: Generator, types: readonly Type[], place: Place): string {
  const { random } = gen;
  const from = fromClause(gen, place);
  const subquery = subqueryOf(gen, place);
  const surroundings = { random, sources: from.sources, outer: place.outer, subquery };
  const make = expressionMaker(surroundings);
  const where = random.chance(0.55) ? ` where ${make('bool', 2)}` : '';
  const tail = `${from.sql}${where}`;
  const [row] = from.sources;
  if (row?.relation && random.chance(0.08)) return groupedByKey(gen, types, { make, tail, row });
  return random.chance(0.3) ? grouped(gen, types, { make, tail }) : plain(gen, types, { make, tail });
}

type Parts = { readonly make: Make; readonly tail: string };

function plain({ random }: Generator, types: readonly Type[], { make, tail }: Parts): string {
  const windows = types.map((type) => WINDOWS.filter(([own]) => own === type));
  const targets = types.map((type, index) => {
    const [, window] = random.chance(0.06) ? (windows[index]?.[random.below(windows[index].length)] ?? []) : [];
    return window === undefined ? make(type, 2) : fill(make, window, 1);
  });
  const isAlike = types.some(isIncomparable);
  const isOn = random.chance(0.1) && !isAlike;
  const distinct = isOn ? `distinct on (${targets[0]}) ` : random.chance(0.2) && !isAlike ? 'distinct ' : '';
  const key = overColumns(() =>
    make(random.pick(['text', 'text', 'int', 'date', 'date', 'float', 'state', 'bytes'] as const), 1),
  );
  const keys = isOn ? `${targets[0]}, ${targets.slice(1).join(', ') || key}, ${key}` : distinct === '' ? key : '1';
  const isOrdered = random.chance(isOn ? 0.9 : 0.4);
  const order = isOrdered ? ` order by ${keys}${random.pick(['', ' desc', ' nulls first'])}` : '';
  const isTied = isOrdered && !isOn && random.chance(0.1);
  return `select ${distinct}${targets.join(', ')} from ${tail}${order}${isTied ? ' fetch first 2 rows with ties' : limitOf(random)}`;
}

/** A bare literal would be a position, or no key at all. */
function overColumns(make: () => string): string {
  for (let tries = 0; tries < 8; tries += 1) {
    const made = make();
    if (/\b[a-z]\d+\.\w/.test(made)) return made;
  }
  return 'null::text';
}

function grouped({ random }: Generator, types: readonly Type[], { make, tail }: Parts): string {
  const keys = keyTypesOf(random, 1 + random.below(2)).map((type) => ({ type, sql: overColumns(() => make(type, 1)) }));
  const targets = types.map((type) => {
    const key = keys.find((each) => each.type === type);
    return key && random.chance(0.6) ? key.sql : fillAggregate(random, make, type);
  });
  const list = keys.map(({ sql }) => sql).join(', ');
  const set = random.pick([list, list, list, `rollup (${list})`, `cube (${list})`, `grouping sets ((${list}), ())`]);
  const group = random.chance(0.15) ? '' : ` group by ${set}`;
  const having = random.chance(0.3)
    ? ` having ${fillAggregate(random, make, 'bool')} and count(*) > ${random.below(3)}`
    : '';
  const order = random.chance(0.3)
    ? ` order by ${random.pick(isIncomparable(types[0]) ? ['count(*) desc'] : ['1 desc', 'count(*) desc', '1'])}`
    : '';
  const shown = group === '' ? types.map((type) => fillAggregate(random, make, type)) : targets;
  return `select ${shown.join(', ')} from ${tail}${group}${having}${order}${limitOf(random)}`;
}

/** Columns that hang on the key of their row, which a mask may have made the key of several. */
function groupedByKey({ random }: Generator, types: readonly Type[], parts: Parts & { readonly row: Source }): string {
  const { make, tail, row } = parts;
  const own = expressionMaker({ random, sources: [row], outer: [], subquery: null });
  const targets = types.map((type) => (random.chance(0.7) ? own(type, 1) : fillAggregate(random, make, type)));
  const key = row.relation === null ? 'id' : KEYS[row.relation];
  const order = random.chance(0.4) ? ` order by ${random.pick(['count(*) desc', own('text', 0)])}` : '';
  return `select ${targets.join(', ')} from ${tail} group by ${row.alias}.${key}${order}${limitOf(random)}`;
}
