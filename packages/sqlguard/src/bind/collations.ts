import type { Typed } from '../ir/nodes.ts';
import {
  asColumn,
  bothOf,
  DATABASE_COLLATION,
  isSettled,
  meeting,
  NAME_COLLATION,
  type Collation,
} from '../pg/collation.ts';
import { categoryOf, elementOf, isName, UNKNOWN, type TypeName } from '../pg/types.ts';
import { refuse } from '../verdict.ts';

type Parts = readonly (Pick<Typed, 'type' | 'sortedBy'> | null | undefined)[];

/** The collation that the parts of one expression come to; undefined where each has the database's. */
function merged(parts: Parts, at: number): Collation | undefined {
  let found: Collation | undefined;
  for (const part of parts) {
    const own = part?.sortedBy;
    if (own === undefined || own === found) continue;
    found = found === undefined ? own : (meeting(found, own) ?? refuseBoth(found, own, at));
  }
  return found;
}

const refuseBoth = (one: Collation, other: Collation, at: number): never =>
  refuse('collation.conflict', { at, name: bothOf(one, other), hint: 'Use one of them.' });

/** What a node made of these parts is sorted by; nothing, if its type is not sorted as text. */
export function collationOf(
  parts: Parts,
  { type, at }: { readonly type: TypeName; readonly at: number },
): Collation | undefined {
  const found = merged(parts, at);
  if (found !== undefined && found.strength !== 'lost') return isCollatable(type) ? found : undefined;
  return isName(type) && !parts.some(isDefault) ? NAME_COLLATION : undefined;
}

/** What compares, searches or changes case asks for one collation (`inputcollid`); without it the server fails (42P21, 42P22). */
export function checkCollation(parts: Parts, at: number): void {
  const found = merged(parts, at);
  if (found === undefined || isSettled(found)) return;
  if (found.strength === 'lost' && parts.some(isDefault)) return;
  refuse('collation.conflict', { at, name: found.name });
}

/** As compared with all the others at once. */
export function beside<One extends Typed>(one: One, others: Parts, at: number): One {
  const sortedBy = merged([one, ...others], at);
  return sortedBy === undefined || sortedBy === one.sortedBy || sortedBy.strength === 'lost'
    ? one
    : { ...one, sortedBy };
}

/** As a column of its query: who reads it does not see where its collation is from. */
export const asShown = <One extends Typed>(one: One): One =>
  one.sortedBy === undefined ? one : { ...one, sortedBy: asColumn(one.sortedBy) };

/** What comes without a collation has its type's again once it is converted (`RelabelType`). */
export const asConverted = <One extends Typed>(one: One, type: TypeName): One =>
  one.sortedBy?.strength !== 'lost' || one.type === type ? one : { ...one, sortedBy: typeCollation(type) };

const typeCollation = (type: TypeName): Collation =>
  isName(type) ? NAME_COLLATION : { strength: 'implicit', name: DATABASE_COLLATION };

/** What the server may put one of these parts in the place of: it is then sorted as that part is, which may be by nothing. */
export function standingFor<One extends Typed>(whole: One, parts: readonly Typed[]): One {
  const lost = parts.find(({ sortedBy, type }) => sortedBy?.strength === 'lost' && type === whole.type)?.sortedBy;
  return lost === undefined ? whole : { ...whole, sortedBy: lost };
}

/** The column of one arm in the type of both: an untyped literal is sorted as the type is that it takes. */
export const asArm = <One extends Typed>(one: One, type: TypeName): One =>
  one.type === UNKNOWN && isName(type) ? { ...one, sortedBy: NAME_COLLATION } : asConverted(one, type);

const isCollatable = (type: TypeName): boolean => categoryOf(elementOf(type) ?? type) === 'S';
const isDefault = (part: Parts[number]): boolean =>
  part != null && part.sortedBy === undefined && isCollatable(part.type);
