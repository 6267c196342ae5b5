import { byteLength } from '../input/byte-length.ts';
import { MAX_NAME_BYTES } from '../input/limits.ts';
import { refuse } from '../verdict.ts';
import type { CteEntry, Scope } from './env.ts';

/**
 * The alias that is printed: the wanted one unless an enclosing level has it, whose columns it would capture. Sibling
 * subqueries may share a name.
 */
export function printedAlias(scope: Scope, wanted: string): string {
  const taken = new Set<string>();
  for (let level: Scope | null = scope; level !== null; level = level.parent) {
    for (const name of level.own.keys()) taken.add(name);
  }
  return freeName(wanted, taken);
}

/** The same for a CTE: an inner one may not hide an outer one that it may read. */
export function printedCte(ctes: ReadonlyMap<string, CteEntry>, wanted: string): string {
  return freeName(wanted, new Set([...ctes.values()].map((entry) => entry.cte.name)));
}

/** Names for the columns of one subquery: PostgreSQL allows equal ones, references to them would be ambiguous. */
export function uniqueNames(wanted: readonly string[]): readonly string[] {
  const taken = new Set<string>();
  // Where to go on counting: thousands of columns may bear one name.
  const counted = new Map<string, number>();
  return wanted.map((name) => {
    const free = freeName(name, taken, counted.get(name));
    if (free !== name) counted.set(name, Number(free.slice(free.lastIndexOf('_') + 1)) + 1);
    taken.add(free);
    return free;
  });
}

function freeName(wanted: string, taken: ReadonlySet<string>, from = 2): string {
  if (!taken.has(wanted) && byteLength(wanted) <= MAX_NAME_BYTES) return wanted;
  const stem = Array.from(wanted).slice(0, 12).join('');
  let number = from;
  while (taken.has(`${stem}_${number}`)) number += 1;
  return `${stem}_${number}`;
}

/** The server would cut a longer name and with it perhaps make two names one. */
export function checkName(name: string, at: number): string {
  if (name === '' || byteLength(name) > MAX_NAME_BYTES) refuse('name.too_long', { at, name });
  return name;
}
