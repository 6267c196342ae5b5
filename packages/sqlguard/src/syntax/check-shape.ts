import { MAX_DEPTH, MAX_NODES } from '../input/limits.ts';
import { UNSEEN } from '../input/unseen.ts';
import { refuse, type RuleId } from '../verdict.ts';
import { SHAPES, type Slot } from './shapes.ts';

/** Refusals that deserve a sentence of their own. */
const SPECIAL: Readonly<Record<string, RuleId>> = {
  'SelectStmt.intoClause': 'statement.select_into',
  'SelectStmt.lockingClause': 'statement.locking',
  'WithClause.recursive': 'with.recursive',
};

/** Checks every node and key against the table (B2) and the caps (B1). The tree is walked with a stack of our own. */
export function checkShape(root: unknown): void {
  const stack: { value: unknown; slot: Slot; depth: number; at: number; path: string }[] = [
    { value: root, slot: 'node', depth: 0, at: -1, path: '' },
  ];
  let nodes = 0;
  for (let item = stack.pop(); item !== undefined; item = stack.pop()) {
    const { value, slot, depth, at, path } = item;
    nodes += 1;
    if (nodes > MAX_NODES) refuse('input.too_many_nodes');
    if (depth > MAX_DEPTH) refuse('input.too_deep', { at });
    if (slot === 'list') {
      if (!Array.isArray(value)) refuse('syntax.not_allowed', { at, name: path });
      for (const child of value) stack.push({ value: child, slot: 'node', depth, at, path });
    } else if (slot === 'node' || (typeof slot === 'object' && 'inline' in slot)) {
      const { name, body } = slot === 'node' ? unwrap(value, at, path) : { name: slot.inline, body: value };
      pushFields(stack, { name, body, depth, at });
    } else if (!fits(value, slot)) {
      refuse('syntax.not_allowed', { at, name: path });
    } else if (slot === 'name' && UNSEEN.test(value as string)) {
      refuse('input.hidden_character', { at });
    }
  }
}

function pushFields(
  stack: { value: unknown; slot: Slot; depth: number; at: number; path: string }[],
  { name, body, depth, at }: { name: string; body: unknown; depth: number; at: number },
): void {
  const shape = Object.hasOwn(SHAPES, name) ? SHAPES[name] : undefined;
  if (shape === undefined || typeof body !== 'object' || body === null || Array.isArray(body)) {
    refuse(name.endsWith('Stmt') ? 'statement.not_select' : 'syntax.not_allowed', { at, name });
  }
  const location = (body as { location?: unknown }).location;
  const here = typeof location === 'number' && location >= 0 ? location : at;
  for (const [key, value] of Object.entries(body)) {
    const slot = Object.hasOwn(shape, key) ? shape[key] : undefined;
    if (slot === undefined)
      refuse(SPECIAL[`${name}.${key}`] ?? 'syntax.not_allowed', { at: here, name: `${name}.${key}` });
    stack.push({ value, slot, depth: depth + 1, at: here, path: `${name}.${key}` });
  }
}

/** Lists in which `{}` is written: DISTINCT without ON, a function in FROM without column definitions. */
const NOTHING_HERE = new Set(['SelectStmt.distinctClause', 'List.items']);

/** An empty list element (`{}`) is how the parser writes "nothing here", for instance `DISTINCT` without ON. */
function unwrap(value: unknown, at: number, path: string): { name: string; body: unknown } {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    refuse('syntax.not_allowed', { at, name: path });
  const entries = Object.entries(value);
  const entry = entries[0];
  if (entry === undefined && NOTHING_HERE.has(path)) return { name: 'A_Star', body: {} };
  if (entry === undefined || entries.length !== 1) refuse('syntax.not_allowed', { at, name: path });
  return { name: entry[0], body: entry[1] };
}

function fits(value: unknown, slot: Slot): boolean {
  if (slot === 'name' || slot === 'text') return typeof value === 'string';
  if (slot === 'number') return typeof value === 'number';
  if (slot === 'true') return value === true;
  return Array.isArray(slot) && typeof value === 'string' && slot.includes(value);
}
