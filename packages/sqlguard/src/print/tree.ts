import type {
  Between,
  Call,
  Expr,
  From,
  GroupItem,
  Key,
  LiteralForm,
  OrderItem,
  Query,
  RowSource,
  Select,
  Sublink,
  WindowSpec,
} from '../ir/nodes.ts';
import { visit, type Answers } from '../ir/visit.ts';
import { elementOf, enumPath, isEnum, type TypedName } from '../pg/types.ts';
import type { Placing } from './placing.ts';
import { flatten, isRowsFrom } from './print.ts';

type Tree = { readonly [key: string]: unknown };

/**
 * The tree the parser must give for the printed expression, made from the IR without looking at the text: the other
 * half of the check that what we print is what we mean.
 */
function treeExpr(expr: Expr, placing: Placing): Tree {
  return visit(TREES, expr, placing);
}

const all = (parts: readonly Expr[], placing: Placing): readonly Tree[] => parts.map((part) => treeExpr(part, placing));
const optional = (key: string, part: Expr | null, placing: Placing): Tree =>
  part ? { [key]: treeExpr(part, placing) } : {};
const aExpr = (kind: string, name: readonly Tree[], sides: Tree): Tree => ({
  A_Expr: { kind: `AEXPR_${kind}`, name, ...sides },
});
const pair = ({ left, right }: { readonly left: Expr; readonly right: Expr }, placing: Placing): Tree => ({
  lexpr: treeExpr(left, placing),
  rexpr: treeExpr(right, placing),
});

const TREES: Answers<Placing, Tree> = {
  column: (expr) => ({ ColumnRef: { fields: [str(expr.alias), str(expr.name)] } }),
  literal: (expr) => treeConstant(expr.form, expr.value),
  cast: (expr, placing) => ({ TypeCast: { arg: treeExpr(expr.arg, placing), typeName: treeType(expr) } }),
  call: treeCall,
  operation: (expr, placing) =>
    aExpr('OP', qualified(expr.op), { ...optional('lexpr', expr.left, placing), rexpr: treeExpr(expr.right, placing) }),
  logic: (expr, placing) => ({
    BoolExpr: { boolop: expr.op === 'and' ? 'AND_EXPR' : 'OR_EXPR', args: all(flatten(expr.op, expr.args), placing) },
  }),
  not: (expr, placing) => ({ BoolExpr: { boolop: 'NOT_EXPR', args: [treeExpr(expr.arg, placing)] } }),
  null_test: (expr, placing) => ({
    NullTest: { arg: treeExpr(expr.arg, placing), nulltesttype: expr.negated ? 'IS_NOT_NULL' : 'IS_NULL' },
  }),
  truth_test: (expr, placing) => ({
    BooleanTest: { arg: treeExpr(expr.arg, placing), booltesttype: `IS_${expr.negated ? 'NOT_' : ''}${expr.test}` },
  }),
  distinction: (expr, placing) => aExpr(expr.negated ? 'NOT_DISTINCT' : 'DISTINCT', [str('=')], pair(expr, placing)),
  null_if: (expr, placing) => aExpr('NULLIF', [str('=')], pair(expr, placing)),
  in_list: (expr, placing) =>
    aExpr('IN', [str(expr.negated ? '<>' : '=')], {
      lexpr: treeExpr(expr.left, placing),
      rexpr: { List: { items: all(expr.items, placing) } },
    }),
  between: treeBetween,
  over_array: (expr, placing) => aExpr(expr.all ? 'OP_ALL' : 'OP_ANY', qualified(expr.op), pair(expr, placing)),
  case: (expr, placing) => ({
    CaseExpr: {
      ...optional('arg', expr.arg, placing),
      args: expr.whens.map(({ when, result }) => ({
        CaseWhen: { expr: treeExpr(when, placing), result: treeExpr(result, placing) },
      })),
      ...optional('defresult', expr.otherwise, placing),
    },
  }),
  coalesce: (expr, placing) => ({ CoalesceExpr: { args: all(expr.args, placing) } }),
  extreme: (expr, placing) => ({
    MinMaxExpr: { op: expr.op === 'greatest' ? 'IS_GREATEST' : 'IS_LEAST', args: all(expr.args, placing) },
  }),
  array: (expr, placing) =>
    expr.items.length === 0
      ? { TypeCast: { arg: { A_ArrayExpr: {} }, typeName: treeType(expr) } }
      : { A_ArrayExpr: { elements: all(expr.items, placing) } },
  subscript: (expr, placing) => ({
    A_Indirection: {
      arg: treeExpr(expr.arg, placing),
      indirection: expr.indexes.map(({ slice, lower, upper }) => ({
        A_Indices: {
          ...(slice ? { is_slice: true } : {}),
          ...optional('lidx', lower, placing),
          ...optional('uidx', upper, placing),
        },
      })),
    },
  }),
  row: (expr, placing) => ({ RowExpr: { args: all(expr.items, placing), row_format: 'COERCE_EXPLICIT_CALL' } }),
  sublink: treeSublink,
  grouping: (expr, placing) => ({ GroupingFunc: { args: all(expr.args, placing) } }),
  collate: (expr, placing) => ({
    CollateClause: {
      arg: treeExpr(expr.arg, placing),
      collname: expr.schema === undefined ? qualified(expr.collation) : [str(expr.schema), str(expr.collation)],
    },
  }),
};

function treeBetween(expr: Between, placing: Placing): Tree {
  const words = `${expr.negated ? 'NOT ' : ''}BETWEEN${expr.symmetric ? ' SYMMETRIC' : ''}`;
  const kind = words.replace(' SYMMETRIC', ' SYM').replaceAll(' ', '_');
  const rexpr = { List: { items: all([expr.low, expr.high], placing) } };
  return aExpr(kind, [str(words)], { lexpr: treeExpr(expr.arg, placing), rexpr });
}

function str(text: string): Tree {
  return { String: { sval: text } };
}
function qualified(name: string): readonly Tree[] {
  return [str('pg_catalog'), str(name)];
}
const integer = (value: number): Tree => ({ A_Const: { ival: value === 0 ? {} : { ival: value } } });

function treeConstant(form: LiteralForm, value: string): Tree {
  if (form === 'bits') return { A_Const: { bsval: { bsval: value } } };
  if (form === 'null') return { A_Const: { isnull: true } };
  if (form === 'boolean') return { A_Const: { boolval: value === 'true' ? { boolval: true } : {} } };
  if (form === 'string') return { A_Const: { sval: { sval: value } } };
  const number = Number(value);
  // The parser reads the sign apart: digits up to 2147483647 are an integer, more are kept as text.
  const isSmall = /^-?\d+$/.test(value) && Math.abs(number) <= 2_147_483_647;
  return isSmall ? integer(number) : { A_Const: { fval: { fval: value } } };
}

function treeType({ type, mod }: TypedName): Tree {
  const element = elementOf(type);
  return {
    names: isEnum(element ?? type) ? enumPath(element ?? type).map(str) : qualified(element ?? type),
    ...(mod === null ? {} : { typmods: mod.split(',').map((part) => integer(Number(part))) }),
    typemod: -1,
    ...(element === undefined ? {} : { arrayBounds: [{ Integer: { ival: -1 } }] }),
  };
}

function treeCall(call: Call, placing: Placing): Tree {
  const firstNamed = call.args.length - call.named.length;
  const args = call.args.map((arg, index) => {
    const tree = treeExpr(arg, placing);
    return index < firstNamed
      ? tree
      : { NamedArgExpr: { arg: tree, name: call.named[index - firstNamed], argnumber: -1 } };
  });
  return {
    FuncCall: {
      funcname: qualified(call.name),
      ...(args.length === 0 ? {} : { args }),
      ...(call.order.length === 0 ? {} : { agg_order: treeOrder(call.order, placing) }),
      ...(call.filter ? { agg_filter: treeExpr(call.filter, placing) } : {}),
      ...(call.over
        ? {
            over:
              call.over.name === null ? treeWindow(call.over, placing) : { name: call.over.name, frameOptions: 1058 },
          }
        : {}),
      ...(call.within ? { agg_within_group: true } : {}),
      ...(call.star ? { agg_star: true } : {}),
      ...(call.distinct ? { agg_distinct: true } : {}),
      ...(call.variadic ? { func_variadic: true } : {}),
      funcformat: 'COERCE_EXPLICIT_CALL',
    },
  };
}

function treeSublink(expr: Sublink, placing: Placing): Tree {
  const kinds = { exists: 'EXISTS', scalar: 'EXPR', array: 'ARRAY', any: 'ANY', all: 'ALL' } as const;
  const op = expr.form === 'all' ? (expr.op ?? '=') : expr.op;
  return {
    SubLink: {
      subLinkType: `${kinds[expr.form]}_SUBLINK`,
      ...(expr.test ? { testexpr: treeExpr(expr.test, placing) } : {}),
      ...(op === null ? {} : { operName: qualified(op) }),
      subselect: { SelectStmt: treeQuery(expr.query, placing, false) },
    },
  };
}

/** `SelectStmt` as the parser must give it for the printed query. */
export function treeQuery(query: Query, placing: Placing, top: boolean): Tree {
  return {
    ...(query.ctes.length === 0 ? {} : { withClause: treeWith(query, placing) }),
    ...treeBody(query, placing, top),
    ...(query.order.length === 0 ? {} : { sortClause: treeOrder(query.order, placing) }),
    ...(query.offset === null ? {} : { limitOffset: integer(query.offset) }),
    ...(query.limit === null ? {} : { limitCount: integer(query.limit) }),
    limitOption:
      query.limit !== null && query.withTies
        ? 'LIMIT_OPTION_WITH_TIES'
        : query.limit === null && query.offset === null
          ? 'LIMIT_OPTION_DEFAULT'
          : 'LIMIT_OPTION_COUNT',
  };
}

function treeWith(query: Query, placing: Placing): Tree {
  const words = { default: 'Default', always: 'Always', never: 'Never' } as const;
  const ctes = query.ctes.map((cte) => ({
    CommonTableExpr: {
      ctename: cte.name,
      ...(cte.columns.length === 0 ? {} : { aliascolnames: cte.columns.map(str) }),
      ctematerialized: `CTEMaterialize${words[cte.materialized]}`,
      ctequery: { SelectStmt: treeQuery(cte.query, placing, false) },
    },
  }));
  return { ctes };
}

function treeBody(query: Query, placing: Placing, top: boolean): Tree {
  switch (query.kind) {
    case 'select':
      return treeSelect(query, placing, top);
    case 'values':
      return {
        valuesLists: query.rows.map((row) => ({ List: { items: row.map((expr) => treeExpr(expr, placing)) } })),
        op: 'SETOP_NONE',
      };
    case 'set':
      return {
        op: `SETOP_${query.op}`,
        ...(query.all ? { all: true } : {}),
        larg: treeQuery(query.left, placing, top),
        rarg: treeQuery(query.right, placing, top),
      };
  }
}

function treeSelect(select: Select, placing: Placing, top: boolean): Tree {
  const exprs = (list: Select['distinct']): readonly Tree[] =>
    list === 'no' ? [] : list === 'rows' ? [{}] : list.map((key) => treeKey(key, placing));
  const group = select.group.map((item) => treeGroup(item, placing));
  const windows = select.windows.map((window) => ({
    WindowDef: { name: window.name, ...treeWindow(window.spec, placing) },
  }));
  const targets = select.targets.map((target) => ({
    ResTarget: { name: top ? target.name : target.printed, val: treeExpr(target.expr, placing) },
  }));
  return {
    ...(select.distinct === 'no' ? {} : { distinctClause: exprs(select.distinct) }),
    // Rows of a dataset none of whose columns is classified can only be counted.
    ...(targets.length === 0 ? {} : { targetList: targets }),
    ...(select.from.length === 0 ? {} : { fromClause: select.from.map((item) => treeFrom(item, placing)) }),
    ...(select.where ? { whereClause: treeExpr(select.where, placing) } : {}),
    ...(group.length === 0 ? {} : { groupClause: group }),
    ...(select.groupDistinct ? { groupDistinct: true } : {}),
    ...(select.having ? { havingClause: treeExpr(select.having, placing) } : {}),
    ...(windows.length === 0 ? {} : { windowClause: windows }),
    op: 'SETOP_NONE',
  };
}

function treeOrder(order: readonly OrderItem[], placing: Placing): readonly Tree[] {
  return order.map(({ by, direction, nulls }) => ({
    SortBy: {
      node: typeof by === 'number' ? integer(by) : treeExpr(by, placing),
      sortby_dir: `SORTBY_${direction.toUpperCase()}`,
      sortby_nulls: `SORTBY_NULLS_${nulls.toUpperCase()}`,
    },
  }));
}

const treeKey = ({ expr, position }: Key, placing: Placing): Tree =>
  position === null ? treeExpr(expr, placing) : integer(position);

function treeGroup(item: GroupItem, placing: Placing): Tree {
  switch (item.kind) {
    case 'expr':
      return treeKey(item, placing);
    case 'list':
      return item.items.length === 1 && item.items[0]
        ? treeKey(item.items[0], placing)
        : { RowExpr: { args: item.items.map((key) => treeKey(key, placing)), row_format: 'COERCE_IMPLICIT_CAST' } };
    case 'empty':
      return { GroupingSet: { kind: 'GROUPING_SET_EMPTY' } };
    case 'sets': {
      const kinds = { ROLLUP: 'ROLLUP', CUBE: 'CUBE', 'GROUPING SETS': 'SETS' } as const;
      return {
        GroupingSet: {
          kind: `GROUPING_SET_${kinds[item.form]}`,
          content: item.items.map((inner) => treeGroup(inner, placing)),
        },
      };
    }
  }
}

const DEFAULT_FRAME = 1058;

function treeWindow(spec: WindowSpec, placing: Placing): Tree {
  const start = spec.frame?.start.offset;
  const end = spec.frame?.end?.offset;
  return {
    ...(spec.base === null ? {} : { refname: spec.base }),
    ...(spec.partition.length === 0 ? {} : { partitionClause: spec.partition.map((expr) => treeExpr(expr, placing)) }),
    ...(spec.order.length === 0 ? {} : { orderClause: treeOrder(spec.order, placing) }),
    frameOptions: spec.frame?.options ?? DEFAULT_FRAME,
    ...(start ? { startOffset: treeExpr(start, placing) } : {}),
    ...(end ? { endOffset: treeExpr(end, placing) } : {}),
  };
}

function treeFrom(from: From, placing: Placing): Tree {
  const alias = (name: string, columns: readonly string[] = []): Tree => ({
    alias: { aliasname: name, ...(columns.length === 0 ? {} : { colnames: columns.map(str) }) },
  });
  switch (from.kind) {
    case 'relation':
      return treeFrom(placing.place(from.dataset, from.alias), placing);
    case 'base':
      return {
        RangeVar: {
          schemaname: from.schema,
          relname: from.name,
          inh: true,
          relpersistence: 'p',
          ...(from.name === from.alias ? {} : alias(from.alias)),
        },
      };
    case 'cte':
      return {
        RangeVar: {
          relname: from.name,
          inh: true,
          relpersistence: 'p',
          ...(from.name === from.alias ? {} : alias(from.alias)),
        },
      };
    case 'subquery':
      return {
        RangeSubselect: {
          ...(from.lateral ? { lateral: true } : {}),
          subquery: { SelectStmt: treeQuery(from.query, placing, false) },
          ...alias(from.alias, from.columns),
        },
      };
    case 'function': {
      const functions = from.sources.map((source) => treeSource(source, placing));
      return {
        RangeFunction: {
          ...(from.lateral ? { lateral: true } : {}),
          ...(from.ordinality ? { ordinality: true } : {}),
          ...(isRowsFrom(from.sources) ? { is_rowsfrom: true } : {}),
          functions,
          ...alias(from.alias, from.columns),
        },
      };
    }
    case 'join':
      return treeJoin(from, placing);
  }
}

function treeSource({ call, record }: RowSource, placing: Placing): Tree {
  const columns = record.map((column) => ({
    ColumnDef: { colname: column.name, typeName: treeType(column), is_local: true },
  }));
  return { List: { items: [treeExpr(call, placing), columns.length === 0 ? {} : { List: { items: columns } }] } };
}

function treeJoin(join: Extract<From, { kind: 'join' }>, placing: Placing): Tree {
  const types = { INNER: 'JOIN_INNER', LEFT: 'JOIN_LEFT', RIGHT: 'JOIN_RIGHT', FULL: 'JOIN_FULL', CROSS: 'JOIN_INNER' };
  return {
    JoinExpr: {
      jointype: types[join.type],
      larg: treeFrom(join.left, placing),
      rarg: treeFrom(join.right, placing),
      ...(join.using.length > 0 ? { usingClause: join.using.map(str) } : optional('quals', join.on, placing)),
    },
  };
}
