import type { Schema } from './lexicon/table.ts';
import type { ColRef, EntitySet, Fn, Group, Literal, Measure, Op, Pred, Query } from './meaning.ts';
import { extraOf } from './meaning.ts';
import { plural } from './words.ts';

const OPS: Readonly<Record<Op, string>> = {
  '=': 'is',
  '<>': 'is not',
  '<': 'is less than',
  '<=': 'is at most',
  '>': 'is more than',
  '>=': 'is at least',
};
const FNS: Readonly<Record<Fn, string>> = {
  count: 'number of',
  distinct: 'number of different',
  per: 'average number of rows for each',
  sum: 'total',
  avg: 'average',
  min: 'lowest',
  max: 'highest',
  median: 'median',
};

type Words = {
  readonly one: (table: string) => string;
  readonly many: (table: string) => string;
  readonly col: (ref: ColRef) => string;
};

function wordsOf(schema: Schema): Words {
  const one = (table: string): string => schema.tables.get(table)?.singular ?? table;
  const many = (table: string): string => schema.tables.get(table)?.plural ?? plural(table);
  const col = (ref: ColRef): string => {
    const name = schema.tables.get(ref.table)?.byName.get(ref.column)?.words.join(' ') ?? ref.column;
    return ref.path.length === 0 ? name : `${name} of their ${one(ref.table)}`;
  };
  return { one, many, col };
}

function literal(value: Literal): string {
  return value.kind === 'number'
    ? value.value.toLocaleString('en-US', { maximumFractionDigits: 6 })
    : value.kind === 'boolean'
      ? value.value
        ? 'true'
        : 'false'
      : `"${value.value}"`;
}

function interval(from: string | null, to: string | null): string {
  if (from === null) return `before ${to ?? ''}`;
  return to === null ? `on or after ${from}` : `from ${from} to before ${to}`;
}

function pred(words: Words, one: Pred): string {
  switch (one.kind) {
    case 'compare':
      return `${words.col(one.col)} ${OPS[one.op]} ${literal(one.value)}`;
    case 'member':
      return `${words.col(one.col)} is ${one.negated ? 'none' : 'one'} of ${one.values.map(literal).join(', ')}`;
    case 'range':
      return `${words.col(one.col)} is ${interval(one.from, one.to)}`;
    case 'null':
      return `${words.col(one.col)} is ${one.negated ? 'known' : 'missing'}`;
    case 'like':
      return `${words.col(one.col)} ${one.how} "${one.value}"`;
    case 'columns':
      return `${words.col(one.left)} ${OPS[one.op]} ${words.col(one.right)}`;
    case 'scalar':
      return `${words.col(one.col)} ${OPS[one.op]} the ${FNS[one.fn]} over those ${words.many(one.over.table)}`;
    case 'related':
      return `${one.negated ? 'without' : 'with'} ${set(words, one.set)}`;
    case 'count':
      return `with ${OPS[one.op].replace(/^is /, '')} ${one.value} ${set(words, one.set)}`.replace(
        'with is',
        'with exactly',
      );
    case 'total':
      return `whose ${measure(words, one.measure)} ${OPS[one.op]} ${one.value.toLocaleString('en-US')}`;
    case 'any':
      return `(${one.parts.map((part) => pred(words, part)).join(' or ')})`;
    case 'all':
      return one.parts.map((part) => pred(words, part)).join(' and ');
    case 'not':
      return `not (${pred(words, one.part)})`;
  }
}

function measure(words: Words, one: Measure): string {
  if (one.kind === 'column') return words.col(one.col);
  if (one.kind === 'share') {
    const extra = extraOf(one)
      .map((part) => pred(words, part))
      .join(' and ');
    return `share of ${set(words, one.set)} for which ${extra}${one.col === null ? '' : `, by ${words.col(one.col)}`}`;
  }
  if (one.col === null) return `${FNS[one.fn]} ${set(words, one.set)}`;
  return `${FNS[one.fn]} ${words.col(one.col)} of ${set(words, one.set)}`;
}

function set(words: Words, one: EntitySet): string {
  const conditions = one.preds.map((part) => pred(words, part));
  const { best } = one;
  const head = best === null ? '' : `the ${best.n === null ? '' : `${best.n} `}`;
  const order =
    best === null ? '' : ` with the ${best.dir === 'desc' ? 'highest' : 'lowest'} ${measure(words, best.by)}`;
  const where = conditions.length === 0 ? '' : ` where ${conditions.join(' and ')}`;
  return `${head}${words.many(one.table)}${where.replace('where with', 'with').replace('where whose', 'whose')}${order}`;
}

function group(words: Words, one: Group): string {
  return one.kind === 'column'
    ? words.col(one.col)
    : one.kind === 'time'
      ? `${one.grain} of ${words.col(one.col)}`
      : words.one(one.table);
}

function capital(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}.`;
}

/** One sentence, one clause a node of the meaning: what Atlas took the question to ask. */
export function toSentence(schema: Schema, query: Query): string {
  const words = wordsOf(schema);
  if (query.kind === 'exists') return capital(`whether there are ${set(words, query.set)}`);
  if (query.kind === 'group') {
    const by = query.groups.length === 0 ? '' : ` per ${query.groups.map((one) => group(words, one)).join(' and ')}`;
    const having = query.having
      .map((one) => `, where it ${OPS[one.op]} ${one.value?.toLocaleString('en-US') ?? 'that of all together'}`)
      .join('');
    const cut =
      query.limit === null
        ? ''
        : `, ${query.order?.dir === 'asc' ? 'lowest' : 'highest'} ${query.ties ? 'only' : query.limit}`;
    return capital(`${query.measures.map((one) => measure(words, one)).join(' and ')}${by}${having}${cut}`);
  }
  const columns = query.show.map((show) =>
    show.kind === 'column' ? words.col(show.col) : measure(words, show.measure),
  );
  const shown = query.star
    ? `every column${columns.length > 0 ? ` and ${columns.join(', ')}` : ''} of `
    : columns.length === 0
      ? ''
      : `${query.distinct ? 'different ' : ''}${columns.join(', ')} of `;
  const per = query.per.length === 0 ? '' : `, in each ${query.per.map((one) => group(words, one)).join(' and ')}`;
  const order =
    query.order === null
      ? ''
      : `, ordered by ${measure(words, query.order.by)}, ${query.order.dir === 'asc' ? 'lowest' : 'highest'} first`;
  return capital(`${shown}${set(words, query.set)}${per}${order}`);
}
