/**
 * Every node of the parser's tree that may appear, with every key it may have. `node` is a wrapped node, `list` a list
 * of them, `name` a text that is an identifier, `text` any text, a bracketed list the values allowed.
 * What is not here is refused, so that a new server version widens nothing by itself.
 */
export type Slot = 'node' | 'list' | 'name' | 'text' | 'number' | 'true' | readonly string[] | { readonly inline: string };
export type Shape = Readonly<Record<string, Slot>>;

const at: Shape = { location: 'number' };
const inline = (name: string): Slot => ({ inline: name });

export const SHAPES: Readonly<Record<string, Shape>> = {
  SelectStmt: {
    distinctClause: 'list', targetList: 'list', fromClause: 'list', whereClause: 'node', groupClause: 'list', groupDistinct: 'true',
    havingClause: 'node', windowClause: 'list', valuesLists: 'list', sortClause: 'list', limitOffset: 'node', limitCount: 'node',
    limitOption: ['LIMIT_OPTION_DEFAULT', 'LIMIT_OPTION_COUNT', 'LIMIT_OPTION_WITH_TIES'],
    withClause: inline('WithClause'),
    op: ['SETOP_NONE', 'SETOP_UNION', 'SETOP_INTERSECT', 'SETOP_EXCEPT'],
    all: 'true', larg: inline('SelectStmt'), rarg: inline('SelectStmt'),
  },
  WithClause: { ctes: 'list', ...at },
  CommonTableExpr: { ctename: 'name', aliascolnames: 'list', ctematerialized: ['CTEMaterializeDefault', 'CTEMaterializeAlways', 'CTEMaterializeNever'], ctequery: 'node', ...at },
  ResTarget: { name: 'name', val: 'node', ...at },
  RangeVar: { schemaname: 'name', relname: 'name', inh: 'true', relpersistence: ['p'], alias: inline('Alias'), ...at },
  RangeSubselect: { lateral: 'true', subquery: 'node', alias: inline('Alias') },
  RangeFunction: { lateral: 'true', ordinality: 'true', functions: 'list', alias: inline('Alias') },
  JoinExpr: {
    jointype: ['JOIN_INNER', 'JOIN_LEFT', 'JOIN_RIGHT', 'JOIN_FULL'], isNatural: 'true', larg: 'node', rarg: 'node', usingClause: 'list',
    join_using_alias: inline('Alias'), quals: 'node', alias: inline('Alias'),
  },
  Alias: { aliasname: 'name', colnames: 'list' },
  ColumnRef: { fields: 'list', ...at },
  A_Star: {},
  String: { sval: 'name' },
  Integer: { ival: 'number' },
  A_Const: { ival: inline('ConstInteger'), fval: inline('ConstFloat'), boolval: inline('ConstBoolean'), sval: inline('ConstString'), isnull: 'true', ...at },
  ConstInteger: { ival: 'number' },
  ConstFloat: { fval: 'text' },
  ConstBoolean: { boolval: 'true' },
  ConstString: { sval: 'text' },
  TypeCast: { arg: 'node', typeName: inline('TypeName'), ...at },
  TypeName: { names: 'list', typmods: 'list', typemod: 'number', arrayBounds: 'list', ...at },
  FuncCall: {
    funcname: 'list', args: 'list', agg_order: 'list', agg_filter: 'node', over: inline('WindowDef'), agg_within_group: 'true', agg_star: 'true',
    agg_distinct: 'true', func_variadic: 'true', funcformat: ['COERCE_EXPLICIT_CALL', 'COERCE_SQL_SYNTAX'], ...at,
  },
  NamedArgExpr: { arg: 'node', name: 'name', argnumber: 'number', ...at },
  WindowDef: { name: 'name', refname: 'name', partitionClause: 'list', orderClause: 'list', frameOptions: 'number', startOffset: 'node', endOffset: 'node', ...at },
  SortBy: {
    node: 'node', sortby_dir: ['SORTBY_DEFAULT', 'SORTBY_ASC', 'SORTBY_DESC'], sortby_nulls: ['SORTBY_NULLS_DEFAULT', 'SORTBY_NULLS_FIRST', 'SORTBY_NULLS_LAST'], ...at,
  },
  A_Expr: {
    kind: [
      'AEXPR_OP', 'AEXPR_OP_ANY', 'AEXPR_OP_ALL', 'AEXPR_DISTINCT', 'AEXPR_NOT_DISTINCT', 'AEXPR_NULLIF', 'AEXPR_IN', 'AEXPR_LIKE', 'AEXPR_ILIKE',
      'AEXPR_SIMILAR', 'AEXPR_BETWEEN', 'AEXPR_NOT_BETWEEN', 'AEXPR_BETWEEN_SYM', 'AEXPR_NOT_BETWEEN_SYM',
    ],
    name: 'list', lexpr: 'node', rexpr: 'node', rexpr_list_start: 'number', rexpr_list_end: 'number', ...at,
  },
  List: { items: 'list' },
  BoolExpr: { boolop: ['AND_EXPR', 'OR_EXPR', 'NOT_EXPR'], args: 'list', ...at },
  NullTest: { arg: 'node', nulltesttype: ['IS_NULL', 'IS_NOT_NULL'], argisrow: 'true', ...at },
  BooleanTest: { arg: 'node', booltesttype: ['IS_TRUE', 'IS_NOT_TRUE', 'IS_FALSE', 'IS_NOT_FALSE', 'IS_UNKNOWN', 'IS_NOT_UNKNOWN'], ...at },
  CaseExpr: { arg: 'node', args: 'list', defresult: 'node', ...at },
  CaseWhen: { expr: 'node', result: 'node', ...at },
  CoalesceExpr: { args: 'list', ...at },
  MinMaxExpr: { op: ['IS_GREATEST', 'IS_LEAST'], args: 'list', ...at },
  A_ArrayExpr: { elements: 'list', list_start: 'number', list_end: 'number', ...at },
  A_Indirection: { arg: 'node', indirection: 'list' },
  A_Indices: { is_slice: 'true', lidx: 'node', uidx: 'node' },
  RowExpr: { args: 'list', row_format: ['COERCE_EXPLICIT_CALL', 'COERCE_IMPLICIT_CAST'], ...at },
  SubLink: { subLinkType: ['EXISTS_SUBLINK', 'ALL_SUBLINK', 'ANY_SUBLINK', 'EXPR_SUBLINK', 'ARRAY_SUBLINK'], testexpr: 'node', operName: 'list', subselect: 'node', ...at },
  GroupingSet: { kind: ['GROUPING_SET_EMPTY', 'GROUPING_SET_SIMPLE', 'GROUPING_SET_ROLLUP', 'GROUPING_SET_CUBE', 'GROUPING_SET_SETS'], content: 'list', ...at },
  GroupingFunc: { args: 'list', ...at },
  CollateClause: { arg: 'node', collname: 'list', ...at },
  SQLValueFunction: {
    op: ['SVFOP_CURRENT_DATE', 'SVFOP_CURRENT_TIMESTAMP', 'SVFOP_CURRENT_TIMESTAMP_N', 'SVFOP_LOCALTIMESTAMP', 'SVFOP_LOCALTIMESTAMP_N', 'SVFOP_LOCALTIME', 'SVFOP_LOCALTIME_N'],
    typmod: 'number', ...at,
  },
};
