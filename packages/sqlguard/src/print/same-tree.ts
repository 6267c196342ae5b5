/** Where in the text something stood is not what it means. */
const POSITIONS = new Set(['location', 'list_start', 'list_end', 'rexpr_list_start', 'rexpr_list_end']);

/** Equality of parser trees apart from positions; every other key counts on both sides. */
export function isSameTree(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  if (Array.isArray(left)) return Array.isArray(right) && isSameList(left, right);
  if (Array.isArray(right)) return false;
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return false;
  return isSameNode(left as Node, right as Node);
}

function isSameList(left: readonly unknown[], right: readonly unknown[]): boolean {
  if (left.length !== right.length) return false;
  for (let at = 0; at < left.length; at += 1) if (!isSameTree(left[at], right[at])) return false;
  return true;
}

type Node = Readonly<Record<string, unknown>>;

/** Every key of one side on the other, with an equal value. */
function isSameNode(left: Node, right: Node): boolean {
  let missing = 0;
  for (const key in left) {
    const value = left[key];
    if (typeof value === 'number' && POSITIONS.has(key)) continue;
    const other = right[key];
    if (value !== other && !isSameTree(value, other)) return false;
    missing -= 1;
  }
  for (const key in right) {
    if (typeof right[key] !== 'number' || !POSITIONS.has(key)) missing += 1;
  }
  return missing === 0;
}
