/** An identifier, always quoted: no keyword, no case folding, nothing to guess. */
export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** What an approver would not see, or would see as something else. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\u115F\u1160\u3164\uFFA0\u034F\uFE00-\uFE0F]/u;

/**
 * A string constant. Invisible characters are spelled out (`U&'\202E'`), so that what is read is what runs; a
 * backslash alone means itself, since the executor's session has standard_conforming_strings.
 */
export function quoteLiteral(text: string): string {
  if (!UNSEEN.test(text)) return `'${text.replaceAll("'", "''")}'`;
  const spelled = [...text].map((char) => (UNSEEN.test(char) ? codeOf(char) : char === '\\' ? '\\\\' : char === "'" ? "''" : char));
  return `U&'${spelled.join('')}'`;
}

function codeOf(char: string): string {
  const hex = (char.codePointAt(0) ?? 0).toString(16).toUpperCase();
  return hex.length <= 4 ? `\\${hex.padStart(4, '0')}` : `\\+${hex.padStart(6, '0')}`;
}
