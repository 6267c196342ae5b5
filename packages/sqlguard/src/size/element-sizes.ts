import { literalText } from '../ir/literals.ts';
import type { ArrayIndex, Expr } from '../ir/nodes.ts';
import { elementOf } from '../pg/types.ts';
import { sizes, type Sizes } from './widths.ts';

/** What stands around an element of a list. */
const AROUND = 8;

/** What is picked from a list: an element, or as many as a slice has; the whole list where nobody knows. */
export function pickedSizes(list: Expr, indexes: readonly ArrayIndex[]): Sizes {
  const [index, ...others] = indexes;
  const element = elementSizes(list);
  if (index === undefined || element === undefined || others.length > 0) return { size: list.size, usual: list.usual };
  const count = index.slice ? lengthOf(index) : 1;
  return sizes((of) => Math.min(of(list), (of(element) + AROUND) * count));
}

/** Of a list that is made where it is picked from, and not of lists. */
function elementSizes(list: Expr): Sizes | undefined {
  const [element] =
    list.kind === 'call' && list.name === 'array_agg'
      ? list.args
      : list.kind === 'sublink' && list.form === 'array'
        ? list.query.outputs
        : [];
  return element === undefined || elementOf(element.type) !== undefined ? undefined : element;
}

/** `[:3]` begins where the list does, which is at 1. */
function lengthOf({ lower, upper }: ArrayIndex): number {
  const [from, to] = [lower === null ? '1' : literalText(lower), upper === null ? null : literalText(upper)];
  return from === null || to === null ? Infinity : Math.max(1, Number(to) - Number(from) + 1);
}
