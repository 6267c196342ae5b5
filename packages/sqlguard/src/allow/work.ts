import { elementOf, type TypeName } from '../pg/types.ts';
import { readJsonPath } from '../pg/json-path.ts';
import type { Sized } from './sizes.ts';

/**
 * Nanoseconds that one call takes at most, beside what it takes to read its arguments once. A server that is inside one
 * call hears neither cancel nor timeout.
 */
export type WorkRule = (args: readonly Sized[]) => number;

/** At each byte of the one argument, every byte of the other is looked at. */
export const searched =
  (index: number, by: number, each = 1): WorkRule =>
  (args) =>
    (args[index]?.size ?? 0) * (args[by]?.size ?? 0) * each;

/** A comparison of two texts costs more than one of two bytes. */
const EACH_ELEMENT = 10;
const EACH_LIKE = 2;
const EACH_JSON = 8;

const everyPair: WorkRule = ([left, right]) => (left?.elements ?? 0) * (right?.elements ?? 0) * EACH_ELEMENT;
const anyPart = searched(0, 1, EACH_JSON);
const matched = searched(0, 1, EACH_LIKE);
/** Digits are multiplied four at a time. What nobody computed is a short number, so only the usual size counts. */
export const multiplied: WorkRule = ([left, right]) =>
  left?.isUsual === true ? (left.size * (right?.size ?? 0)) / 50 : 0;

/** Euclid's steps: as many as there are digits, and each looks at all of them. */
export const dividedInTurn: WorkRule = ([left, right]) =>
  left?.isUsual === true ? left.size * (right?.size ?? 0) * EACH_TURN : 0;
const EACH_TURN = 3;

/** A path looks at its document once, or for each item of a filter again; a server listens meanwhile, but gives no memory back. */
export const walked: WorkRule = ([document, path, variables]) => {
  if (document?.isUsual !== true) return 0;
  const whole = (arg: Sized | undefined) => ({ parts: arg?.elements ?? 0, bytes: arg?.size ?? 0 });
  const input = { document: whole(document), given: whole(variables) };
  return readJsonPath(path?.literal ?? '')?.work(input) ?? Number.POSITIVE_INFINITY;
};

const MATCHING: ReadonlySet<string> = new Set(['~~', '!~~', '~~*', '!~~*']);
const CONTAINING: ReadonlySet<string> = new Set(['@>', '<@', '&&']);
const DIGITS: ReadonlySet<string> = new Set(['*', '/', '%']);

/** What an operator does with the two types that it was chosen for. */
export function operatorWork(op: string, [left, right]: readonly (TypeName | undefined)[]): WorkRule | undefined {
  if (MATCHING.has(op)) return matched;
  if (right === 'jsonpath') return walked;
  if (DIGITS.has(op) && left === 'numeric') return multiplied;
  const isList = right !== undefined && (elementOf(right) !== undefined || right === 'anyarray');
  if (left === 'jsonb') return CONTAINING.has(op) || (op === '-' && isList) ? anyPart : undefined;
  return CONTAINING.has(op) && isList ? everyPair : undefined;
}
