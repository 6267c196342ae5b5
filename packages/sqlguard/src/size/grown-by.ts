import type { Binder } from '../bind/env.ts';
import type { Typed } from '../ir/nodes.ts';
import { fromFormatted } from '../pg/types.ts';
import { usualWidth, widthOf } from './widths.ts';

/** A value this much longer than what it was made of is no growth. */
const SOME_BYTES = 64;

/** By how many bytes a value is usually longer than what the bank stored for it. */
export function grownBy({ datasets }: Pick<Binder, 'datasets'>, { usual, deps }: Typed): number {
  if (usual <= SOME_BYTES) return 0;
  const stored = deps.reduce((sum, { dataset, column }) => {
    const found = datasets.byName.get(dataset)?.columns.find(({ name }) => name === column);
    if (found === undefined) return sum;
    const { type, mod } = fromFormatted(found.type);
    return sum + usualWidth(type, widthOf(type, mod, found.width), found);
  }, 0);
  return Math.max(0, usual - stored - SOME_BYTES);
}
