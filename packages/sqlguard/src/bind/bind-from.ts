import type { Dataset } from '@aureus/contract';
import type { Column } from '../ir/nodes.ts';
import { storedScale } from '../ir/looks.ts';
import { NAME_COLLATION, type Collation } from '../pg/collation.ts';
import { fromFormatted, isName, type TypeName } from '../pg/types.ts';
import { asText, locationOf, open, type Raw } from '../syntax/raw.ts';
import { refuse } from '../verdict.ts';
import { bindJoin } from './bind-join.ts';
import { bindRangeFunction } from './bind-range-function.ts';
import type { Env, Visible } from './env.ts';
import { usualWidth, widthOf } from '../size/widths.ts';
import type { OfDomain } from '../with-source-types.ts';
import { aliasOf, columnsOver, namesOf, namespace, ownAlias, relisted, rename, type BoundFrom } from './namespace.ts';

/** One entry of FROM: what is printed, and what names it makes visible. */
export function bindFrom(env: Env, wrapped: unknown): BoundFrom {
  const { name, node } = open(wrapped);
  switch (name) {
    case 'RangeVar':
      return bindRelation(env, node);
    case 'RangeSubselect':
      return bindSubselect(env, node);
    case 'RangeFunction':
      return bindRangeFunction(env, node);
    case 'JoinExpr':
      return bindJoin(env, node, bindFrom);
    default:
      return refuse('syntax.not_allowed', { at: locationOf(node), name });
  }
}

function bindRelation(env: Env, node: Raw): BoundFrom {
  const at = locationOf(node);
  const name = asText(node['relname']);
  const schema = typeof node['schemaname'] === 'string' ? node['schemaname'] : null;
  if (node['inh'] !== true) refuse('syntax.not_allowed', { at, name: 'ONLY' });
  const alias = aliasOf(node);
  const cte = schema === null ? env.scope.ctes.get(name) : undefined;
  if (cte) {
    const printed = ownAlias(env, alias.name ?? name);
    env.binder.named.set(cte.cte, (env.binder.named.get(cte.cte) ?? 0) + 1);
    const columns = columnsOver(
      printed,
      cte.outputs,
      alias.columns.length > 0 ? rename(cte.columns, alias.columns, at) : cte.columns,
    );
    return {
      printed: namesOf(columns),
      merged: [],
      from: { kind: 'cte', name: cte.cte.name, alias: printed },
      items: [namespace(alias.name ?? name, null, columns)],
    };
  }
  const dataset = findDataset(env, schema, name);
  if (dataset === undefined) refuse('relation.unknown', { at, name: schema === null ? name : `${schema}.${name}` });
  const printed = ownAlias(env, alias.name ?? name);
  env.scope.own.set(printed, dataset);
  env.binder.read.add(dataset);
  env.binder.seen.relations += 1;
  const columns = datasetColumns(dataset, printed);
  const visible = alias.columns.length > 0 ? relabel(columns, alias.columns, at) : columns;
  const isWhole = dataset.columns.length === columns.length;
  return {
    printed: isWhole ? namesOf(columns) : null,
    merged: [],
    from: { kind: 'relation', dataset: dataset.name, alias: printed },
    items: [
      { ...namespace(alias.name ?? name, alias.name === null ? (schema ?? dataset.schema) : null, visible), dataset },
    ],
  };
}

function findDataset(env: Env, schema: string | null, name: string): Dataset | undefined {
  const { byName, byRelation } = env.binder.datasets;
  return schema === null ? byName.get(name) : byRelation.get(`${schema}\u0000${name}`);
}

type Template = Omit<Column, 'alias'>;
type Known = { readonly columns: readonly Template[]; readonly under: Map<string, readonly Visible[]> };
const templates = new WeakMap<Dataset, Known>();
/** Aliases kept of one dataset: people use few, an attacker may use any. */
const MAX_ALIASES = 50;

/** The catalogued columns; an unclassified one does not exist yet. */
export function datasetColumns(dataset: Dataset, alias: string): readonly Visible[] {
  let known = templates.get(dataset);
  if (known === undefined) templates.set(dataset, (known = { columns: templatesOf(dataset), under: new Map() }));
  const before = known.under.get(alias);
  if (before !== undefined) return before;
  if (known.under.size >= MAX_ALIASES) known.under.clear();
  const columns = known.columns.map((column): Visible => ({ name: column.name, expr: { ...column, alias } }));
  known.under.set(alias, columns);
  return columns;
}

const templatesOf = (dataset: Dataset): readonly Template[] =>
  dataset.columns.filter((column) => column.class !== 'unclassified').map((column) => template(dataset, column));

function template(dataset: Dataset, column: Dataset['columns'][number] & OfDomain): Template {
  const { type, mod } = fromFormatted(column.type);
  const size = widthOf(type, mod, column.width);
  const scale = storedScale(type, mod);
  const deps = [{ dataset: dataset.name, column: column.name, class: column.class, direct: true }];
  const amountOf = [{ dataset: dataset.name, column: column.name }];
  const usual = usualWidth(type, size, column);
  const sortedBy = columnCollation(column, type);
  return {
    ...({ kind: 'column', name: column.name, scale, amountOf, type, mod, size, usual, deps, at: -1 } as const),
    ...(sortedBy === undefined ? {} : { sortedBy }),
    ...(column.domain === undefined ? {} : { domain: column.domain }),
  };
}

/** A catalogue without a word on it means the type's own. */
function columnCollation({ collation: name }: Dataset['columns'][number], type: TypeName): Collation | undefined {
  if (name === undefined) return isName(type) ? NAME_COLLATION : undefined;
  return { strength: 'implicit', name };
}

function bindSubselect(env: Env, node: Raw): BoundFrom {
  const alias = aliasOf(node);
  const lateral = node['lateral'] === true;
  const query = env.binder.bindQuery(
    { binder: env.binder, parent: lateral ? env.scope : siblingless(env), ctes: env.scope.ctes },
    open(node['subquery']).node,
  );
  const printed = ownAlias(env, alias.name ?? 'unnamed_subquery');
  const shown = rename(
    query.outputs.map((output) => output.name),
    alias.columns,
    -1,
  );
  const isListed = alias.columns.length > 0;
  const outputs = isListed ? relisted(query.outputs, shown) : query.outputs;
  const item = namespace(alias.name, null, columnsOver(printed, outputs, shown));
  const columns = isListed ? outputs.map((output) => output.printed) : [];
  const from = { kind: 'subquery', query, alias: printed, columns, lateral } as const;
  return { from, items: [item], printed: namesOf(item.columns), merged: [] };
}

/** Without LATERAL a subquery sees the outer levels, not its siblings. */
const siblingless = (env: Env): Env['scope'] => ({ ...env.scope, items: [], own: new Map() });

function relabel(columns: readonly Visible[], aliases: readonly string[], at: number): readonly Visible[] {
  const names = rename(
    columns.map((column) => column.name),
    aliases,
    at,
  );
  return columns.map((column, index) => ({ ...column, name: names[index] ?? column.name }));
}
