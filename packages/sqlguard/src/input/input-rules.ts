import { refuse } from '../verdict.ts';
import { byteLength } from './byte-length.ts';
import { checkNesting } from './check-nesting.ts';
import { MAX_BYTES } from './limits.ts';

/** What most texts are made of, and what none of the rules about characters is about. */
const PLAIN = /^[\t\n\r -~]*$/;
/** C0 controls but tab and the two newlines, and DEL. */
const CONTROL = /(?![\t\n\r\u0080-\u009f])\p{Cc}/u;
const LONE_SURROGATE = /\p{Surrogate}/u;

/** B1: what may be handed to the parser at all. A NUL, for one, hides a second statement from it. */
export function checkInput(sql: string): void {
  // Callers in plain JavaScript hand over what they have.
  if (typeof sql !== 'string') refuse('input.not_unicode');
  // The length first: all else reads the whole text.
  if (sql.length > MAX_BYTES) refuse('input.too_long');
  if (!PLAIN.test(sql)) checkCharacters(sql);
  if (sql.trim() === '') refuse('input.empty');
  checkNesting(sql);
}

function checkCharacters(sql: string): void {
  refuseAt(sql, LONE_SURROGATE, 'input.not_unicode');
  refuseAt(sql, CONTROL, 'input.control_character');
  if (byteLength(sql) > MAX_BYTES) refuse('input.too_long');
}

function refuseAt(sql: string, what: RegExp, rule: 'input.not_unicode' | 'input.control_character'): void {
  const found = what.exec(sql);
  if (found !== null) refuse(rule, { at: byteLength(sql.slice(0, found.index)) });
}
