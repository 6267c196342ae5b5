/** Where in the text something stood is not what it means. */
const POSITIONS = new Set(['location', 'list_start', 'list_end', 'rexpr_list_start', 'rexpr_list_end']);

/** Equality of parser trees apart from positions; every other key counts on both sides. */
export function isSameTree(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  if (Array.isArray(left) || Array.isArray(right)) {
    return (
      Array.isArray(left) &&
      Array.isArray(right) &&
      left.length === right.length &&
      left.every((item, index) => isSameTree(item, right[index]))
    );
  }
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return false;
  return hasAll(left, right) && hasAll(right, left, false);
}

/** Every key of one side on the other, with equal values unless that was compared already. */
function hasAll(one: object, other: object, compare = true): boolean {
  const a = one as Readonly<Record<string, unknown>>;
  const b = other as Readonly<Record<string, unknown>>;
  for (const key in a) {
    if (POSITIONS.has(key)) continue;
    if (!Object.hasOwn(b, key) || (compare && !isSameTree(a[key], b[key]))) return false;
  }
  return true;
}
