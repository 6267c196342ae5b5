import { childrenOf, type Leaf, leavesOf, partsOf } from '../ir/children.ts';
import type { Expr, From, Query, Select } from '../ir/nodes.ts';

/** `columns`: alias and name of what is read. `named`: the aliases that a common table expression is read by. */
type Seen = {
  readonly columns: Set<string>;
  readonly named: Map<string, Set<string>>;
  readonly found: Map<Select['from'], ReadonlySet<number>>;
};

/**
 * The outputs of each level that something reads, by its FROM. An alias that stands in two places is read wherever it
 * stands: more may be called read than is.
 */
export function readOutputs(query: Query): ReadonlyMap<Select['from'], ReadonlySet<number>> {
  const seen: Seen = { columns: new Set(), named: new Map(), found: new Map() };
  const amount = (): number => [...seen.named.values()].reduce((sum, { size }) => sum + size, seen.columns.size);
  for (let before = -1; before < amount();) {
    before = amount();
    walk(seen, query, () => true);
  }
  return seen.found;
}

function walk(seen: Seen, query: Query, isRead: (index: number) => boolean): void {
  if (query.kind === 'set') for (const arm of [query.left, query.right]) walk(seen, arm, () => true);
  const read = query.kind === 'select' ? readIn(query, isRead) : new Set<number>();
  const rest = query.kind === 'select' ? { ...query, targets: query.targets.filter((_, at) => read.has(at)) } : query;
  for (const expr of partsOf(rest).exprs) readExpr(seen, expr);
  if (query.kind === 'select') {
    seen.found.set(query.from, read);
    for (const item of query.from) readFrom(seen, item);
  }
  // A later one names those before it.
  for (const cte of query.ctes.toReversed()) {
    const names = namesOf(cte);
    walk(seen, cte.query, (at) =>
      [...(seen.named.get(cte.name) ?? [])].some((alias) => isNamed(seen, alias, names[at])),
    );
  }
}

/** What rows are chosen or merged by is read. */
function readIn({ targets, distinct, limit, offset, order }: Select, isRead: (at: number) => boolean): Set<number> {
  const isWhole = distinct !== 'no' || limit !== null || offset !== null;
  const sorted = new Set(order.map(({ by }) => (typeof by === 'number' ? by - 1 : -1)));
  return new Set(targets.flatMap((_, at) => (isWhole || sorted.has(at) || isRead(at) ? [at] : [])));
}

function readExpr(seen: Seen, expr: Expr): void {
  if (expr.kind === 'column') seen.columns.add(nameOf(expr.alias, expr.name));
  for (const child of childrenOf(expr)) readExpr(seen, child);
  if (expr.kind === 'sublink') walk(seen, expr.query, () => true);
}

function readFrom(seen: Seen, item: From): void {
  if (item.kind !== 'join') return readLeaf(seen, item);
  for (const leaf of leavesOf(item)) for (const name of item.using) seen.columns.add(nameOf(leaf.alias, name));
  readFrom(seen, item.left);
  readFrom(seen, item.right);
}

function readLeaf(seen: Seen, leaf: Leaf): void {
  if (leaf.kind === 'cte') seen.named.set(leaf.name, (seen.named.get(leaf.name) ?? new Set()).add(leaf.alias));
  if (leaf.kind !== 'subquery') return;
  const names = namesOf(leaf);
  walk(seen, leaf.query, (at) => isNamed(seen, leaf.alias, names[at]));
}

type Named = { readonly columns: readonly string[]; readonly query: Query };

const namesOf = ({ columns, query }: Named): readonly string[] =>
  columns.length > 0 ? columns : query.outputs.map(({ printed }) => printed);
const nameOf = (alias: string, name: string): string => `${alias}\u0000${name}`;
const isNamed = ({ columns }: Seen, alias: string, name: string | undefined): boolean =>
  name === undefined || columns.has(nameOf(alias, name));
