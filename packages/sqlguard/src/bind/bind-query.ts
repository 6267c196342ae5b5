import { merged as mergedAmounts } from '../ir/amounts.ts';
import { oftenLooksDiffer, sameScale } from '../ir/looks.ts';
import type { Cte, MergeKey, Output, Query, SetOperation } from '../ir/nodes.ts';
import { LOOKS, recordMerged } from '../facts/record-clauses.ts';
import { recordPicked } from '../facts/record-picked.ts';
import { note } from '../facts/record-uses.ts';
import { commonType } from '../pg/coercion.ts';
import { isForeign, type TypeName } from '../pg/types.ts';
import { asList, asRaw, asText, locationOf, open, placeOf, strings, type Raw } from '../syntax/raw.ts';
import { refuse } from '../verdict.ts';
import { relisted, rename } from './namespace.ts';
import { bindSelect } from './bind-select.ts';
import { bindTail } from './bind-tail.ts';
import { bindValues } from './bind-values.ts';
import { checkHeld, checkHeldByLimit } from '../size/check-held.ts';
import { checkSortable, sharedType } from './coerce.ts';
import { asShown, asArm } from './collations.ts';
import type { Frame } from './env.ts';
import { typed } from './make.ts';
import { sizes } from '../size/widths.ts';
import { checkName, printedCte } from './names.ts';
import { retype } from './retype.ts';

/** A whole query with untyped literals in its output settled as text. */
export function bindQuery(frame: Frame, node: Raw): Query {
  const query = bindOpenQuery(frame, node);
  return retype(
    frame.binder,
    query,
    query.outputs.map((output) => (output.type === 'unknown' ? 'text' : output.type)),
  );
}

/** The same, literals left untyped: an arm of a set operation takes its types from the other arm. */
export function bindOpenQuery(outer: Frame, node: Raw): Query {
  if (typeof node['op'] !== 'string') refuse('statement.not_select', { at: placeOf(node) });
  const { ctes, frame } = bindWith(outer, node['withClause']);
  const query = bindBody(frame, node, ctes);
  checkHeldByLimit(frame, query);
  recordPicked(frame, query);
  return query;
}

function bindBody(frame: Frame, node: Raw, ctes: readonly Cte[]): Query {
  if (node['op'] !== 'SETOP_NONE') return bindSetOperation(frame, node, ctes);
  return node['valuesLists'] === undefined ? bindSelect(frame, node, ctes) : bindValues(frame, node, ctes);
}

function bindWith(outer: Frame, clause: unknown): { readonly ctes: readonly Cte[]; readonly frame: Frame } {
  if (clause === undefined) return { ctes: [], frame: outer };
  const known = new Map(outer.ctes);
  const names = new Set<string>();
  const ctes = asList(asRaw(clause)['ctes']).map((wrapped) => {
    const node = open(wrapped).node;
    const at = locationOf(node);
    const name = checkName(asText(node['ctename']), at);
    if (names.has(name)) refuse('relation.alias_twice', { at, name });
    names.add(name);
    const inner = open(node['ctequery']);
    if (inner.name !== 'SelectStmt') refuse('statement.not_select', { at });
    const query = bindQuery({ binder: outer.binder, parent: outer.parent, ctes: new Map(known) }, inner.node);
    const materialized =
      ({ CTEMaterializeAlways: 'always', CTEMaterializeNever: 'never' } as const)[asText(node['ctematerialized'])] ??
      'default';
    const aliases = strings(node['aliascolnames']);
    const shown = rename(
      query.outputs.map((output) => output.name),
      aliases,
      at,
    );
    const outputs = aliases.length > 0 ? relisted(query.outputs, shown) : query.outputs;
    const columns = aliases.length > 0 ? outputs.map((output) => output.printed) : [];
    const cte: Cte = { name: printedCte(known, name), columns, materialized, query };
    known.set(name, { cte, columns: shown, outputs });
    return cte;
  });
  return { ctes, frame: { ...outer, ctes: known } };
}

function bindSetOperation(frame: Frame, node: Raw, ctes: readonly Cte[]): SetOperation {
  const left = bindOpenQuery(frame, asRaw(node['larg']));
  const right = bindOpenQuery(frame, asRaw(node['rarg']));
  if (left.outputs.length !== right.outputs.length)
    refuse('set.columns_differ', { at: right.outputs[0]?.at ?? placeOf(node['rarg']) });
  const op = asText(node['op']).replace('SETOP_', '') as SetOperation['op'];
  const all = node['all'] === true;
  const merged = left.outputs.map((output, index) => mergeOutput(output, right.outputs[index] ?? output));
  if (!all) frame.binder.seen.distinct = true;
  const mergeKeys: MergeKey[] = [];
  for (const [index, output] of merged.entries()) {
    // UNION ALL alone keeps every row as it is: INTERSECT and EXCEPT compare rows also with ALL.
    if (all && op === 'UNION') continue;
    checkSortable({ ...output, kind: 'column', alias: '', name: '' }, output.at);
    if (op === 'UNION')
      mergeKeys.push(...recordMerged(frame.binder, output.deps, { use: 'distinct', outputs: [index] }));
    else note(frame.binder, output.deps, 'filter', null);
    if (oftenLooksDiffer(output)) frame.binder.undetermined.add(LOOKS);
  }
  const outputs = merged.map(asShown);
  if (op === 'EXCEPT') frame.binder.seen.antiJoin = true;
  if (op !== 'UNION') for (const arm of [left, right]) checkHeld(frame, arm);
  const types = outputs.map((output) => output.type);
  const arms = { left: retype(frame.binder, left, types), right: retype(frame.binder, right, types) };
  return { kind: 'set', op, all, ...arms, mergeKeys, outputs, ...bindTail(frame, node, { ctes, outputs }) };
}

function mergeOutput(left: Output, right: Output): Output {
  const foreign = [left, right].find((side) => isForeign(side.type));
  if (foreign) refuse('type.foreign', { at: foreign.at, name: foreign.type.slice(1) });
  // Pair by pair, as the server does: two that are both untyped are text to whatever comes next.
  const type = commonType([left.type, right.type]);
  if (type === undefined) refuse('set.columns_differ', { at: right.at });
  const base = typed(
    { ...sharedType([left, right], type), at: left.at, ...sizes((of) => Math.max(of(left), of(right))) },
    [left, right],
    [asArm(left, type), asArm(right, type)],
  );
  return {
    ...base,
    deps: isKept(left, type) && isKept(right, type) ? [...new Set([...left.deps, ...right.deps])] : base.deps,
    scale: sameScale([left.scale, right.scale]),
    amountOf: mergedAmounts([left.amountOf, right.amountOf]),
    name: left.name,
    printed: left.printed,
  };
}

/** Is every value of this arm a column's own, so that what it is masked as stays what is shown? */
function isKept({ type, deps }: Output, common: TypeName): boolean {
  const isSame = type === common || [type, common].every((one) => one === 'text' || one === 'varchar');
  return isSame && deps.length > 0 && deps.every((dep) => dep.direct);
}
