import { MAX_DEPTH, MAX_NODES } from '../input/limits.ts';
import { UNSEEN } from '../input/unseen.ts';
import { refuse, type RuleId } from '../verdict.ts';
import { placeOf } from './raw.ts';
import { SHAPES, type Slot } from './shapes.ts';

/** Refusals that deserve a sentence of their own. */
const SPECIAL: Readonly<Record<string, RuleId>> = {
  'SelectStmt.intoClause': 'statement.select_into',
  'SelectStmt.lockingClause': 'statement.locking',
  'WithClause.recursive': 'with.recursive',
};

type Walk = { nodes: number };
/** Where the walk is: nearest known position, depth, and the key it came by. */
type Here = { readonly at: number; readonly depth: number; readonly path: string };

/** Checks every node and key against the table (B2) and the caps (B1), which also bound the recursion. */
export function checkShape(root: unknown): void {
  checkNode({ nodes: 0 }, root, { at: -1, depth: 0, path: '' });
}

function checkNode(walk: Walk, value: unknown, here: Here): void {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    refuse('syntax.not_allowed', { at: here.at, name: here.path });
  let name: string | undefined;
  for (const key in value) {
    if (name !== undefined) refuse('syntax.not_allowed', { at: here.at, name: here.path });
    name = key;
  }
  if (name === undefined) {
    if (!NOTHING_HERE.has(here.path)) refuse('syntax.not_allowed', { at: here.at, name: here.path });
    return;
  }
  checkFields(walk, { name, body: (value as Readonly<Record<string, unknown>>)[name] }, here);
}

function checkFields(walk: Walk, { name, body }: { name: string; body: unknown }, { at, depth }: Here): void {
  walk.nodes += 1;
  if (walk.nodes > MAX_NODES) refuse('input.too_many_nodes', { at });
  if (depth > MAX_DEPTH) refuse('input.too_deep', { at: at < 0 ? placeOf(body) : at });
  const shape = Object.hasOwn(SHAPES, name) ? SHAPES[name] : undefined;
  if (shape === undefined || typeof body !== 'object' || body === null || Array.isArray(body)) {
    refuse(name.endsWith('Stmt') ? 'statement.not_select' : 'syntax.not_allowed', { at, name });
  }
  const fields = body as Readonly<Record<string, unknown>>;
  const location = fields['location'];
  const here = typeof location === 'number' && location >= 0 ? location : at;
  for (const key in fields) {
    const slot = Object.hasOwn(shape, key) ? shape[key] : undefined;
    if (slot === undefined) {
      const at = [placeOf(fields[key]), here, placeOf(body)].find((place) => place >= 0) ?? -1;
      refuse(SPECIAL[`${name}.${key}`] ?? 'syntax.not_allowed', { at, name: `${name}.${key}` });
    }
    if (slot !== 'number' || typeof fields[key] !== 'number')
      checkSlot(walk, { slot, value: fields[key] }, { at: here, depth: depth + 1, path: `${name}.${key}` });
  }
}

function checkSlot(walk: Walk, { slot, value }: { slot: Slot; value: unknown }, here: Here): void {
  if (slot === 'node') return checkNode(walk, value, here);
  if (slot === 'list') {
    if (!Array.isArray(value)) refuse('syntax.not_allowed', { at: here.at, name: here.path });
    for (const child of value) checkNode(walk, child, here);
    return;
  }
  if (typeof slot === 'object' && 'inline' in slot) return checkFields(walk, { name: slot.inline, body: value }, here);
  if (!fits(value, slot)) refuse('syntax.not_allowed', { at: here.at, name: here.path });
  if (slot === 'name' && UNSEEN.test(value as string)) refuse('input.hidden_character', { at: here.at });
}

/** Lists in which `{}` is written: DISTINCT without ON, a function in FROM without column definitions. */
const NOTHING_HERE = new Set(['SelectStmt.distinctClause', 'List.items']);

function fits(value: unknown, slot: Slot): boolean {
  if (slot === 'name' || slot === 'text') return typeof value === 'string';
  if (slot === 'number') return typeof value === 'number';
  if (slot === 'true') return value === true;
  return Array.isArray(slot) && typeof value === 'string' && slot.includes(value);
}
