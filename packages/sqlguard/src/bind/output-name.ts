import { asList, asRaw, asText, open, strings } from '../syntax/raw.ts';

const SQL_VALUE_NAMES: Readonly<Record<string, string>> = {
  SVFOP_CURRENT_DATE: 'current_date',
  SVFOP_CURRENT_TIMESTAMP: 'current_timestamp',
  SVFOP_CURRENT_TIMESTAMP_N: 'current_timestamp',
  SVFOP_LOCALTIMESTAMP: 'localtimestamp',
  SVFOP_LOCALTIMESTAMP_N: 'localtimestamp',
  SVFOP_LOCALTIME: 'localtime',
  SVFOP_LOCALTIME_N: 'localtime',
};

/** The name PostgreSQL gives an output column without an alias (`FigureColname`, parse_target.c). */
export function outputName(wrapped: unknown): string {
  return figure(wrapped).name ?? '?column?';
}

type Figured = { readonly name: string | null; readonly strength: 0 | 1 | 2 };
const strong = (name: string | null): Figured => ({ name, strength: name === null ? 0 : 2 });
const NOTHING: Figured = { name: null, strength: 0 };

function figure(wrapped: unknown): Figured {
  const { name, node } = open(wrapped);
  switch (name) {
    case 'ColumnRef':
      return strong(strings(node['fields']).at(-1) ?? null);
    case 'A_Indirection':
      return figure(node['arg']);
    case 'FuncCall':
      return strong(strings(node['funcname']).at(-1) ?? null);
    case 'A_Expr':
      return node['kind'] === 'AEXPR_NULLIF' ? strong('nullif') : NOTHING;
    case 'TypeCast': {
      const inner = figure(node['arg']);
      const type = strings(asRaw(node['typeName'])['names']).at(-1) ?? null;
      return inner.strength > 1 || type === null ? inner : { name: type, strength: 1 };
    }
    case 'CollateClause':
      return figure(node['arg']);
    case 'GroupingFunc':
      return strong('grouping');
    case 'SubLink':
      return sublinkName(asText(node['subLinkType']), node['subselect']);
    case 'CaseExpr': {
      const inner = figure(node['defresult']);
      return inner.strength > 0 ? inner : { name: 'case', strength: 1 };
    }
    case 'A_ArrayExpr':
      return strong('array');
    case 'RowExpr':
      return strong('row');
    case 'CoalesceExpr':
      return strong('coalesce');
    case 'MinMaxExpr':
      return strong(node['op'] === 'IS_GREATEST' ? 'greatest' : 'least');
    case 'SQLValueFunction':
      return strong(SQL_VALUE_NAMES[asText(node['op'])] ?? null);
    default:
      return NOTHING;
  }
}

function sublinkName(type: string, subselect: unknown): Figured {
  if (type === 'EXISTS_SUBLINK') return strong('exists');
  if (type === 'ARRAY_SUBLINK') return strong('array');
  if (type !== 'EXPR_SUBLINK') return NOTHING;
  let select = open(subselect).node;
  while (select['larg'] !== undefined) select = asRaw(select['larg']);
  const target = asRaw(asRaw(asList(select['targetList'])[0])['ResTarget']);
  if (typeof target['name'] === 'string') return strong(target['name']);
  return strong(target['val'] === undefined ? 'column1' : (figure(target['val']).name ?? '?column?'));
}
