import { refuse } from '../verdict.ts';
import { byteLength } from './byte-length.ts';
import { checkNesting } from './check-nesting.ts';
import { MAX_BYTES } from './limits.ts';

/** C0 controls but tab and the two newlines, and DEL. */
const CONTROL = /(?![\t\n\r\u0080-\u009f])\p{Cc}/u;
const LONE_SURROGATE = /\p{Surrogate}/u;

/** B1: what may be handed to the parser at all. A NUL, for one, hides a second statement from it. */
export function checkInput(sql: string): void {
  // The length first: all else reads the whole text.
  if (sql.length > MAX_BYTES) refuse('input.too_long');
  refuseAt(sql, LONE_SURROGATE, 'input.not_unicode');
  refuseAt(sql, CONTROL, 'input.control_character');
  if (sql.trim() === '') refuse('input.empty');
  if (byteLength(sql) > MAX_BYTES) refuse('input.too_long');
  checkNesting(sql);
}

function refuseAt(sql: string, what: RegExp, rule: 'input.not_unicode' | 'input.control_character'): void {
  const found = what.exec(sql);
  if (found !== null) refuse(rule, { at: byteLength(sql.slice(0, found.index)) });
}
