import type { Binder } from '../bind/env.ts';
import { literalText } from '../ir/literals.ts';
import { depsOf } from '../bind/make.ts';
import { aliasesOf } from '../ir/children.ts';
import type { Dep, Expr, MergeKey } from '../ir/nodes.ts';
import type { ColumnUse, Use } from '../types.ts';
import { comparedWith, partOf, type Compared } from './compared-with.ts';

/** Notes every catalogued column below `expr` under `use`; comparisons with literals say what they compare with. */
export function recordUses(binder: Binder, expr: Expr, use: Use): void {
  if (expr.deps.length === 0) return;
  switch (expr.kind) {
    case 'logic':
      for (const arg of expr.args) recordUses(binder, arg, use);
      return;
    case 'not':
      recordUses(binder, expr.arg, use);
      return;
    case 'null_test':
      note(binder, expr.arg.deps, use, comparedWith(binder, expr.arg, expr.negated ? 'is not null' : 'is null', []));
      return;
    case 'operation':
      if (expr.type !== 'bool') return note(binder, expr.deps, use, null);
      recordComparison(binder, { op: expr.op, left: expr.left, rights: [expr.right] }, use);
      return;
    case 'in_list':
      recordComparison(binder, { op: expr.negated ? 'not in' : 'in', left: expr.left, rights: expr.items }, use);
      return;
    case 'between':
      recordComparison(
        binder,
        { op: expr.negated ? 'not between' : 'between', left: expr.arg, rights: [expr.low, expr.high] },
        use,
      );
      return;
    case 'over_array':
      recordComparison(binder, overArray(expr), use);
      return;
    case 'case':
      recordCase(binder, expr, use);
      return;
    case 'sublink':
      note(binder, expr.deps, isAcross(expr.deps, use) ? 'join' : use, null);
      return;
    default:
      note(binder, expr.deps, use, partOf(binder, expr));
  }
}

/** Conditions are compared each for itself; what they choose between is computed. */
function recordCase(binder: Binder, { arg, whens, otherwise }: Extract<Expr, { kind: 'case' }>, use: Use): void {
  const results = [...whens.map(({ result }) => result), otherwise];
  if (arg === null) for (const { when } of whens) recordUses(binder, when, use);
  const computed = arg === null ? results : [arg, ...whens.map(({ when }) => when), ...results];
  note(binder, depsOf(computed), use, null);
}

/** `= ANY (ARRAY[…])` is IN, `<> ALL` is NOT IN; anything else over a list is no comparison that a mask answers for. */
function overArray({ op, all, left, right }: Extract<Expr, { kind: 'over_array' }>): Sides {
  const list = right.kind === 'cast' && right.mod === null ? right.arg : right;
  const listed = op === '=' && !all ? 'in' : op === '<>' && all ? 'not in' : null;
  if (list.kind === 'array' && listed !== null) return { op: listed, left, rights: list.items };
  return { op: `${op} ${all ? 'all' : 'any'}`, left, rights: [right] };
}

type Sides = { readonly op: string; readonly left: Expr | null; readonly rights: readonly Expr[] };
const MIRRORED: Readonly<Record<string, string>> = { '<': '>', '<=': '>=', '>': '<', '>=': '<=' };

function recordComparison(binder: Binder, { op, left, rights }: Sides, use: Use): void {
  const condition = use === 'join' || use === 'filter';
  if (left !== null && left.deps.length > 0 && rights.every((right) => literalText(right) !== null)) {
    note(binder, left.deps, condition ? 'filter' : use, comparedWith(binder, left, op, rights));
    return;
  }
  const [right] = rights;
  if (rights.length === 1 && right !== undefined && left !== null && literalText(left) !== null) {
    note(binder, right.deps, condition ? 'filter' : use, comparedWith(binder, right, MIRRORED[op] ?? op, [left]));
    return;
  }
  const deps = depsBeside(left, rights);
  const isJoin = condition && (isAcross(deps, use) || areApart(left, rights));
  note(binder, deps, isJoin ? 'join' : use, null);
}

function depsBeside(left: Expr | null, rights: readonly Expr[]): readonly Dep[] {
  const [right, ...others] = rights;
  if (left === null || others.length > 0) return [left, ...rights].flatMap((side) => side?.deps ?? []);
  return right === undefined ? left.deps : [...left.deps, ...right.deps];
}

/** Columns of two relations on the two sides of a comparison, also of the same dataset twice. */
function areApart(left: Expr | null, rights: readonly Expr[]): boolean {
  const [right] = rights;
  if (left?.kind === 'column' && right?.kind === 'column' && rights.length === 1) return left.alias !== right.alias;
  const from = left === null ? new Set<string>() : aliasesOf(left);
  const to = rights.flatMap((right) => [...aliasesOf(right)]);
  return from.size > 0 && to.some((alias) => !from.has(alias));
}

/** A condition over columns of two datasets joins them, wherever it stands. */
function isAcross(deps: readonly Dep[], use: Use): boolean {
  return (use === 'filter' || use === 'join') && deps.some((dep) => dep.dataset !== deps[0]?.dataset);
}

/** Each use once: the key tells apart whatever differs in two. */
export function note(binder: Binder, deps: readonly Dep[], wanted: Use, compared: Compared): void {
  const told = compared === null ? '' : JSON.stringify(compared);
  for (const { dataset, column, class: dataClass, direct } of deps) {
    // A mask that may be grouped or sorted by says nothing of what is computed from it first.
    const isKey = wanted === 'group' || wanted === 'order';
    const use = isKey && !direct && compared === null ? 'computed' : wanted;
    const key = `${dataset}\u0000${column}\u0000${dataClass}\u0000${use}\u0000${told}\u0000`;
    if (!binder.uses.has(key)) binder.uses.set(key, { dataset, column, class: dataClass, use, compared });
  }
}

export function noteMergeKey({ uses }: Pick<Binder, 'uses'>, { dep, use }: MergeKey, isShown: boolean): void {
  const { dataset, column, class: dataClass } = dep;
  const known: ColumnUse = { dataset, column, class: dataClass, use, compared: null };
  const key = `${dataset}\u0000${column}\u0000${dataClass}\u0000${use}\u0000\u0000${isShown || ''}`;
  if (!uses.has(key)) uses.set(key, isShown ? { ...known, shown: true } : known);
}
