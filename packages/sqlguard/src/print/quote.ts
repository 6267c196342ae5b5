import { holdsUnseen } from '../input/unseen.ts';

/** Printed as it is: ASCII without quote, backslash and controls. */
const PLAIN = /^[ !"#$%&()-[\]^-~]*$/;

/** An identifier, always quoted: no keyword, no case folding, nothing to guess. */
export function quoteName(name: string): string {
  return name.includes('"') ? `"${name.replaceAll('"', '""')}"` : `"${name}"`;
}

/**
 * A string constant that means the same whatever the session's settings are. Invisible characters are spelled out
 * (`U&'\202E'`), so that what an approver reads is what runs.
 */
export function quoteLiteral(text: string): string {
  if (PLAIN.test(text)) return `'${text}'`;
  const doubled = text.replaceAll("'", "''");
  if (!holdsUnseen(text)) return text.includes('\\') ? `E'${doubled.replaceAll('\\', '\\\\')}'` : `'${doubled}'`;
  const spelled = Array.from(doubled, (char) => (holdsUnseen(char) ? codeOf(char) : char === '\\' ? '\\\\' : char));
  return `U&'${spelled.join('')}'`;
}

function codeOf(char: string): string {
  const hex = (char.codePointAt(0) ?? 0).toString(16).toUpperCase();
  return hex.length <= 4 ? `\\${hex.padStart(4, '0')}` : `\\+${hex.padStart(6, '0')}`;
}
