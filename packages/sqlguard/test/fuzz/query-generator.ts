import type { Random } from './random.ts';

type Type = 'text' | 'int' | 'number' | 'date' | 'bool';
type Source = { readonly alias: string; readonly columns: Readonly<Record<string, Type>> };

const PEOPLE: Readonly<Record<string, Type>> = {
  id: 'int',
  name: 'text',
  email: 'text',
  ssn: 'text',
  born: 'date',
  note: 'text',
  region: 'text',
  code: 'text',
};
const DEALS: Readonly<Record<string, Type>> = {
  id: 'int',
  person_id: 'int',
  amount: 'number',
  status: 'text',
  opened: 'date',
  region: 'text',
  memo: 'text',
};
const LITERALS: Readonly<Record<Type, readonly string[]>> = {
  text: ["'A'", "'open'", "'EU'", "'***@one.example'", "'****1004'", "'x'"],
  int: ['0', '1', '2', '7', '40'],
  number: ['1.5', '10', '100.25'],
  date: ["date '1980-01-01'", "date '2024-06-01'", "date '1975-07-01'"],
  bool: ['true', 'false'],
};
const TYPES: readonly Type[] = ['text', 'int', 'number', 'date', 'bool'];

/** One random question over the twin banks, personal data in every clause; most are honest SQL, some raise. */
export function generateQuery(random: Random): string {
  if (random.chance(0.12)) return setOperation(random);
  if (random.chance(0.1)) return withQuery(random);
  return select(random, 0);
}

function sourcesOf(random: Random): { readonly sources: readonly Source[]; readonly from: string } {
  const person = { alias: 'p', columns: PEOPLE };
  const deal = { alias: 'd', columns: DEALS };
  const shape = random.below(6);
  if (shape < 2) return { sources: [person], from: 'people p' };
  if (shape === 2) return { sources: [deal], from: 'deals d' };
  const join = random.pick(['join', 'left join', 'full join']);
  if (shape < 5) return { sources: [person, deal], from: `people p ${join} deals d on d.person_id = p.id` };
  return { sources: [{ alias: 's', columns: PEOPLE }], from: '(select * from people where id < 40) s' };
}

function select(random: Random, depth: number): string {
  const { sources, from } = sourcesOf(random);
  const make = makeExpressions(random, sources, depth);
  const where = random.chance(0.6) ? ` where ${make('bool', 2)}` : '';
  if (random.chance(0.3)) return grouped(random, { make, from, where });
  const count = 1 + random.below(3);
  const targets = Array.from({ length: count }, () => make(random.pick(TYPES), 2));
  const distinct = random.chance(0.2) ? 'distinct ' : random.chance(0.1) ? `distinct on (${targets[0]}) ` : '';
  const order =
    distinct === '' && random.chance(0.4)
      ? ` order by ${make(random.pick(TYPES), 1)}${random.pick(['', ' desc', ' nulls first'])}`
      : '';
  return `select ${distinct}${targets.join(', ')} from ${from}${where}${order}${limitOf(random)}`;
}

const limitOf = (random: Random): string =>
  random.chance(0.4) ? ` limit ${1 + random.below(9)}${random.chance(0.2) ? ' offset 2' : ''}` : '';

type Parts = { readonly make: Make; readonly from: string; readonly where: string };

function grouped(random: Random, { make, from, where }: Parts): string {
  const key = make(random.pick(['text', 'date', 'int']), 1);
  const aggregates = [
    () => 'count(*)',
    () => `count(distinct ${make('text', 1)})`,
    () => `max(${make(random.pick(['text', 'int', 'date']), 1)})`,
    () => `min(${make(random.pick(['text', 'number']), 1)})`,
    () => `sum(${make('number', 1)})`,
    () => `count(*) filter (where ${make('bool', 1)})`,
    () => `string_agg(${make('text', 1)}, ',' order by ${make('text', 1)}, ${make('int', 0)})`,
  ];
  const having = random.chance(0.3)
    ? ` having ${random.pick(aggregates)()} is not null and count(*) > ${random.below(3)}`
    : '';
  const order = random.chance(0.3) ? ' order by 2 desc' : '';
  return `select ${key}, ${random.pick(aggregates)()} from ${from}${where} group by 1${having}${order}${limitOf(random)}`;
}

function setOperation(random: Random): string {
  const type = random.pick(TYPES);
  const arm = (): string => {
    const { sources, from } = sourcesOf(random);
    const make = makeExpressions(random, sources, 1);
    return `(select ${make(type, 1)} from ${from}${random.chance(0.5) ? ` where ${make('bool', 1)}` : ''}${limitOf(random)})`;
  };
  return `${arm()} ${random.pick(['union', 'union all', 'intersect', 'except'])} ${arm()}${limitOf(random)}`;
}

function withQuery(random: Random): string {
  const make = makeExpressions(random, [{ alias: 'p', columns: PEOPLE }], 1);
  const condition = random.chance(0.5)
    ? `where ${makeExpressions(random, [{ alias: 'x', columns: { id: 'int', v: 'text' } }], 2)('bool', 1)}`
    : '';
  return `with x as ${random.pick(['', 'materialized '])}(select p.id, ${make('text', 2)} as v from people p where ${make('bool', 1)}) select x.v, count(*) from x ${condition} group by x.v${limitOf(random)}`;
}

type Make = (type: Type, budget: number) => string;

function makeExpressions(random: Random, sources: readonly Source[], depth: number): Make {
  const columns = (type: Type): readonly string[] =>
    sources.flatMap(({ alias, columns: all }) =>
      Object.entries(all).flatMap(([name, own]) => (own === type ? [`${alias}.${name}`] : [])),
    );
  const make: Make = (type, budget) => {
    const own = columns(type);
    if (budget <= 0 || random.chance(0.25))
      return own.length > 0 && random.chance(0.8) ? random.pick(own) : random.pick(LITERALS[type]);
    return compound(type, budget - 1);
  };
  const compound = (type: Type, budget: number): string => {
    const of = (inner: Type): string => make(inner, budget);
    const subquery = depth < 1 && random.chance(0.12);
    switch (type) {
      case 'text':
        return subquery ? `(select max(q.name) from people q where q.id > ${of('int')})` : textOf(random, of);
      case 'int':
        return intOf(random, of, sources);
      case 'number':
        return random.pick([
          () => `(${of('number')} + ${of('int')})`,
          () => `round(${of('number')}, 1)`,
          () => `coalesce(${of('number')}, 0)`,
          () => `(${of('number')} * 2)`,
        ])();
      case 'date':
        return random.pick([
          () => `(${of('date')} + 30)`,
          () => `coalesce(${of('date')}, ${of('date')})`,
          () => `date_trunc('month', ${of('date')}::timestamp)::date`,
        ])();
      case 'bool':
        return subquery
          ? `exists (select 1 from deals e where e.person_id = ${of('int')} and e.amount > 100)`
          : boolOf(random, of, sources);
    }
  };
  return make;
}

type Of = (type: Type) => string;

const textOf = (random: Random, of: Of): string =>
  random.pick([
    () => `upper(${of('text')})`,
    () => `left(${of('text')}, 2)`,
    () => `right(${of('text')}, 3)`,
    () => `(${of('text')} || ${of('text')})`,
    () => `coalesce(${of('text')}, 'none')`,
    () => `split_part(${of('text')}, '@', 2)`,
    () => `case when ${of('bool')} then ${of('text')} else ${of('text')} end`,
    () => `md5(${of('text')})`,
    () => `${of('int')}::text`,
    () => `to_char(${of('date')}, 'YYYY')`,
  ])();

function intOf(random: Random, of: Of, sources: readonly Source[]): string {
  const people = sources.find((source) => 'code' in source.columns);
  if (people && random.chance(0.15)) return `${people.alias}.code::int`;
  return random.pick([
    () => `length(${of('text')})`,
    () => `(${of('int')} + ${of('int')})`,
    () => `extract(year from ${of('date')})::int`,
    () => `(${of('int')} % 5)`,
    () => `ascii(${of('text')})`,
  ])();
}

function boolOf(random: Random, of: Of, sources: readonly Source[]): string {
  const people = sources.find((source) => 'code' in source.columns);
  if (people && random.chance(0.08)) return `(${people.alias}.doc -> 'flag')::boolean`;
  if (people && random.chance(0.05)) return `100 / (${people.alias}.id - 2000) < ${of('int')}`;
  const type = random.pick(['text', 'int', 'date', 'number'] as const);
  return random.pick([
    () => `${of(type)} ${random.pick(['=', '<>', '<', '>', '>='])} ${of(type)}`,
    () => `${of('text')} like '%${random.pick(['a', 'one', '1', 'A'])}%'`,
    () => `${of(type)} is ${random.pick(['', 'not '])}null`,
    () => `(${of('bool')} and ${of('bool')})`,
    () => `(${of('bool')} or ${of('bool')})`,
    () => `not ${of('bool')}`,
    () => `${of('text')} in (${of('text')}, 'open')`,
    () => `${of('int')} between 1 and ${of('int')}`,
    () => `${of('text')} ~ '^[A-C]'`,
    () => `${of('text')} is distinct from ${of('text')}`,
  ])();
}
