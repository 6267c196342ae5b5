import { byteLength } from '../input/input-rules.ts';
import { MAX_NAME_BYTES } from '../input/limits.ts';
import { refuse } from '../verdict.ts';
import type { Binder } from './env.ts';

/** A name nobody has used yet in this query: the wanted one, or with a number behind. */
export function uniqueName(binder: Binder, wanted: string): string {
  const name = freeName(wanted, binder.names);
  binder.names.add(name);
  return name;
}

/** Names for the columns of one subquery: PostgreSQL allows equal ones, references to them would be ambiguous. */
export function uniqueNames(wanted: readonly string[]): readonly string[] {
  const taken = new Set<string>();
  return wanted.map((name) => {
    const free = freeName(name, taken);
    taken.add(free);
    return free;
  });
}

function freeName(wanted: string, taken: ReadonlySet<string>): string {
  if (!taken.has(wanted) && byteLength(wanted) <= MAX_NAME_BYTES) return wanted;
  const stem = Array.from(wanted).slice(0, 12).join('');
  let number = 2;
  while (taken.has(`${stem}_${number}`)) number += 1;
  return `${stem}_${number}`;
}

/** The server would cut a longer name and with it perhaps make two names one. */
export function checkName(name: string, at: number): string {
  if (name === '' || byteLength(name) > MAX_NAME_BYTES) refuse('name.too_long', { at, name });
  return name;
}
