import type {
  ArrayIndex,
  Call,
  Case,
  Cte,
  Expr,
  From,
  GroupItem,
  Key,
  LiteralForm,
  OrderItem,
  Query,
  RowSource,
  Select,
  SetOperation,
  Sublink,
  Values,
  WindowBound,
  WindowSpec,
} from '../ir/nodes.ts';
import { visit, type Answers } from '../ir/visit.ts';
import { elementOf, enumPath, isEnum, type TypedName } from '../pg/types.ts';
import { UNPLACED, type Placing } from './placing.ts';
import { quoteLiteral, quoteName } from './quote.ts';

/** Two expressions are one to PostgreSQL when they print alike: names are unique in a whole query. */
export const keyOf = (expr: Expr): string => printExpr(expr, UNPLACED);

/** One expression, fully parenthesised and qualified. */
export function printExpr(expr: Expr, placing: Placing): string {
  return visit(PRINTERS, expr, placing);
}

const not = (negated: boolean): string => (negated ? 'NOT ' : '');
const list = (parts: readonly Expr[], placing: Placing): string =>
  parts.map((part) => printExpr(part, placing)).join(', ');

const PRINTERS: Answers<Placing, string> = {
  column: (expr) => `${quoteName(expr.alias)}.${quoteName(expr.name)}`,
  literal: (expr) => printConstant(expr.form, expr.value),
  cast: (expr, placing) => `CAST(${printExpr(expr.arg, placing)} AS ${printType(expr)})`,
  call: printCall,
  operation: (expr, placing) =>
    `(${expr.left ? `${printExpr(expr.left, placing)} ` : ''}${operator(expr.op)} ${printExpr(expr.right, placing)})`,
  logic: (expr, placing) =>
    `(${flatten(expr.op, expr.args)
      .map((part) => printExpr(part, placing))
      .join(` ${expr.op.toUpperCase()} `)})`,
  not: (expr, placing) => `(NOT ${printExpr(expr.arg, placing)})`,
  null_test: (expr, placing) => `(${printExpr(expr.arg, placing)} IS ${not(expr.negated)}NULL)`,
  truth_test: (expr, placing) => `(${printExpr(expr.arg, placing)} IS ${not(expr.negated)}${expr.test})`,
  distinction: (expr, placing) =>
    `(${printExpr(expr.left, placing)} IS ${not(expr.negated)}DISTINCT FROM ${printExpr(expr.right, placing)})`,
  null_if: (expr, placing) => `NULLIF(${list([expr.left, expr.right], placing)})`,
  in_list: (expr, placing) =>
    `(${printExpr(expr.left, placing)} ${not(expr.negated)}IN (${list(expr.items, placing)}))`,
  between: (expr, placing) => {
    const range = `${expr.symmetric ? 'SYMMETRIC ' : ''}${printExpr(expr.low, placing)} AND ${printExpr(expr.high, placing)}`;
    return `(${printExpr(expr.arg, placing)} ${not(expr.negated)}BETWEEN ${range})`;
  },
  over_array: (expr, placing) =>
    `(${printExpr(expr.left, placing)} ${operator(expr.op)} ${expr.all ? 'ALL' : 'ANY'} (${printExpr(expr.right, placing)}))`,
  case: printCase,
  coalesce: (expr, placing) => `COALESCE(${list(expr.args, placing)})`,
  extreme: (expr, placing) => `${expr.op.toUpperCase()}(${list(expr.args, placing)})`,
  array: (expr, placing) =>
    expr.items.length === 0 ? `CAST(ARRAY[] AS ${printType(expr)})` : `ARRAY[${list(expr.items, placing)}]`,
  subscript: (expr, placing) =>
    `(${printExpr(expr.arg, placing)})${expr.indexes.map((index) => printIndex(index, placing)).join('')}`,
  row: (expr, placing) => `ROW(${list(expr.items, placing)})`,
  sublink: printSublink,
  grouping: (expr, placing) => `GROUPING(${list(expr.args, placing)})`,
  collate: (expr, placing) =>
    `(${printExpr(expr.arg, placing)} COLLATE ${expr.schema === undefined ? 'pg_catalog' : quoteName(expr.schema)}.${quoteName(expr.collation)})`,
};

export const operator = (op: string): string => `OPERATOR(pg_catalog.${op})`;

export function printConstant(form: LiteralForm, value: string): string {
  if (form === 'bits') return `${value.slice(0, 1)}'${value.slice(1)}'`;
  if (form === 'null') return 'NULL';
  if (form === 'string') return quoteLiteral(value);
  return value.startsWith('-') ? `(${value})` : value;
}

/** The schema of what is built in needs no quotes. */
const printPath = ([first = '', ...rest]: readonly string[]): string =>
  [first === 'pg_catalog' ? first : quoteName(first), ...rest.map(quoteName)].join('.');

export function printType({ type, mod }: TypedName): string {
  const element = elementOf(type);
  const one = element ?? type;
  const path = isEnum(one) ? enumPath(one) : ['pg_catalog', one];
  return `${printPath(path)}${mod === null ? '' : `(${mod})`}${element === undefined ? '' : '[]'}`;
}

/** The parser folds `(a AND b) AND c` into one node; so do we, to be compared with it. */
export function flatten(op: 'and' | 'or', args: readonly Expr[]): readonly Expr[] {
  const [first, ...rest] = args;
  return first?.kind === 'logic' && first.op === op ? [...flatten(op, first.args), ...rest] : args;
}

function printCall(call: Call, placing: Placing): string {
  const firstNamed = call.args.length - call.named.length;
  const args = call.args.map((arg, index) => {
    const name = index >= firstNamed ? `${quoteName(call.named[index - firstNamed] ?? '')} => ` : '';
    const variadic = call.variadic && index === call.args.length - 1 ? 'VARIADIC ' : '';
    return `${variadic}${name}${printExpr(arg, placing)}`;
  });
  const order = call.order.length === 0 ? '' : printOrder(call.order, placing);
  const inner = `${call.distinct ? 'DISTINCT ' : ''}${call.star ? '*' : args.join(', ')}${order !== '' && !call.within ? ` ORDER BY ${order}` : ''}`;
  const within = call.within ? ` WITHIN GROUP (ORDER BY ${order})` : '';
  const filter = call.filter ? ` FILTER (WHERE ${printExpr(call.filter, placing)})` : '';
  const over = call.over
    ? ` OVER ${call.over.name === null ? `(${printWindow(call.over, placing)})` : quoteName(call.over.name)}`
    : '';
  return `pg_catalog.${quoteName(call.name)}(${inner})${within}${filter}${over}`;
}

function printCase(expr: Case, placing: Placing): string {
  const print = (part: Expr): string => printExpr(part, placing);
  const whens = expr.whens.map(({ when, result }) => ` WHEN ${print(when)} THEN ${print(result)}`).join('');
  return `CASE${expr.arg ? ` ${print(expr.arg)}` : ''}${whens}${expr.otherwise ? ` ELSE ${print(expr.otherwise)}` : ''} END`;
}

function printIndex(index: ArrayIndex, placing: Placing): string {
  const lower = index.lower ? printExpr(index.lower, placing) : '';
  const upper = index.upper ? printExpr(index.upper, placing) : '';
  return index.slice ? `[${lower}:${upper}]` : `[${upper}]`;
}

function printSublink(expr: Sublink, placing: Placing): string {
  const query = printQuery(expr.query, placing, false);
  const test = expr.test ? printExpr(expr.test, placing) : '';
  switch (expr.form) {
    case 'exists':
      return `EXISTS (${query})`;
    case 'scalar':
      return `(${query})`;
    case 'array':
      return `ARRAY(${query})`;
    case 'any':
      return expr.op === null ? `(${test} IN (${query}))` : `(${test} ${operator(expr.op)} ANY (${query}))`;
    case 'all':
      return `(${test} ${operator(expr.op ?? '=')} ALL (${query}))`;
  }
}

/** A query as SQL text. `top` keeps the candidate's own output names, which inner levels need unique. */
export function printQuery(query: Query, placing: Placing, top: boolean): string {
  const body = printBody(query, placing, top);
  return `${printWith(query.ctes, placing)}${body}${printTail(query, placing)}`;
}

function printBody(query: Query, placing: Placing, top: boolean): string {
  switch (query.kind) {
    case 'select':
      return printSelect(query, placing, top);
    case 'set':
      return printSet(query, placing, top);
    case 'values':
      return printValues(query, placing);
  }
}

function printWith(ctes: readonly Cte[], placing: Placing): string {
  if (ctes.length === 0) return '';
  const words = { default: '', always: 'MATERIALIZED ', never: 'NOT MATERIALIZED ' } as const;
  const list = ctes.map(
    (cte) =>
      `${quoteName(cte.name)}${columnList(cte.columns)} AS ${words[cte.materialized]}(${printQuery(cte.query, placing, false)})`,
  );
  return `WITH ${list.join(', ')} `;
}

const columnList = (names: readonly string[]): string =>
  names.length === 0 ? '' : `(${names.map(quoteName).join(', ')})`;

function printSelect(select: Select, placing: Placing, top: boolean): string {
  const targets = select.targets.map(
    (target) => `${printExpr(target.expr, placing)} AS ${quoteName(top ? target.name : target.printed)}`,
  );
  const group = select.group.map((item) => printGroup(item, placing));
  const windows = select.windows.map((window) => `${quoteName(window.name)} AS (${printWindow(window.spec, placing)})`);
  return [
    'SELECT',
    ...(select.distinct === 'no'
      ? []
      : [select.distinct === 'rows' ? 'DISTINCT' : `DISTINCT ON (${printKeys(select.distinct, placing)})`]),
    ...(targets.length === 0 ? [] : [targets.join(', ')]),
    ...(select.from.length === 0 ? [] : [`FROM ${select.from.map((item) => printFrom(item, placing)).join(', ')}`]),
    ...(select.where ? [`WHERE ${printExpr(select.where, placing)}`] : []),
    ...(group.length === 0 ? [] : [`GROUP BY ${select.groupDistinct ? 'DISTINCT ' : ''}${group.join(', ')}`]),
    ...(select.having ? [`HAVING ${printExpr(select.having, placing)}`] : []),
    ...(windows.length === 0 ? [] : [`WINDOW ${windows.join(', ')}`]),
  ].join(' ');
}

function printSet(query: SetOperation, placing: Placing, top: boolean): string {
  return `(${printQuery(query.left, placing, top)}) ${query.op}${query.all ? ' ALL' : ''} (${printQuery(query.right, placing, top)})`;
}

function printValues(query: Values, placing: Placing): string {
  return `VALUES ${query.rows.map((row) => `(${row.map((expr) => printExpr(expr, placing)).join(', ')})`).join(', ')}`;
}

function printTail(query: Query, placing: Placing): string {
  const order = query.order.length === 0 ? '' : ` ORDER BY ${printOrder(query.order, placing)}`;
  const offset = query.offset === null ? '' : ` OFFSET ${query.offset}`;
  if (query.limit === null) return `${order}${offset}`;
  return query.withTies
    ? `${order}${offset} FETCH FIRST ${query.limit} ROWS WITH TIES`
    : `${order} LIMIT ${query.limit}${offset}`;
}

export function printOrder(order: readonly OrderItem[], placing: Placing): string {
  return order
    .map(({ by, direction, nulls }) => {
      const key = typeof by === 'number' ? String(by) : printExpr(by, placing);
      return `${key}${direction === 'default' ? '' : ` ${direction.toUpperCase()}`}${nulls === 'default' ? '' : ` NULLS ${nulls.toUpperCase()}`}`;
    })
    .join(', ');
}

const printKeys = (keys: readonly Key[], placing: Placing): string =>
  keys.map(({ expr, position }) => (position === null ? printExpr(expr, placing) : String(position))).join(', ');

function printGroup(item: GroupItem, placing: Placing): string {
  switch (item.kind) {
    case 'expr':
      return printKeys([item], placing);
    case 'list':
      return `(${printKeys(item.items, placing)})`;
    case 'empty':
      return '()';
    case 'sets':
      return `${item.form} (${item.items.map((inner) => printGroup(inner, placing)).join(', ')})`;
  }
}

export function printWindow(spec: WindowSpec, placing: Placing): string {
  const frame = spec.frame;
  const bounds =
    frame === null
      ? ''
      : frame.end === null
        ? printBound(frame.start, placing)
        : `BETWEEN ${printBound(frame.start, placing)} AND ${printBound(frame.end, placing)}`;
  return [
    ...(spec.base === null ? [] : [quoteName(spec.base)]),
    ...(spec.partition.length === 0
      ? []
      : [`PARTITION BY ${spec.partition.map((expr) => printExpr(expr, placing)).join(', ')}`]),
    ...(spec.order.length === 0 ? [] : [`ORDER BY ${printOrder(spec.order, placing)}`]),
    ...(frame === null ? [] : [`${frame.mode} ${bounds}${frame.exclude === null ? '' : ` EXCLUDE ${frame.exclude}`}`]),
  ].join(' ');
}

function printBound(bound: WindowBound, placing: Placing): string {
  switch (bound.kind) {
    case 'unbounded_preceding':
      return 'UNBOUNDED PRECEDING';
    case 'unbounded_following':
      return 'UNBOUNDED FOLLOWING';
    case 'current':
      return 'CURRENT ROW';
    case 'preceding':
    case 'following':
      return `${bound.offset ? printExpr(bound.offset, placing) : '0'} ${bound.kind.toUpperCase()}`;
  }
}

const aliasUnlessSame = ({ name, alias }: { readonly name: string; readonly alias: string }): string =>
  name === alias ? '' : ` AS ${quoteName(alias)}`;

/** Is ROWS FROM needed: for several functions, and for columns that are defined beside others that are named. */
export const isRowsFrom = (sources: readonly RowSource[]): boolean =>
  sources.length > 1 || sources.some(({ record }) => record.length > 0);

function printSources(sources: readonly RowSource[], placing: Placing): string {
  const list = sources.map(({ call, record }) => {
    const columns = record.map((column) => `${quoteName(column.name)} ${printType(column)}`).join(', ');
    return `${printExpr(call, placing)}${columns === '' ? '' : ` AS (${columns})`}`;
  });
  return isRowsFrom(sources) ? `ROWS FROM (${list.join(', ')})` : list.join('');
}

function printFrom(from: From, placing: Placing): string {
  switch (from.kind) {
    case 'relation':
      return printFrom(placing.place(from.dataset, from.alias), placing);
    case 'base':
      return `${quoteName(from.schema)}.${quoteName(from.name)}${aliasUnlessSame(from)}`;
    case 'cte':
      return `${quoteName(from.name)}${aliasUnlessSame(from)}`;
    case 'subquery':
      return `${from.lateral ? 'LATERAL ' : ''}(${printQuery(from.query, placing, false)}) AS ${quoteName(from.alias)}${columnList(from.columns)}`;
    case 'function':
      return `${from.lateral ? 'LATERAL ' : ''}${printSources(from.sources, placing)}${from.ordinality ? ' WITH ORDINALITY' : ''} AS ${quoteName(from.alias)}${columnList(from.columns)}`;
    case 'join': {
      const words = {
        INNER: 'INNER JOIN',
        LEFT: 'LEFT JOIN',
        RIGHT: 'RIGHT JOIN',
        FULL: 'FULL JOIN',
        CROSS: 'CROSS JOIN',
      } as const;
      const on =
        from.using.length > 0
          ? ` USING ${columnList(from.using)}`
          : from.on
            ? ` ON ${printExpr(from.on, placing)}`
            : '';
      return `(${printFrom(from.left, placing)} ${words[from.type]} ${printFrom(from.right, placing)}${on})`;
    }
  }
}
