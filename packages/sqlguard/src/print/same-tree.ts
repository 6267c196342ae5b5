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
  return isSameNode(left as Node, right as Node);
}

type Node = Readonly<Record<string, unknown>>;

/** Every key of one side on the other, with an equal value. */
function isSameNode(left: Node, right: Node): boolean {
  let missing = 0;
  for (const key in left) {
    const value = left[key];
    if (typeof value === 'number' && POSITIONS.has(key)) continue;
    if (!Object.hasOwn(right, key) || !isSameTree(value, right[key])) return false;
    missing -= 1;
  }
  for (const key in right) {
    if (typeof right[key] !== 'number' || !POSITIONS.has(key)) missing += 1;
  }
  return missing === 0;
}
