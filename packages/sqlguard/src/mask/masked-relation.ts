import type { Dataset } from '@aureus/contract';
import { datasetColumns } from '../bind/bind-from.ts';
import type { Expr, Select } from '../ir/nodes.ts';
import { isForeign } from '../pg/types.ts';
import { outputsOf } from '../ir/outputs.ts';
import type { ProfiledRelation } from '../types.ts';
import { asType, bytewise, text } from './build.ts';
import { maskExpression } from './mask-expressions.ts';
import { maskedColumns } from './masked-columns.ts';

const EMPTY = {
  ctes: [],
  order: [],
  limit: null,
  offset: null,
  withTies: false,
  distinct: 'no',
  where: null,
  group: [],
  groupDistinct: false,
  having: null,
  windows: [],
  dependents: [],
  mergeKeys: [],
} as const;
const BASE = 'base';

/** Masked columns over the given relation, which is the base or the view of its visible rows. */
export function maskSelect(
  dataset: Dataset,
  profiled: ProfiledRelation,
  over: { readonly schema: string; readonly name: string },
): Select {
  const { columns } = maskedColumns(dataset, profiled);
  const targets = datasetColumns(dataset, BASE).map(({ name, expr }, index) => ({
    name,
    printed: name,
    expr: maskExpression(expr, columns[index]?.mask ?? 'redact'),
  }));
  return {
    ...EMPTY,
    kind: 'select',
    targets,
    from: [{ kind: 'base', ...over, alias: BASE }],
    outputs: outputsOf(targets),
  };
}

/** The rows a profile may see, columns as they are. NULL and unlisted values are hidden. */
export function rowSelect(dataset: Dataset, filter: NonNullable<ProfiledRelation['filter']>): Select {
  const columns = datasetColumns(dataset, BASE);
  const targets = columns.map(({ name, expr }) => ({ name, printed: name, expr }));
  const key = columns.find(({ name }) => name === filter.column)?.expr;
  const from = [{ kind: 'base', schema: dataset.schema, name: dataset.relation, alias: BASE }] as const;
  return {
    ...EMPTY,
    kind: 'select',
    targets,
    from,
    where: rowCondition(key, filter.values),
    outputs: outputsOf(targets),
  };
}

/** A filter over a column that is not there, or with no values, lets no row through. */
function rowCondition(key: Expr | undefined, values: readonly string[]): Expr {
  const bool = { type: 'bool', mod: null, size: 8, usual: 8, deps: [], at: -1 } as const;
  if (key === undefined || values.length === 0) return { kind: 'literal', form: 'boolean', value: 'false', ...bool };
  const isText = ['text', 'varchar', 'bpchar'].includes(key.type);
  // A loose collation would let rows of `eu` through a filter for `EU`.
  const left = isText ? key : isForeign(key.type) ? bytewise(asType(key, 'text')) : asType(key, 'text');
  const items = values.map((value) => (key.type === 'bpchar' ? asType(text(value).arg, 'bpchar') : text(value)));
  return { kind: 'in_list', left, items, negated: false, ...bool };
}
