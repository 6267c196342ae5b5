import type { Binder } from '../bind/env.ts';
import { literalText } from '../bind/make.ts';
import { aliasesOf } from '../ir/children.ts';
import type { Dep, Expr } from '../ir/nodes.ts';
import type { ColumnUse, Use } from '../types.ts';

type Compared = ColumnUse['compared'];

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
      note(binder, expr.arg.deps, use, comparedWith(expr.arg, expr.negated ? 'is not null' : 'is null', []));
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
    case 'sublink':
      note(binder, expr.deps, isAcross(expr.deps, use) ? 'join' : use, null);
      return;
    default:
      note(binder, expr.deps, use, partOf(expr));
  }
}

type Sides = { readonly op: string; readonly left: Expr | null; readonly rights: readonly Expr[] };
const MIRRORED: Readonly<Record<string, string>> = { '<': '>', '<=': '>=', '>': '<', '>=': '<=' };

function recordComparison(binder: Binder, { op, left, rights }: Sides, use: Use): void {
  const condition = use === 'join' || use === 'filter';
  const literals = rights.map(literalText);
  if (left !== null && left.deps.length > 0 && literals.every((text) => text !== null)) {
    note(binder, left.deps, condition ? 'filter' : use, comparedWith(left, op, literals));
    return;
  }
  const [right] = rights;
  const leftText = left === null ? null : literalText(left);
  if (rights.length === 1 && right !== undefined && leftText !== null) {
    note(binder, right.deps, condition ? 'filter' : use, comparedWith(right, MIRRORED[op] ?? op, [leftText]));
    return;
  }
  const deps = [left, ...rights].flatMap((side) => side?.deps ?? []);
  const isJoin = condition && (isAcross(deps, use) || areApart(left, rights));
  note(binder, deps, isJoin ? 'join' : use, null);
}

/** Columns of two relations on the two sides of a comparison, also of the same dataset twice. */
function areApart(left: Expr | null, rights: readonly Expr[]): boolean {
  const from = left === null ? new Set<string>() : aliasesOf(left);
  const to = rights.flatMap((right) => [...aliasesOf(right)]);
  return from.size > 0 && to.some((alias) => !from.has(alias));
}

/** A condition over columns of two datasets joins them, wherever it stands. */
function isAcross(deps: readonly Dep[], use: Use): boolean {
  return (use === 'filter' || use === 'join') && deps.some((dep) => dep.dataset !== deps[0]?.dataset);
}

const PARTS = new Set(['extract', 'date_part', 'date_trunc']);

/** A part of an unchanged date column, which a mask that cuts dates may determine: the part is said in the facts. */
export function partOf(expr: Expr): Compared {
  if (expr.kind === 'cast') return partOf(expr.arg);
  const [unit, column] = expr.kind === 'call' && PARTS.has(expr.name) ? expr.args : [];
  const text = unit === undefined ? null : literalText(unit);
  const isDirect = column !== undefined && column.deps.length === 1 && column.deps[0]?.direct === true;
  return text !== null && isDirect ? { operator: 'part', literals: [text.toLowerCase()] } : null;
}

/** Only an unchanged column is compared; anything around it is a computation that masks must answer for. */
function comparedWith(expr: Expr, operator: string, literals: readonly (string | null)[]): Compared {
  const isDirect = expr.deps.length === 1 && expr.deps[0]?.direct === true;
  return isDirect ? { operator, literals: literals.flatMap((text) => (text === null ? [] : [text])) } : partOf(expr);
}

export function note(binder: Binder, deps: readonly Dep[], use: Use, compared: Compared): void {
  for (const { dataset, column, class: dataClass } of deps) {
    const key = `${dataset}\u0000${column}\u0000${dataClass}\u0000${use}\u0000${compared === null ? '' : JSON.stringify(compared)}`;
    if (!binder.uses.has(key)) binder.uses.set(key, { dataset, column, class: dataClass, use, compared });
  }
}
