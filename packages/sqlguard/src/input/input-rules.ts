import { refuse } from '../verdict.ts';
import { MAX_BYTES } from './limits.ts';

const ASCII = /^\p{ASCII}*$/u;
/** C0 controls but tab and the two newlines, and DEL. */
const CONTROL = /(?![\t\n\r\u0080-\u009f])\p{Cc}/u;

/** B1: what may be handed to the parser at all. A NUL, for one, hides a second statement from it. */
export function checkInput(sql: string): void {
  if (sql.trim() === '') refuse('input.empty');
  if (!sql.isWellFormed()) refuse('input.not_unicode');
  if (CONTROL.test(sql)) refuse('input.control_character');
  if (sql.length > MAX_BYTES || byteLength(sql) > MAX_BYTES) refuse('input.too_long');
}

export function byteLength(text: string): number {
  if (ASCII.test(text)) return text.length;
  let bytes = 0;
  for (const char of text) {
    const point = char.codePointAt(0) ?? 0;
    bytes += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
  }
  return bytes;
}
