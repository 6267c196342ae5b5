import { RECORD_FUNCTIONS } from '../allow/json.ts';
import { recordUses } from '../facts/record-uses.ts';
import type { Output, RecordColumn, RowSource } from '../ir/nodes.ts';
import { asList, asRaw, asText, locationOf, open, strings, type Raw } from '../syntax/raw.ts';
import { refuse } from '../verdict.ts';
import { bindCall } from './bind-call.ts';
import { bindType } from './bind-type.ts';
import { checkTextToDate } from './check-text-to-date.ts';
import type { Env } from './env.ts';
import { functionOutputs } from './function-columns.ts';
import { typed } from './make.ts';
import { checkName } from './names.ts';
import { aliasOf, columnsOver, namesOf, namespace, ownAlias, relisted, rename, type BoundFrom } from './namespace.ts';

/** One function in FROM, or several side by side: `unnest(a, b)`, `ROWS FROM (f(…), g(…))`. */
export function bindRangeFunction(env: Env, node: Raw): BoundFrom {
  const inner: Env = { ...env, clause: 'from', lateral: true };
  const functions = asList(node['functions']).flatMap((wrapped) => functionsOf(wrapped, node['coldeflist']));
  const sources = functions.map((one) => bindSource(inner, one));
  const [first] = sources;
  const at = first?.call.at ?? locationOf(node);
  // PostgreSQL has no row of three functions' worth of names to spare, nor has any question.
  if (first === undefined || sources.length > MAX_SOURCES) refuse('syntax.not_allowed', { at, name: 'ROWS FROM' });
  const alias = aliasOf(node);
  const name = alias.name ?? first.call.name;
  const printed = ownAlias(env, name);
  const ordinality = node['ordinality'] === true;
  const declared: Output[] = sources.flatMap((source) =>
    functionOutputs(source, sources.length === 1 ? name : source.call.name),
  );
  const number = { name: 'ordinality', printed: 'ordinality', scale: null, amountOf: null };
  if (ordinality) declared.push({ ...number, ...typed({ type: 'int8', at }, []) });
  const names = rename(
    declared.map((output) => output.name),
    alias.columns,
    at,
  );
  const outputs = relisted(declared, names);
  const columns = columnsOver(printed, outputs, names);
  const [scalar, ...others] = columns;
  const isScalar = scalar !== undefined && others.length === 0 && first.record.length === 0;
  const item = { ...namespace(name, null, columns), ...(isScalar ? { scalar } : {}) };
  return {
    printed: namesOf(columns),
    merged: [],
    from: {
      kind: 'function',
      sources,
      alias: printed,
      columns: outputs.map((output) => output.printed),
      ordinality,
      lateral: node['lateral'] === true,
    },
    items: [item],
  };
}

/** The server sets up one reader for each function, for each row of what stands before it. */
const MAX_SOURCES = 20;

type Function = { readonly call: Raw; readonly columns: readonly Raw[] };

/** PostgreSQL takes `unnest(a, b)` apart into `unnest(a)` and `unnest(b)` (`transformRangeFunction`). */
function functionsOf(wrapped: unknown, definitions: unknown): readonly Function[] {
  const [item, own] = asList(asRaw(asRaw(wrapped)['List'])['items']);
  const { name, node } = open(item);
  const at = locationOf(node);
  const columns = asList(open(own).node['items']);
  if (name !== 'FuncCall') refuse('syntax.not_allowed', { at, name: 'a value in FROM' });
  const args = asList(node['args']);
  const isSeveral = strings(node['funcname']).join('.') === 'unnest' && args.length > 1 && isPlain(node);
  if (!isSeveral) return [{ call: node, columns: columns.length > 0 ? columns : asList(definitions) }];
  if (columns.length > 0 || definitions !== undefined) refuse('subquery.columns', { at });
  return args.map((arg) => ({ call: { ...node, args: [arg] }, columns: [] }));
}

const PLAIN = new Set(['funcname', 'args', 'funcformat', 'location']);
const isPlain = (call: Raw): boolean => Object.keys(call).every((key) => PLAIN.has(key));

function bindSource(env: Env, { call: node, columns }: Function): RowSource {
  const name = strings(node['funcname']).at(-1) ?? '';
  const at = locationOf(node);
  const call = bindCall(env, node, columns.length > 0);
  if (call.kind !== 'call' || (call.role !== 'rows' && call.role !== 'function'))
    refuse('function.misplaced', { at, name });
  if (columns.length > 0 !== RECORD_FUNCTIONS.has(call.name)) refuse('function.misplaced', { at, name });
  // What it is given decides how many rows there are.
  for (const arg of call.args) recordUses(env.binder, arg, 'computed');
  return { call, record: bindColumns(columns) };
}

/** `AS (a int, b text)`: what PostgreSQL reads out of each JSON object. */
function bindColumns(columns: readonly Raw[]): readonly RecordColumn[] {
  const seen = new Set<string>();
  return columns.map((wrapped) => {
    const { name: kind, node } = open(wrapped);
    const at = locationOf(node);
    if (kind !== 'ColumnDef') refuse('syntax.not_allowed', { at, name: kind });
    const name = checkName(asText(node['colname']), at);
    if (seen.has(name)) refuse('relation.alias_twice', { at, name });
    seen.add(name);
    const { type, mod } = bindType(asRaw(node['typeName']));
    // Whatever stands in the JSON becomes the date, also the word "today".
    checkTextToDate(type, { at, hint: DATE_HINT });
    return { name, type, mod };
  });
}

const DATE_HINT = 'Define the column as text and use to_date(column, format) with a literal format.';
