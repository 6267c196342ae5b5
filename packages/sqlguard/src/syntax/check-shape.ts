import { MAX_DEPTH, MAX_NODES } from '../input/limits.ts';
import { holdsUnseen } from '../input/unseen.ts';
import { refuse, type RuleId } from '../verdict.ts';
import { placeOf } from './raw.ts';
import { SHAPES, type Slot } from './shapes.ts';

/** Refusals that deserve a sentence of their own. */
const SPECIAL: Readonly<Record<string, RuleId>> = {
  'SelectStmt.intoClause': 'statement.select_into',
  'SelectStmt.lockingClause': 'statement.locking',
  'WithClause.recursive': 'with.recursive',
};

/** The table of shapes as maps: an attacker's key is never looked up on a prototype, and every node is looked up. */
const TABLE: ReadonlyMap<string, ReadonlyMap<string, Slot>> = new Map(
  Object.entries(SHAPES).map(([name, shape]) => [name, new Map(Object.entries(shape))]),
);

/** Newer spellings that older servers do not know, and what says the same on all. */
const INSTEAD: ReadonlyMap<string, string> = new Map([
  ['JsonFuncExpr', "Use ->, ->>, #>> or jsonb_path_query_first(x, '$.path'), jsonb_path_exists(x, '$.path')."],
  ['JsonTable', 'Use jsonb_to_recordset(x) AS t(a int, b text), or jsonb_array_elements(x) with ->>.'],
  ['JsonObjectConstructor', "Use jsonb_build_object('key', value)."],
  ['JsonArrayConstructor', 'Use jsonb_build_array(a, b).'],
  ['JsonArrayQueryConstructor', 'Use (SELECT jsonb_agg(x) FROM …).'],
  ['JsonArrayAgg', 'Use jsonb_agg(x).'],
  ['JsonObjectAgg', 'Use jsonb_object_agg(key, value).'],
  ['JsonParseExpr', "Use a cast: '{}'::jsonb."],
  ['JsonScalarExpr', 'Use to_jsonb(x).'],
  ['JsonSerializeExpr', 'Use a cast: x::text.'],
  ['JsonIsPredicate', 'Use jsonb_typeof(x) on JSON columns.'],
]);

type Walk = { nodes: number };
/** Where the walk is: nearest known position, depth, and the node and key it came by. */
type Here = { readonly at: number; readonly depth: number; readonly name: string; readonly key: string };

/** Checks every node and key against the table (B2) and the caps (B1), which also bound the recursion. */
export function checkShape(root: unknown): void {
  checkNode({ nodes: 0 }, root, { at: -1, depth: 0, name: '', key: '' });
}

function checkNode(walk: Walk, value: unknown, here: Here): void {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) refuseForm(here);
  let name: string | undefined;
  for (const key in value) {
    if (name !== undefined) refuseForm(here);
    name = key;
  }
  if (name === undefined) {
    if (!NOTHING_HERE.has(`${here.name}.${here.key}`)) refuseForm(here);
    return;
  }
  checkFields(walk, name, (value as Readonly<Record<string, unknown>>)[name], here);
}

function checkFields(walk: Walk, name: string, body: unknown, { at, depth }: Here): void {
  walk.nodes += 1;
  if (walk.nodes > MAX_NODES) refuse('input.too_many_nodes', { at });
  if (depth > MAX_DEPTH) refuse('input.too_deep', { at: at < 0 ? placeOf(body) : at });
  const shape = TABLE.get(name);
  if (shape === undefined || typeof body !== 'object' || body === null || Array.isArray(body)) {
    const hint = INSTEAD.get(name);
    const where = { at, name, ...(hint === undefined ? {} : { hint }) };
    refuse(name.endsWith('Stmt') ? 'statement.not_select' : 'syntax.not_allowed', where);
  }
  const fields = body as Readonly<Record<string, unknown>>;
  const location = fields['location'];
  const here = typeof location === 'number' && location >= 0 ? location : at;
  for (const key in fields) {
    const slot = shape.get(key);
    const value = fields[key];
    if (slot === undefined) refuseKey(`${name}.${key}`, [value, here, body]);
    if (fits(value, slot)) {
      if (slot === 'name' && holdsUnseen(value as string)) refuse('input.hidden_character', { at: here });
    } else checkParts(walk, slot, value, { at: here, depth: depth + 1, name, key });
  }
}

function checkParts(walk: Walk, slot: Slot, value: unknown, here: Here): void {
  if (slot === 'node') return checkNode(walk, value, here);
  if (slot === 'list') {
    if (!Array.isArray(value)) refuseForm(here);
    for (const child of value) checkNode(walk, child, here);
    return;
  }
  if (typeof slot === 'object' && 'inline' in slot) return checkFields(walk, slot.inline, value, here);
  refuseForm(here);
}

function refuseForm({ at, name, key }: Here): never {
  return refuse('syntax.not_allowed', { at, name: `${name}.${key}` });
}

/** An unknown key, shown where its value stands, else where its node does. */
function refuseKey(path: string, [value, here, body]: readonly [unknown, number, unknown]): never {
  const at = [placeOf(value), here, placeOf(body)].find((place) => place >= 0) ?? -1;
  return refuse(SPECIAL[path] ?? 'syntax.not_allowed', { at, name: path });
}

/** Lists in which `{}` is written: DISTINCT without ON, a function in FROM without column definitions. */
const NOTHING_HERE = new Set(['SelectStmt.distinctClause', 'List.items']);

function fits(value: unknown, slot: Slot): boolean {
  if (slot === 'name' || slot === 'text') return typeof value === 'string';
  if (slot === 'number') return typeof value === 'number';
  if (slot === 'true') return value === true;
  return Array.isArray(slot) && typeof value === 'string' && slot.includes(value);
}
