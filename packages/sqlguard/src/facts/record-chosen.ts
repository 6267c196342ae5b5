import { CHOOSING } from '../allow/aggregates.ts';
import { COMPARISONS } from '../allow/operators.ts';
import type { Env } from '../bind/env.ts';
import { childrenOf, groupExprs, orderExprs, windowExprs } from '../ir/children.ts';
import { isNullLiteral } from '../ir/literals.ts';
import { oftenLooksDiffer, withScale } from '../ir/looks.ts';
import type { Call, Expr, Select } from '../ir/nodes.ts';
import { keyOf } from '../print/print.ts';
import { ctesOf } from '../size/bounded-rows.ts';
import { LOOKS } from './record-clauses.ts';
import { isOneRow, settledBy } from './row-identity.ts';

type Level = Pick<Select, 'targets' | 'from' | 'where' | 'group' | 'having' | 'windows' | 'distinct' | 'order'>;

/**
 * Notes each call of a level that gives one of several equal values, where it shows which: not where it is only ordered or
 * compared by, since equal values come to the same there.
 */
export function recordChosen({ binder, scope }: Env, level: Level): void {
  const { targets, having, windows, distinct, order } = level;
  const names = { datasets: binder.datasets, ctes: ctesOf(scope) };
  const isOne: IsOne = (keys) => isOneRow(level, keys, names);
  const group = level.group.some(({ kind }) => kind === 'sets') ? [] : level.group.flatMap(groupExprs);
  const isChoice = (call: Call): boolean =>
    choosesAmongEqual(call) && chosenFrom(call).map(withScale).some(oftenLooksDiffer) && !isOfOne(call, group, isOne);
  const shown = [
    ...targets.map(({ expr }) => expr),
    ...(having ? [having] : []),
    ...(typeof distinct === 'string' ? [] : distinct.map(({ expr }) => expr)),
  ];
  const compared = [...orderExprs(order), ...windows.flatMap(({ spec }) => windowExprs(spec))];
  if (shown.some((expr) => showsChoice(expr, isChoice)) || compared.some((expr) => showsChoice(expr, isChoice, false)))
    binder.undetermined.add(LOOKS);
}

function showsChoice(expr: Expr, isChoice: (call: Call) => boolean, isShown = true): boolean {
  if (isShown && expr.kind === 'call' && isChoice(expr)) return true;
  const compared = new Set(comparedIn(expr, isShown));
  return childrenOf(expr).some((child) => showsChoice(child, isChoice, !compared.has(child)));
}

type IsOne = (keys: ReadonlySet<string>) => boolean;

/** Is there one value to choose from, in a group of one row or in one that a condition leaves one: `max(CASE WHEN m = 1 THEN x END)`? */
function isOfOne(call: Call, group: readonly Expr[], isOne: IsOne): boolean {
  if (call.role !== 'aggregate') return false;
  const conditions = [call.filter, ...call.args.map(conditionOf)].filter((condition) => condition !== null);
  return isOne(new Set([...group.map(keyOf), ...conditions.flatMap(settledBy)]));
}

/** What holds wherever a value is not NULL, which no aggregate chooses. */
function conditionOf(arg: Expr): Expr | null {
  if (arg.kind !== 'case' || arg.arg !== null || arg.whens.length !== 1) return null;
  return arg.otherwise === null || isNullLiteral(arg.otherwise) ? (arg.whens[0]?.when ?? null) : null;
}

function comparedIn(expr: Expr, isShown: boolean): readonly Expr[] {
  switch (expr.kind) {
    case 'operation':
      return COMPARISONS.has(expr.op) ? childrenOf(expr) : [];
    case 'between':
    case 'in_list':
    case 'null_test':
    case 'distinction':
      return childrenOf(expr);
    case 'row':
      return isShown ? [] : childrenOf(expr);
    case 'call':
      return expr.over === null ? [] : windowExprs(expr.over);
    default:
      return [];
  }
}

/** DISTINCT keeps one of several equal values, and what comes of it may show which. */
const choosesAmongEqual = ({ name, distinct, role }: Call): boolean =>
  (role === 'aggregate' || role === 'window') && (CHOOSING.has(name) || (distinct && name !== 'count'));

const chosenFrom = ({ args, order, within }: Call): readonly Expr[] => (within ? orderExprs(order) : args);
