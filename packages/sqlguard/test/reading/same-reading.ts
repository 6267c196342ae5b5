import type { Parse } from '../../src/index.ts';
import { canonicalOf } from './canonical.ts';
import type { Relations } from './scopes.ts';

export type Reading = {
  readonly parse: Parse;
  readonly relations: Relations;
  /** The bound that compiling adds to the outermost query, and that the original does not have. */
  readonly rowCap: number;
};

/**
 * Where two definitions that `pg_get_viewdef` wrote of an original and of what was printed for it differ in meaning, or
 * null. The server has resolved every name already, so this is its own reading. Overlooked are bound instants, names
 * of relations and inner columns (each is followed to what it stands for), SQL-syntax forms of calls, and the row bound.
 */
export function readingDifference(
  original: string,
  printed: string,
  { parse, relations, rowCap }: Reading,
): string | null {
  const found: string[] = [];
  const [left, right] = [original, printed].map((text) => plain(canonicalOf(text, parse, relations)));
  compare(withoutNull(left), withoutCap(left, right, rowCap), found);
  return found[0] ?? null;
}

type Node = { readonly [key: string]: unknown };
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
const asNode = (value: unknown): Node =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Node) : {};

function withoutCap(left: unknown, right: unknown, rowCap: number): unknown {
  const [own, added] = [asNode(asNode(left)['query']), asNode(asNode(right)['query'])];
  const bound = asNode(asNode(asNode(added['limitCount'])['A_Const'])['ival'])['ival'];
  // Ties are counted inside a subquery that only bears the bound.
  const inner = asNode(asNode(Array.isArray(added['from']) ? added['from'][0] : null)['query']);
  if (own['limitOption'] === 'LIMIT_OPTION_WITH_TIES' && inner['limitOption'] === own['limitOption'])
    return { ...asNode(right), query: inner };
  const isAdded = own['limitCount'] === undefined || isNullBound(own['limitCount']);
  return isAdded && bound === rowCap ? { ...asNode(right), query: unbounded(added) } : right;
}

/** LIMIT ALL is no limit. */
const isNullBound = (bound: unknown): boolean => asNode(asNode(bound)['A_Const'])['isnull'] === true;

function withoutNull(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNull);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, part]) => [key, withoutNull(part)] as const);
  const node: Node = Object.fromEntries(entries);
  return isNullBound(node['limitCount']) ? unbounded(node) : node;
}

function unbounded({ limitCount: _count, ...rest }: Node): Node {
  return rest['limitOffset'] === undefined ? { ...rest, limitOption: 'LIMIT_OPTION_DEFAULT' } : rest;
}

function compare(left: unknown, right: unknown, found: string[]): void {
  if (found.length > 0 || left === right) return;
  if (Array.isArray(left) && Array.isArray(right)) {
    if (left.length !== right.length) found.push(shown(left, right));
    left.forEach((item, index) => compare(item, right[index], found));
    return;
  }
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) {
    found.push(shown(left, right));
    return;
  }
  const [one, other] = [asNode(left), asNode(right)];
  if (isBoundInstant(one, other) || isBoundAge(one, other) || isMerged(one, other) || isUntypedText(one, other)) return;
  const [a, b] = one['spoken'] === true ? [one, bareArguments(one, other)] : [one, other];
  for (const key of new Set([...Object.keys(a), ...Object.keys(b)]))
    if (key !== 'spoken') compare(a[key], b[key], found);
}

const shown = (left: unknown, right: unknown): string =>
  `${JSON.stringify(left)?.slice(0, 400)} against ${JSON.stringify(right)?.slice(0, 400)}`;

/** In `TRIM(x)` the server does not write the conversion of x that it writes in `btrim(x::text)`. */
function bareArguments(left: Node, right: Node): Node {
  const [wanted, given] = [asNode(left['call'])['args'], asNode(right['call'])['args']];
  if (!Array.isArray(wanted) || !Array.isArray(given)) return right;
  const args = given.map((arg: unknown, index) => (means(wanted[index], arg) ? (wanted[index] as unknown) : arg));
  return { call: { ...asNode(right['call']), args } };
}

/** Functions of "any" leave a literal untyped, which they read as text. */
function isUntypedText(left: Node, right: Node): boolean {
  const cast = asNode(left['TypeCast']);
  const isUnknown = typeName(cast) === 'unknown';
  const bare = isUnknown ? cast['arg'] : left;
  const isText = asNode(asNode(bare)['A_Const'])['sval'] !== undefined || isUnknown;
  return isText && typeName(asNode(right['TypeCast'])) === 'text' && means(bare, castOf(right));
}

function typeName(cast: Node): unknown {
  const names = asNode(cast['typeName'])['names'];
  return Array.isArray(names) ? asNode(asNode(names.at(-1))['String'])['sval'] : undefined;
}

const castOf = (node: unknown): unknown => asNode(asNode(node)['TypeCast'])['arg'];

const CLOCKS = new Set(['now', 'transaction_timestamp', 'statement_timestamp']);

/** The session's clock on the left, a literal moment on the right. */
function isBoundInstant(left: Node, right: Node): boolean {
  const name = asNode(left['call'])['name'];
  const isClock = left['SQLValueFunction'] !== undefined || (typeof name === 'string' && CLOCKS.has(name));
  const moment = castOf(right);
  return isClock && asNode(asNode(castOf(moment) ?? moment)['A_Const'])['sval'] !== undefined;
}

/** `age(x)` counts from the session's day. */
function isBoundAge(left: Node, right: Node): boolean {
  const [own, bound] = [asNode(left['call']), asNode(right['call'])];
  const [wanted, given] = [own['args'], bound['args']];
  if (own['name'] !== 'age' || bound['name'] !== 'age' || !Array.isArray(wanted) || !Array.isArray(given)) return false;
  return wanted.length === 1 && given.length === 2 && means(wanted[0], given[1]);
}

/** A column merged by USING, and the side or COALESCE that it means, converted where the sides' types differ. */
function isMerged(left: Node, right: Node): boolean {
  const merged = asNode(left['merged']);
  if (left['merged'] === undefined) return false;
  const sides = [merged['left'], merged['right']];
  const coalesced = asNode(right['CoalesceExpr'])['args'];
  if (merged['type'] === 'JOIN_FULL')
    return Array.isArray(coalesced) && coalesced.every((arg: unknown, index) => means(sides[index], arg));
  const other = asNode(right['merged']);
  if (right['merged'] !== undefined)
    return means(merged['left'], other['left']) && means(merged['right'], other['right']);
  return (
    means(merged['type'] === 'JOIN_RIGHT' ? sides[1] : sides[0], right) ||
    (merged['type'] === 'JOIN_INNER' && means(sides[1], right))
  );
}

function means(left: unknown, right: unknown): boolean {
  const found: string[] = [];
  compare(left, right, found);
  if (found.length > 0 && castOf(right) !== undefined) return means(left, castOf(right));
  return found.length === 0;
}
