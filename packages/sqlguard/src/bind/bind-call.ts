import { AGGREGATES, COLLECTING } from '../allow/aggregates.ts';
import { REVIEWED_FUNCTIONS } from '../allow/functions.ts';
import { RECORD_FUNCTIONS } from '../allow/json.ts';
import { INSTEAD_OF } from '../allow/instead.ts';
import type { Reviewed } from '../allow/reviewed.ts';
import { ALLOWED_TYPES } from '../allow/types.ts';
import { MAX_FLOAT_DIGITS } from '../input/limits.ts';
import type { Call, Expr, WindowSpec } from '../ir/nodes.ts';
import { isPolymorphic } from '../pg/coercion.ts';
import { findFunction, type FoundFunction, type Given } from '../pg/find-function.ts';
import type { Major } from '../pg/rows.ts';
import { isKnownType, toFormatted, UNKNOWN, isForeign } from '../pg/types.ts';
import { asList, asText, locationOf, open, strings, type Raw } from '../syntax/raw.ts';
import { refuse } from '../verdict.ts';
import { isUntyped } from '../ir/literals.ts';
import { comparedWith } from '../facts/compared-with.ts';
import { note, recordUses } from '../facts/record-uses.ts';
import { bindClock } from './bind-clock.ts';
import { bindOrder } from './bind-order.ts';
import { bindOver } from './bind-window.ts';
import { asOperand, castTo, checkSortable, condition, settle, unify } from './coerce.ts';
import { checkSeries } from '../size/check-series.ts';
import { collectedSizes } from '../size/collected-size.ts';
import { longest } from '../size/picked-rows.ts';
import { checkLevel, checkSpecials, roleOf } from './check-aggregate.ts';
import { checkCallArguments, checkCallCollation, placed } from './check-call.ts';
import { checkCallWork } from '../size/check-work.ts';
import { row } from './bind-row.ts';
import { keyOfRow } from './resolve-column.ts';
import { bindAll, bindExpr, type Env } from './env.ts';
import { aliasesOf } from '../ir/children.ts';
import { mostValuesOf } from '../size/distinct-values.ts';
import { typed, withoutDomain } from './make.ts';
import { isFixed, leastUsual, type Sizes } from '../size/widths.ts';
import { powerSizes } from '../size/power-digits.ts';
import { sized, usually } from '../size/sized.ts';

/** Around a value, and around each of its parts. */
const OVERHEAD = 64;
const PART_OVERHEAD = 16;

/**
 * A function call, an aggregate or a window function: only reviewed names, only overloads over allowed types.
 * `isDefined`: FROM says what columns its records have.
 */
export function bindCall(env: Env, node: Raw, isDefined = false): Expr {
  const at = locationOf(node);
  const name = functionName(node, at);
  if (RECORD_FUNCTIONS.has(name) && !isDefined)
    refuse('function.misplaced', { at, name, hint: `Write ${name}(…) AS x(name type, …) in FROM.` });
  const clock = bindClock(env, name, node);
  if (clock !== null) return clock;
  const review = REVIEWED_FUNCTIONS.get(name);
  const hint = INSTEAD_OF.get(name);
  if (review === undefined) refuse('function.not_allowed', { at, name, ...(hint === undefined ? {} : { hint }) });
  const given = bindArguments(env, node, name);
  const asCast = castCall(env, { name, args: given.args, node, at });
  if (asCast !== null) return asCast;
  const wanted: Given = {
    name,
    types: given.args.map((arg) => arg.type),
    named: given.named,
    variadic: node['func_variadic'] === true,
    ordered: given.ordered,
  };
  const found = findFunction(wanted, env.binder.major);
  if (found === undefined)
    refuse('function.no_match', {
      at,
      name,
      hint: newerHint(wanted, env.binder.major) ?? mismatchHint(name, given.args),
    });
  checkCallArguments({ name, args: placed(given.args, found), types: found.row.args, at }, review);
  const made = makeCall(env, { node, found, review, given });
  if (name === 'generate_series') checkSeries(made.args, at);
  const call = checkCallWork(env.binder, made, { found, review });
  env.binder.functions.add(name);
  noteCall(env, call, review);
  return call;
}

export function functionName(node: Raw, at: number): string {
  const names = strings(node['funcname']);
  const name = names.at(-1) ?? '';
  if (names.length > 2 || (names.length === 2 && names[0] !== 'pg_catalog'))
    refuse('function.not_allowed', { at, name: names.join('.') });
  return name;
}

type GivenArguments = { readonly args: readonly Expr[]; readonly named: readonly string[]; readonly ordered: number };

function bindArguments(env: Env, node: Raw, name: string): GivenArguments {
  const isAggregate = Object.hasOwn(AGGREGATES, name) || node['agg_within_group'] === true;
  const inside = node['over'] !== undefined ? 'window' : isAggregate ? 'aggregate' : env.inside;
  const inner: Env = { ...env, inside };
  const named: string[] = [];
  const args = asList(node['args']).map((wrapped) => {
    const { name: kind, node: argument } = open(wrapped);
    if (kind === 'RowExpr' && name === 'count') return countedRow(inner, argument, node['agg_distinct'] === true);
    const isCounted = kind === 'ColumnRef' && name === 'count' && node['agg_distinct'] !== true;
    const key = isCounted ? keyOfRow(inner, argument) : null;
    if (key !== null) return key;
    if (kind !== 'NamedArgExpr') return bindExpr(inner, wrapped);
    named.push(asText(argument['name']));
    return bindExpr(inner, argument['arg']);
  });
  const within = node['agg_within_group'] === true ? asList(node['agg_order']) : [];
  const ordered = within.map((item) => bindExpr({ ...inner, inside: 'aggregate' }, open(item).node['node']));
  return { args: [...args, ...ordered], named, ordered: ordered.length };
}

/** `count(DISTINCT (a, b))`: a row is a value only where it is counted. Nothing gives a literal in it a type to be told apart by. */
function countedRow(env: Env, node: Raw, isDistinct: boolean): Expr {
  const bare = bindAll(env, node['args']);
  const untyped = isDistinct ? bare.find(isUntyped) : undefined;
  if (untyped)
    refuse('function.no_match', { at: untyped.at, name: 'count', hint: 'Leave the constant out, or cast it.' });
  const items = bare.map((item) => settle(env, item, 'text'));
  for (const item of items) checkSortable(item, item.at);
  return row(items, locationOf(node));
}

/** `date('…')`, `float8(x)`: a call by a type's name with one argument is a cast when no such function takes it. */
function castCall(
  env: Env,
  { name, args, node, at }: { name: string; args: readonly Expr[]; node: Raw; at: number },
): Expr | null {
  const only = args[0];
  if (
    args.length !== 1 ||
    only === undefined ||
    !isKnownType(name) ||
    !ALLOWED_TYPES.has(name) ||
    node['over'] !== undefined
  )
    return null;
  const exact =
    only.type === UNKNOWN
      ? undefined
      : findFunction({ name, types: [only.type], named: [], variadic: false, ordered: 0 }, env.binder.major);
  if (exact !== undefined && exact.args[0] === only.type) return null;
  return castTo(env, only, { type: name, mod: null, at });
}

type CallParts = {
  readonly node: Raw;
  readonly found: FoundFunction;
  readonly review: Reviewed;
  readonly given: GivenArguments;
};

function settledArguments(env: Env, { found, given }: CallParts, at: number): readonly Expr[] {
  const { name, aggregate } = found.row;
  const foreign = given.args.find((arg) => isForeign(arg.type));
  if (foreign && name !== 'count') refuse('type.foreign', { at, name: foreign.type.slice(1) });
  const fixed = given.args.length - given.ordered;
  const args = aggregate === 'h' ? hypothetical(env, given, at) : given.args;
  checkOrdered(found, args.slice(fixed), at);
  return aggregate === 'h' ? args : args.map((arg, index) => asOperand(env, arg, found.args[index] ?? UNKNOWN));
}

/** As the call is printed: see `asChosen`. What is computed about it is computed of the bare ones. */
const asTaken = (settled: readonly Expr[], { declared }: FoundFunction): readonly Expr[] =>
  settled.map((arg, index) => (isPolymorphic(declared[index] ?? UNKNOWN) ? withoutDomain(arg) : arg));

function makeCall(env: Env, { node, found, review, given }: CallParts): Call {
  const at = locationOf(node);
  const name = found.row.name;
  const fixed = given.args.length - given.ordered;
  const settled = settledArguments(env, { node, found, review, given }, at);
  const role = roleOf(env, { node, row: found.row, at });
  const inner: Env = { ...env, inside: 'aggregate' };
  const filter = node['agg_filter'] === undefined ? null : condition(env, bindExpr(inner, node['agg_filter']));
  const within = node['agg_within_group'] === true;
  if (within !== (found.row.aggregate === 'o' || found.row.aggregate === 'h'))
    refuse('function.no_match', { at, name });
  const order = node['agg_order'] === undefined ? [] : bindOrder(inner, node['agg_order'], null);
  const keys = order.flatMap(({ by }) => (typeof by === 'number' ? [] : [by]));
  const collected = [...given.args.slice(within ? fixed : 0), ...keys, ...(filter ? [filter] : [])];
  if (role === 'aggregate') checkLevel(env, collected, at);
  const taken = asTaken(settled, found);
  const settledOrder = within ? order.map((item, index) => ({ ...item, by: taken[fixed + index] ?? item.by })) : order;
  const over = node['over'] === undefined ? null : bindOver(env, node['over']);
  if (filter !== null && role !== 'aggregate' && !(over !== null && found.row.kind === 'a'))
    refuse('function.misplaced', { at, name: 'FILTER' });
  checkSpecials(node, { row: found.row, order: settledOrder, args: given.args, at });
  checkCallCollation(found, settled, at);
  const sorted = found.row.aggregate === 'h' ? [] : settled;
  const widths = sizesOf(env, { found, review, node, over }, settled);
  const ofRows = COLLECTING.has(name);
  const made = { type: found.result, domain: givenDomain(found, settled), at, ofRows, ...widths };
  const base = typed(made, [...settled, filter], sorted);
  return {
    kind: 'call',
    name,
    args: taken.slice(0, fixed),
    named: given.named,
    variadic: node['func_variadic'] === true,
    role,
    star: node['agg_star'] === true,
    distinct: node['agg_distinct'] === true,
    order: settledOrder,
    within,
    filter,
    over,
    ...base,
  };
}

const GIVING_BACK = new Set(['anyelement', 'anycompatible']);

/** Of what domain a value is that a function gives back as it was given, in the text that we were given. */
const givenDomain = ({ row, declared }: FoundFunction, args: readonly Expr[]): string | undefined =>
  GIVING_BACK.has(row.result) ? args.find((_, index) => declared[index] === row.result)?.domain : undefined;

/** `mode()` is of the type that it orders by: a literal without one gives it none. */
function checkOrdered({ row: { name, args } }: FoundFunction, ordered: readonly Expr[], at: number): void {
  if (ordered.some((arg, index) => isUntyped(arg) && args[args.length - ordered.length + index] === 'anyelement'))
    refuse('function.no_match', { at, name, hint: 'Cast what it is ordered by.' });
}

/**
 * `rank(3) WITHIN GROUP (ORDER BY x)`: each direct argument and its ordering column meet in one type, the column's
 * first (`unify_hypothetical_args`); what they are settled as is final, since the function itself takes any.
 */
function hypothetical(env: Env, { args, ordered }: GivenArguments, at: number): readonly Expr[] {
  const fixed = args.length - ordered;
  if (fixed !== ordered) refuse('function.no_match', { at, name: 'WITHIN GROUP' });
  const pairs = args.slice(0, fixed).map((arg, index) => unify(env, [args[fixed + index] ?? arg, arg], at).exprs);
  return [...pairs.map(([, direct]) => direct), ...pairs.map(([column]) => column)].filter((arg) => arg !== undefined);
}

function sizesOf(
  env: Env,
  { found, review, node, over }: Pick<CallParts, 'found' | 'review' | 'node'> & { readonly over: WindowSpec | null },
  args: readonly Expr[],
): Sizes {
  const { name } = found.row;
  const spread = node['func_variadic'] === true;
  const given = placed(args, found);
  const parts = given.map((arg) => sized(name, arg));
  const asUsual = parts.map((part, index) => usually(name, given[index], part));
  const usual = Math.max(review.size(asUsual, spread), leastUsual(found.result));
  if (COLLECTING.has(name)) {
    const most = node['agg_distinct'] === true ? mostValuesOf(env.binder, args) : Infinity;
    // A text may be as long as can be; that it is all escapes besides is not to be expected of a bank.
    const upper = review.size(
      parts.map((part) => ({ ...part, isUsual: true })),
      spread,
    );
    const each = longest({ size: upper, usual: review.size(asUsual, spread) }, args);
    const least = leastUsual(args[0]?.type ?? UNKNOWN);
    const aliases = new Set(args.flatMap((arg) => [...aliasesOf(arg)]));
    return collectedSizes(env, each, { over, most, aliases, least });
  }
  const size = review.size(parts, spread) + OVERHEAD + PART_OVERHEAD * args.length;
  if (isFixed(found.result)) return { size: Math.min(size, MAX_FLOAT_DIGITS), usual: leastUsual(found.result) };
  return POWERS.has(name) && args[0] !== undefined ? powerSizes(args[0], args[1]) : { size, usual };
}

const POWERS = new Set(['power', 'pow']);

function noteCall(env: Env, call: Call, review: Reviewed): void {
  const { binder } = env;
  // What it is given decides how many rows there are, wherever it stands.
  if (call.role === 'rows') for (const arg of call.args) recordUses(binder, arg, 'computed');
  if (call.role !== 'aggregate' && call.role !== 'window') return;
  for (const arg of call.args) {
    if (call.name === 'count' && !call.distinct)
      note(binder, arg.deps, call.role, comparedWith(binder, arg, 'is not null', []));
    else recordUses(binder, arg, call.role);
  }
  for (const item of call.order) if (typeof item.by !== 'number') recordUses(binder, item.by, 'aggregate');
  if (call.filter) recordUses(binder, call.filter, 'filter');
  if (call.role === 'aggregate') binder.seen.aggregated = true;
  if (review.addsUp === true && call.type.startsWith('float'))
    binder.undetermined.add(`${call.name} of floating-point numbers`);
}

/** What only servers newer than the catalogue's have. */
function newerHint(wanted: Given, major: Major): string | undefined {
  const since = ([16, 17, 18] as const).find((newer) => newer > major && findFunction(wanted, newer) !== undefined);
  return since && `PostgreSQL has this ${wanted.name} from version ${since} on; this database has ${major}.`;
}

function mismatchHint(name: string, args: readonly Expr[]): string {
  const spelled = args.map((arg) => (arg.type === UNKNOWN ? 'text' : toFormatted({ type: arg.type, mod: null })));
  if (name === 'round' && spelled[0] === 'double precision')
    return 'Cast the first argument to numeric: round(x::numeric, n).';
  return `There is no ${name}(${spelled.join(', ')}); cast the arguments.`;
}
