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
  const a = left as Readonly<Record<string, unknown>>;
  const b = right as Readonly<Record<string, unknown>>;
  const keys = (node: object): readonly string[] => Object.keys(node).filter((key) => !POSITIONS.has(key));
  const leftKeys = keys(a);
  return (
    leftKeys.length === keys(b).length && leftKeys.every((key) => Object.hasOwn(b, key) && isSameTree(a[key], b[key]))
  );
}
