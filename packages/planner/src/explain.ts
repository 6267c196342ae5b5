import type { Schema } from './lexicon/table.ts';
import type { EntitySet, Fn, Group, Literal, Measure, Op, Path, Pred, Query, Show } from './meaning.ts';
import { extraOf } from './meaning.ts';
import type { Phrases } from './phrases.ts';
import { phrasesOf } from './phrases.ts';

const OPS: Readonly<Record<Op, string>> = {
  '=': 'is',
  '<>': 'is not',
  '<': 'is less than',
  '<=': 'is at most',
  '>': 'is more than',
  '>=': 'is at least',
};
const TIMES: Readonly<Record<Op, string>> = {
  ...OPS,
  '<': 'is before',
  '<=': 'is not after',
  '>': 'is after',
  '>=': 'is not before',
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
const LIKE = { contains: 'contains', starts: 'starts with', ends: 'ends with', word: 'has the word' } as const;

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

function pred(words: Phrases, one: Pred): string {
  switch (one.kind) {
    case 'compare':
      return one.value.kind === 'boolean'
        ? words.flag(one.col, (one.op === '=') === one.value.value)
        : `${words.col(one.col)} ${OPS[one.op]} ${literal(one.value)}`;
    case 'member':
      return `${words.col(one.col)} is ${one.negated ? 'none' : 'one'} of ${one.values.map(literal).join(', ')}`;
    case 'range':
      return `${words.col(one.col)} is ${interval(one.from, one.to)}`;
    case 'null':
      return `${words.col(one.col)} is ${one.negated ? 'known' : 'missing'}`;
    case 'like':
      return `${words.col(one.col)} ${LIKE[one.how]} "${one.value}"`;
    case 'columns':
      return `${words.col(one.left)} ${(words.isDate(one.left) ? TIMES : OPS)[one.op]} ${words.col(one.right)}`;
    case 'scalar':
      return `${words.col(one.col)} ${OPS[one.op]} the ${FNS[one.fn]} over those ${words.many(one.over.table)}`;
    case 'related':
      return `${one.negated ? 'without' : 'with'} ${set(words, one.set, one.path)}`;
    case 'count':
      return `with ${OPS[one.op].replace(/^is /, '')} ${one.value} ${set(words, one.set, one.path)}`.replace(
        'with is',
        'with exactly',
      );
    case 'total':
      return `whose ${measureText(words, one.measure)} ${OPS[one.op]} ${one.value.toLocaleString('en-US')}`;
    case 'any':
      return `(${one.parts.map((part) => pred(words, part)).join(' or ')})`;
    case 'all':
      return one.parts.map((part) => pred(words, part)).join(' and ');
    case 'not':
      return `not (${pred(words, one.part)})`;
  }
}

function measureText(words: Phrases, one: Measure): string {
  if (one.kind === 'column') return words.col(one.col);
  if (one.kind === 'share') {
    const extra = extraOf(one)
      .map((part) => pred(words, part))
      .join(' and ');
    return `share of ${set(words, one.set, one.path)} for which ${extra}${one.col === null ? '' : `, by ${words.col(one.col)}`}`;
  }
  if (one.col === null) return `${FNS[one.fn]} ${set(words, one.set, one.path)}`;
  return `${FNS[one.fn]} ${words.col(one.col)} of ${set(words, one.set, one.path)}`;
}

function set(words: Phrases, one: EntitySet, path: Path = []): string {
  const all = one.preds.map((part) => pred(words, part));
  const flags = all.filter((text) => text.startsWith('they '));
  const conditions = all.filter((text) => !flags.includes(text));
  const that = flags.length === 0 ? '' : ` that ${flags.map((text) => text.slice(5)).join(' and ')}`;
  const { best } = one;
  const head = best === null ? '' : `the ${best.n === null ? '' : `${best.n} `}`;
  const ranked = best === null ? '' : inOrder(words, best);
  const order =
    best === null
      ? ''
      : / from . to .$/.test(ranked)
        ? ` by ${ranked}`
        : ` with the ${extreme(words, best.by, best.dir)} ${measureText(words, best.by)}`;
  const where = conditions.length === 0 ? '' : ` where ${conditions.join(' and ')}`;
  return `${head}${words.many(one.table)}${words.via(path)}${that}${where.replace('where with', 'with').replace('where whose', 'whose')}${order}`;
}

function group(words: Phrases, one: Group): string {
  return one.kind === 'column'
    ? words.grouped(one.col)
    : one.kind === 'time'
      ? `${one.grain} of ${words.col(one.col)}`
      : words.entity(one.table, one.path);
}

/** Each column or figure shown, once. */
function shownTexts(words: Phrases, shows: readonly Show[]): readonly string[] {
  return [
    ...new Set(shows.map((show) => (show.kind === 'column' ? words.col(show.col) : measureText(words, show.measure)))),
  ];
}

function capital(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}.`;
}

function groupSentence(words: Phrases, query: Extract<Query, { kind: 'group' }>): string {
  const by = query.groups.length === 0 ? '' : ` per ${query.groups.map((one) => group(words, one)).join(' and ')}`;
  const having = query.having
    .map((one) => `, where it ${OPS[one.op]} ${one.value?.toLocaleString('en-US') ?? 'that of all together'}`)
    .join('');
  const cut =
    query.limit === null
      ? ''
      : `, ${query.order?.dir === 'asc' ? 'lowest' : 'highest'} ${query.ties ? 'only' : query.limit}`;
  return capital(`${query.measures.map((one) => measureText(words, one)).join(' and ')}${by}${having}${cut}`);
}

function extreme(words: Phrases, by: Measure, dir: 'asc' | 'desc'): string {
  if (by.kind === 'column' && words.isDate(by.col)) return dir === 'desc' ? 'latest' : 'earliest';
  return dir === 'desc' ? 'highest' : 'lowest';
}

function inOrder(words: Phrases, { by, dir }: { readonly by: Measure; readonly dir: 'asc' | 'desc' }): string {
  return `${measureText(words, by)}, ${words.way(by.kind === 'column' ? by.col : null, dir)}`;
}

/** One sentence, one clause a node of the meaning: what Atlas took the question to ask. */
export function toSentence(schema: Schema, query: Query): string {
  const words = phrasesOf(schema);
  if (query.kind === 'exists') return capital(`whether there are ${set(words, query.set)}`);
  if (query.kind === 'group') return groupSentence(words, query);
  const columns = shownTexts(words, query.show);
  const shown = query.star
    ? `every column${columns.length > 0 ? ` and ${columns.join(', ')}` : ''} of `
    : columns.length === 0
      ? ''
      : `${query.distinct ? 'different ' : ''}${columns.join(', ')} of `;
  const per = query.per.length === 0 ? '' : `, in each ${query.per.map((one) => group(words, one)).join(' and ')}`;
  const order = query.order === null ? '' : `, ordered by ${inOrder(words, query.order)}`;
  const first = query.limit === null ? '' : `, the first ${query.limit}`;
  return capital(`${shown}${set(words, query.set)}${per}${order}${first}`);
}

/** One point of a reading, and what the reading says of it. */
type Point = { readonly point: string; readonly said: readonly string[] };

function pointsOf(schema: Schema, query: Query): readonly Point[] {
  const words = phrasesOf(schema);
  const { best } = query.kind === 'group' ? { best: null } : query.set;
  const figures = query.kind === 'group' ? query.measures : [];
  const groups = query.kind === 'group' ? query.groups : query.kind === 'list' ? query.per : [];
  const order = query.kind === 'list' && query.order !== null ? query.order : null;
  const limit = query.kind === 'exists' ? null : (query.limit ?? best?.n ?? null);
  return [
    {
      point: 'the answer',
      said: [{ list: 'a list', group: 'figures', exists: 'yes or no' }[query.kind]],
    },
    { point: 'the dataset', said: [words.many(query.set.table)] },
    { point: 'the condition', said: query.set.preds.map((one) => pred(words, one)) },
    { point: 'the grouping', said: groups.map((one) => group(words, one)) },
    { point: 'the figure', said: figures.map((one) => measureText(words, withoutConditions(one))) },
    { point: 'the ranking', said: best === null ? [] : [inOrder(words, best)] },
    { point: 'the order', said: order === null ? [] : [inOrder(words, order)] },
    { point: 'how many', said: limit === null ? [] : [`the first ${limit}`] },
    {
      point: 'what is shown',
      said: query.kind !== 'list' ? [] : query.star ? ['every column'] : shownTexts(words, query.show),
    },
  ];
}

/** The conditions of a figure are a point of their own. */
function withoutConditions(one: Measure): Measure {
  return one.kind === 'aggregate' ? { ...one, set: { ...one.set, preds: [] } } : one;
}

/** The one point in which a reading differs from another, in a few words; null if a reader sees none. */
export function difference(schema: Schema, query: Query, other: Query): string | null {
  const theirs = new Map(pointsOf(schema, other).map(({ point, said }) => [point, said]));
  for (const { point, said } of pointsOf(schema, query)) {
    const others = theirs.get(point) ?? [];
    const own = said.filter((text) => !others.includes(text));
    const lacking = others.filter((text) => !said.includes(text));
    if (own.length > 0) return `${point}: ${own.join(' and ')}`;
    if (lacking.length > 0) return `${point}: not ${lacking.join(' and ')}`;
  }
  return null;
}
