import { byteLength } from '../input/byte-length.ts';
import { MAX_NAME_BYTES } from '../input/limits.ts';
import { refuse } from '../verdict.ts';
import type { CteEntry, Scope } from './env.ts';

/**
 * The alias that is printed: the wanted one unless an enclosing level has it, whose columns it would capture. Sibling
 * subqueries may share a name.
 */
export function printedAlias(scope: Scope, wanted: string): string {
  const isTaken = (name: string): boolean => {
    for (let level: Scope | null = scope; level !== null; level = level.parent) if (level.own.has(name)) return true;
    return false;
  };
  return freeName(wanted, isTaken);
}

/** The same for a CTE: an inner one may not hide an outer one that it may read. */
export function printedCte(ctes: ReadonlyMap<string, CteEntry>, wanted: string): string {
  const taken = new Set([...ctes.values()].map((entry) => entry.cte.name));
  return freeName(wanted, (name) => taken.has(name));
}

/** Names for the columns of one subquery: PostgreSQL allows equal ones, references to them would be ambiguous. */
export function uniqueNames(wanted: readonly string[]): readonly string[] {
  const taken = new Set<string>();
  const numbers = new Map<string, number>();
  const isTaken = (name: string): boolean => taken.has(name);
  return wanted.map((name) => {
    const free = freeName(name, isTaken, numbers);
    taken.add(free);
    return free;
  });
}

/** `numbers` remembers the last one given to a stem, so that a thousand equal names take no million steps. */
function freeName(
  wanted: string,
  isTaken: (name: string) => boolean,
  numbers: Map<string, number> = new Map<string, number>(),
): string {
  if (!isTaken(wanted) && !isTooLong(wanted)) return wanted;
  const stem = Array.from(wanted).slice(0, 12).join('');
  let number = numbers.get(stem) ?? 2;
  while (isTaken(`${stem}_${number}`)) number += 1;
  numbers.set(stem, number);
  return `${stem}_${number}`;
}

/** The server would cut a longer name and with it perhaps make two names one. */
export function checkName(name: string, at: number): string {
  if (name === '' || isTooLong(name)) refuse('name.too_long', { at, name });
  return name;
}

/** A unit of UTF-16 is at most three bytes of UTF-8: short names need no counting. */
const isTooLong = (name: string): boolean => name.length * 3 > MAX_NAME_BYTES && byteLength(name) > MAX_NAME_BYTES;
