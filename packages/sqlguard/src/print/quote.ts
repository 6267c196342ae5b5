import { UNSEEN } from '../input/unseen.ts';

/** An identifier, always quoted: no keyword, no case folding, nothing to guess. */
export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/**
 * A string constant. Invisible characters are spelled out (`U&'\202E'`), so that what is read is what runs; a
 * backslash alone means itself, since the executor's session has standard_conforming_strings.
 */
export function quoteLiteral(text: string): string {
  if (!UNSEEN.test(text)) return `'${text.replaceAll("'", "''")}'`;
  const spelled = Array.from(text, (char) =>
    UNSEEN.test(char) ? codeOf(char) : char === '\\' ? '\\\\' : char === "'" ? "''" : char,
  );
  return `U&'${spelled.join('')}'`;
}

function codeOf(char: string): string {
  const hex = (char.codePointAt(0) ?? 0).toString(16).toUpperCase();
  return hex.length <= 4 ? `\\${hex.padStart(4, '0')}` : `\\+${hex.padStart(6, '0')}`;
}
