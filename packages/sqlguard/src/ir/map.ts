import type {
  Expr,
  From,
  GroupItem,
  Key,
  OrderItem,
  Query,
  RowSource,
  Select,
  WindowFrame,
  WindowSpec,
} from './nodes.ts';
import { visit, type Answers } from './visit.ts';

/** What a rewrite does at each node; children have been rewritten before. */
export type Rewrite = {
  readonly expr: (expr: Expr) => Expr;
  readonly query: (query: Query) => Query;
  /** Expressions that are left as they are, with everything below. */
  readonly stop?: (expr: Expr) => boolean;
};

/** One expression rebuilt bottom-up, subqueries included. */
export function mapExpr(expr: Expr, rewrite: Rewrite): Expr {
  if (rewrite.stop?.(expr) === true) return expr;
  return rewrite.expr(visit(CHILDREN, expr, rewrite));
}

const maybe = (part: Expr | null, rewrite: Rewrite): Expr | null => part && mapExpr(part, rewrite);
const every = (parts: readonly Expr[], rewrite: Rewrite): readonly Expr[] =>
  parts.map((part) => mapExpr(part, rewrite));
const same = <Node extends Expr>(expr: Node): Node => expr;
const arg = <Node extends Expr & { readonly arg: Expr }>(expr: Node, rewrite: Rewrite): Node => ({
  ...expr,
  arg: mapExpr(expr.arg, rewrite),
});
const args = <Node extends Expr & { readonly args: readonly Expr[] }>(expr: Node, rewrite: Rewrite): Node => ({
  ...expr,
  args: every(expr.args, rewrite),
});
const both = <Node extends Expr & { readonly left: Expr; readonly right: Expr }>(
  expr: Node,
  rewrite: Rewrite,
): Node => ({
  ...expr,
  left: mapExpr(expr.left, rewrite),
  right: mapExpr(expr.right, rewrite),
});
const items = <Node extends Expr & { readonly items: readonly Expr[] }>(expr: Node, rewrite: Rewrite): Node => ({
  ...expr,
  items: every(expr.items, rewrite),
});

const CHILDREN: Answers<Rewrite, Expr> = {
  column: same,
  literal: same,
  cast: arg,
  not: arg,
  null_test: arg,
  truth_test: arg,
  collate: arg,
  call: (expr, rewrite) => ({
    ...args(expr, rewrite),
    order: mapOrder(expr.order, rewrite),
    filter: maybe(expr.filter, rewrite),
    over: expr.over && mapWindow(expr.over, rewrite),
  }),
  operation: (expr, rewrite) => ({ ...expr, left: maybe(expr.left, rewrite), right: mapExpr(expr.right, rewrite) }),
  logic: args,
  coalesce: args,
  extreme: args,
  grouping: args,
  distinction: both,
  null_if: both,
  over_array: both,
  in_list: (expr, rewrite) => ({ ...expr, left: mapExpr(expr.left, rewrite), items: every(expr.items, rewrite) }),
  between: (expr, rewrite) => ({
    ...arg(expr, rewrite),
    low: mapExpr(expr.low, rewrite),
    high: mapExpr(expr.high, rewrite),
  }),
  case: (expr, rewrite) => ({
    ...expr,
    arg: maybe(expr.arg, rewrite),
    whens: expr.whens.map(({ when, result }) => ({ when: mapExpr(when, rewrite), result: mapExpr(result, rewrite) })),
    otherwise: maybe(expr.otherwise, rewrite),
  }),
  array: items,
  row: items,
  subscript: (expr, rewrite) => ({
    ...arg(expr, rewrite),
    indexes: expr.indexes.map((index) => ({
      ...index,
      lower: maybe(index.lower, rewrite),
      upper: maybe(index.upper, rewrite),
    })),
  }),
  sublink: (expr, rewrite) => ({ ...expr, test: maybe(expr.test, rewrite), query: mapQuery(expr.query, rewrite) }),
};

/** One query rebuilt bottom-up with everything in it. */
export function mapQuery(query: Query, rewrite: Rewrite): Query {
  const tail = {
    ctes: query.ctes.map((cte) => ({ ...cte, query: mapQuery(cte.query, rewrite) })),
    order: mapOrder(query.order, rewrite),
  };
  switch (query.kind) {
    case 'select':
      return rewrite.query({ ...query, ...tail, ...mapSelect(query, rewrite) });
    case 'set':
      return rewrite.query({
        ...query,
        ...tail,
        left: mapQuery(query.left, rewrite),
        right: mapQuery(query.right, rewrite),
      });
    case 'values':
      return rewrite.query({
        ...query,
        ...tail,
        rows: query.rows.map((row) => row.map((expr) => mapExpr(expr, rewrite))),
      });
  }
}

function mapSelect(select: Select, rewrite: Rewrite): Partial<Select> {
  const go = (part: Expr): Expr => mapExpr(part, rewrite);
  return {
    targets: select.targets.map((target) => ({ ...target, expr: go(target.expr) })),
    from: select.from.map((item) => mapFrom(item, rewrite)),
    where: select.where && go(select.where),
    group: select.group.map((item) => mapGroup(item, rewrite)),
    having: select.having && go(select.having),
    windows: select.windows.map((window) => ({ ...window, spec: mapWindow(window.spec, rewrite) })),
    distinct:
      typeof select.distinct === 'string' ? select.distinct : select.distinct.map((key) => mapKey(key, rewrite)),
  };
}

function mapFrom(from: From, rewrite: Rewrite): From {
  switch (from.kind) {
    case 'relation':
    case 'base':
    case 'cte':
      return from;
    case 'subquery':
      return { ...from, query: mapQuery(from.query, rewrite) };
    case 'function':
      return { ...from, sources: from.sources.map((source) => mapSource(source, rewrite)) };
    case 'join':
      return {
        ...from,
        left: mapFrom(from.left, rewrite),
        right: mapFrom(from.right, rewrite),
        on: from.on && mapExpr(from.on, rewrite),
      };
  }
}

function mapSource(source: RowSource, rewrite: Rewrite): RowSource {
  const call = mapExpr(source.call, rewrite);
  return call.kind === 'call' ? { ...source, call } : source;
}

const mapKey = ({ expr, position }: Key, rewrite: Rewrite): Key => ({ expr: mapExpr(expr, rewrite), position });

function mapGroup(item: GroupItem, rewrite: Rewrite): GroupItem {
  switch (item.kind) {
    case 'expr':
      return { ...item, ...mapKey(item, rewrite) };
    case 'list':
      return { ...item, items: item.items.map((key) => mapKey(key, rewrite)) };
    case 'empty':
      return item;
    case 'sets':
      return { ...item, items: item.items.map((inner) => mapGroup(inner, rewrite)) };
  }
}

const mapOrder = (order: readonly OrderItem[], rewrite: Rewrite): readonly OrderItem[] =>
  order.map((item) => (typeof item.by === 'number' ? item : { ...item, by: mapExpr(item.by, rewrite) }));

function mapWindow(spec: WindowSpec, rewrite: Rewrite): WindowSpec {
  return {
    ...spec,
    partition: spec.partition.map((expr) => mapExpr(expr, rewrite)),
    order: mapOrder(spec.order, rewrite),
    frame: spec.frame && mapFrame(spec.frame, rewrite),
  };
}

function mapFrame(frame: WindowFrame, rewrite: Rewrite): WindowFrame {
  const bound = <Bound extends WindowFrame['start'] | null>(side: Bound): Bound =>
    side?.offset == null ? side : { ...side, offset: mapExpr(side.offset, rewrite) };
  return { ...frame, start: bound(frame.start), end: bound(frame.end) };
}
