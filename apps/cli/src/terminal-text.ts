/**
 * Text for a terminal. Data of a bank, a question or a name can hold anything, and a terminal obeys escape sequences:
 * whoever can write into a column could otherwise retitle windows, hide lines or fake an answer.
 */

/** C0, DEL and C1 controls; marks that reorder text; line and paragraph separators; invisible formats. */
const DANGEROUS = /[\p{Cc}\u200b-\u200f\u2028-\u202e\u2060-\u2069\u061c\ufeff\u{e0000}-\u{e007f}]/gu;

/** One line: every control is shown as a picture of itself, and nothing is left to obey. */
export function plain(text: string): string {
  return text.replace(DANGEROUS, picture);
}

/** Several lines: newlines stay, the rest is shown. */
export function plainLines(text: string): string {
  return text.split(/\r?\n/).map(plain).join('\n');
}

function picture(control: string): string {
  const code = control.codePointAt(0) ?? 0;
  if (code < 0x20) return String.fromCodePoint(0x2400 + code);
  return code === 0x7f ? '\u2421' : '\ufffd';
}

const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });
const WIDE =
  /^[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;

/** Columns that the text takes on a terminal. */
export function widthOf(text: string): number {
  let width = 0;
  for (const { segment } of segmenter.segment(text)) width += WIDE.test(segment) ? 2 : 1;
  return width;
}

export function pad(text: string, width: number, side: 'left' | 'right'): string {
  const space = ' '.repeat(Math.max(0, width - widthOf(text)));
  return side === 'left' ? space + text : text + space;
}
