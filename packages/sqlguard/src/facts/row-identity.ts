import { leavesOf, type Leaf, aliasesOf, groupExprs, someExpr } from '../ir/children.ts';
import { type Equality, equalitiesOf } from '../ir/equalities.ts';
import type { Expr, Query, Select } from '../ir/nodes.ts';
import type { TypeName } from '../pg/types.ts';
import { keyOf } from '../print/print.ts';
import { quoteName } from '../print/quote.ts';
import { ctesWithin, findCte, givesRows, mostRows } from '../size/bounded-rows.ts';
import { columnsOf, isShown, type Names, type Padders, paddersOf, tellsPadding } from './padding.ts';

/** Expressions by `keyOf`. */
type Keys = ReadonlySet<string>;

/**
 * Are rows that are alike in `keys` one row? They are where the keys hold what makes each entry of FROM one: its primary
 * key, what it was grouped by or is distinct in, or what equals them in an entry that is known. False where nobody knows.
 */
export function isOneRow(level: Pick<Select, 'from' | 'where'>, keys: Keys, names: Names): boolean {
  return knownEntries(level, keys, names).size === readingOf(level).own.size;
}

/** The entries of FROM of which rows that are alike in `keys` have one row. */
export function knownEntries(level: Pick<Select, 'from' | 'where'>, keys: Keys, names: Names): ReadonlySet<string> {
  const read = readingOf(level);
  const { leaves, own, padders, equals } = read;
  const found = new Set<string>();
  const isGiven = ({ key, aliases }: Telling['other']): boolean =>
    keys.has(key) || [...aliases].every((alias) => found.has(alias) || !own.has(alias));
  const isKnown = (alias: string, name: string): boolean => {
    const key = nameKey(alias, name);
    return keys.has(key) || (equals.get(key) ?? []).some((one) => one.of.has(alias) && isGiven(one.other));
  };
  for (let before = -1; before < found.size && found.size < own.size;) {
    before = found.size;
    for (const [index, leaf] of leaves.entries()) {
      if (found.has(leaf.alias)) continue;
      read.effort += widthOf(leaf);
      if (read.effort > MOST_EFFORT) return new Set();
      const hangs = leaf.kind === 'function' || (leaf.kind === 'subquery' && leaf.lateral);
      if (hangs && leaves.slice(0, index).some(({ alias }) => !found.has(alias))) continue;
      if (!isFound(leaf, (name) => isKnown(leaf.alias, name), names)) continue;
      // A row kept for want of one of this entry looks like one that has it, unless what is kept or the entry itself tells.
      const isTold = (padders.get(leaf.alias) ?? []).every((side) => side.isSubsetOf(found));
      if (isTold || tellsPadding(leaf, (name) => keys.has(nameKey(leaf.alias, name)), names)) found.add(leaf.alias);
    }
  }
  return found;
}

const nameKey = (alias: string, name: string): string => `${quoteName(alias)}.${quoteName(name)}`;

/** Columns that all questions about one level may ask for; what is not known by then is not known. */
const MOST_EFFORT = 20_000;

type Reading = {
  readonly leaves: readonly Leaf[];
  readonly own: ReadonlySet<string>;
  readonly padders: ReadonlyMap<string, Padders>;
  readonly equals: ReadonlyMap<string, readonly Telling[]>;
  effort: number;
};

const readings = new WeakMap<Select['from'], Reading>();

/** Kept for each level: many windows ask about the same rows. */
function readingOf({ from, where }: Pick<Select, 'from' | 'where'>): Reading {
  const known = readings.get(from);
  if (known !== undefined) return known;
  const leaves = from.flatMap(leavesOf);
  const own = new Set(leaves.map(({ alias }) => alias));
  const equals = Map.groupBy(equalitiesOf({ from, where }).flatMap(tellings), ({ key }) => key);
  const made = { leaves, own, padders: paddersOf(from), equals, effort: 0 };
  readings.set(from, made);
  return made;
}

const widthOf = (leaf: Leaf): number => (leaf.kind === 'subquery' ? leaf.query.outputs.length : 10);

/** Is an entry of FROM one row where those of its columns are known that `isKnown` says? */
function isFound(leaf: Leaf, isKnown: (column: string) => boolean, names: Names): boolean {
  const columns = columnsOf(leaf, names);
  switch (leaf.kind) {
    case 'base':
      return false;
    case 'relation':
      return columns.length > 0 && columns.every((key) => isShown(leaf, key, names) && isKnown(key));
    case 'function':
      return leaf.sources.every(({ call }) => call.role !== 'rows') || columns.some(isKnown);
    case 'subquery':
      return isOneOf(leaf.query, columns.map(isKnown), names);
    case 'cte': {
      const cte = findCte(leaf.name, names.ctes);
      return cte !== undefined && isOneOf(cte.query, columns.map(isKnown), { ...names, ctes: cte.ctes });
    }
  }
}

const judged = new WeakMap<Query, Map<string, boolean>>();

/**
 * Are rows of a query one row that are alike in the outputs of which `known` is true? Kept for each query: common table
 * expressions that name each other twice would else be read once for each path.
 */
function isOneOf(query: Query, known: readonly boolean[], names: Names): boolean {
  const answers = judged.get(query) ?? new Map<string, boolean>();
  judged.set(query, answers);
  const asked = known.map(Number).join('');
  const answer = answers.get(asked) ?? isOneOfQuery(query, known, names);
  answers.set(asked, answer);
  return answer;
}

function isOneOfQuery(query: Query, known: readonly boolean[], { datasets, ctes: around }: Names): boolean {
  if (mostRows(query, around) <= 1) return true;
  const ctes = ctesWithin(query, around);
  if (query.kind === 'values') return false;
  if (query.kind === 'set') {
    if (!query.all && known.every(Boolean)) return true;
    const { left, outputs } = query;
    // Values that are converted to the type of the other arm may lose what told them apart.
    const kept = known.map((is, at) => is && left.outputs[at]?.type === outputs[at]?.type);
    return query.op !== 'UNION' && isOneOf(left, kept, { datasets, ctes });
  }
  const keys = new Set(query.targets.filter((_, index) => known[index]).map(({ expr }) => keyOf(expr)));
  const distinct = typeof query.distinct === 'string' ? null : query.distinct.map(({ expr }) => keyOf(expr));
  if (query.distinct === 'rows' && known.every(Boolean)) return true;
  if (distinct?.every((key) => keys.has(key))) return true;
  return !givesRows(query) && isOneOfLevel(query, keys, { datasets, ctes });
}

/** The same of what a SELECT gives before DISTINCT and LIMIT: its groups, or its rows. */
export function isOneOfLevel(select: Pick<Select, 'from' | 'where' | 'group'>, keys: Keys, names: Names): boolean {
  if (select.group.some(({ kind }) => kind === 'sets')) return false;
  const grouped = select.group.flatMap(groupExprs);
  const isGroup = (expr: Expr): boolean => keys.has(keyOf(expr)) || isConstant(expr);
  return (grouped.length > 0 && grouped.every(isGroup)) || isOneRow(select, keys, names);
}

/** A call that gives rows gives one row several. */
const isConstant = (expr: Expr): boolean =>
  aliasesOf(expr).size === 0 && !someExpr(expr, (part) => part.kind === 'call' && part.role === 'rows', false);

/** A column, and what it equals. */
type Telling = {
  readonly key: string;
  readonly of: Equality['of'];
  readonly other: { readonly key: string; readonly aliases: ReadonlySet<string> };
};

/** The columns of which a condition leaves one value, by `keyOf`. */
export const settledBy = (condition: Expr): readonly string[] =>
  equalitiesOf({ from: [], where: condition })
    .flatMap(tellings)
    .flatMap(({ key, other }) => (other.aliases.size === 0 ? [key] : []));

function tellings({ left, right, of }: Equality): readonly Telling[] {
  // By another rule than the key's own, one value may equal several.
  const isOwnRule = [left, right].every(({ sortedBy }) => sortedBy === undefined);
  if (!isOwnRule) return [];
  const toldBy = (one: Expr, two: Expr): readonly Telling[] =>
    one.kind === 'column' && isKept(one.type, two.type)
      ? [{ key: keyOf(one), of, other: { key: keyOf(two), aliases: aliasesOf(two) } }]
      : [];
  return [...toldBy(left, right), ...toldBy(right, left)];
}

/**
 * Is a column known by what it equals? Where types differ the comparison converts: two whole numbers beyond 2^53 equal
 * one float, two days that a zone begins as one equal one moment. So its own values must stay apart on the way.
 */
const isKept = (type: TypeName, by: TypeName): boolean => type === by || (KEPT[type]?.split(' ').includes(by) ?? false);

const KEPT: Readonly<Record<TypeName, string>> = {
  int2: 'int4 int8 numeric float4 float8',
  int4: 'int2 int8 numeric float4 float8',
  int8: 'int2 int4 numeric',
  numeric: 'int2 int4 int8',
  float4: 'int2 int4 int8 numeric float8',
  float8: 'int2 int4 int8 numeric float4',
  date: 'timestamp',
  timestamp: 'date',
  timestamptz: 'date timestamp',
  text: 'varchar bpchar',
  varchar: 'text',
  bpchar: 'text varchar',
};
