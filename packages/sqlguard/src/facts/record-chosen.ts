import { CHOOSING } from '../allow/aggregates.ts';
import { COMPARISONS } from '../allow/operators.ts';
import type { Binder } from '../bind/env.ts';
import { childrenOf, windowExprs } from '../ir/children.ts';
import { oftenLooksDiffer, withScale } from '../ir/looks.ts';
import type { Call, Expr, OrderItem, Select } from '../ir/nodes.ts';
import { LOOKS } from './record-clauses.ts';

type Level = Pick<Select, 'targets' | 'having' | 'windows' | 'distinct' | 'order'>;

/**
 * Notes each call of a level that gives one of several equal values, where it shows which: not where it is only ordered or
 * compared by, since equal values come to the same there.
 */
export function recordChosen(binder: Binder, { targets, having, windows, distinct, order }: Level): void {
  const shown = [
    ...targets.map(({ expr }) => expr),
    ...(having ? [having] : []),
    ...(typeof distinct === 'string' ? [] : distinct.map(({ expr }) => expr)),
  ];
  const compared = [...exprsIn(order), ...windows.flatMap(({ spec }) => windowExprs(spec))];
  if (shown.some((expr) => showsChoice(expr, true)) || compared.some((expr) => showsChoice(expr, false)))
    binder.undetermined.add(LOOKS);
}

const exprsIn = (order: readonly OrderItem[]): readonly Expr[] =>
  order.flatMap(({ by }) => (typeof by === 'number' ? [] : [by]));

function showsChoice(expr: Expr, isShown: boolean): boolean {
  if (isShown && expr.kind === 'call' && choosesAmongEqual(expr)) {
    if (chosenFrom(expr).map(withScale).some(oftenLooksDiffer)) return true;
  }
  const compared = new Set(comparedIn(expr, isShown));
  return childrenOf(expr).some((child) => showsChoice(child, !compared.has(child)));
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

const chosenFrom = ({ args, order, within }: Call): readonly Expr[] => (within ? exprsIn(order) : args);
