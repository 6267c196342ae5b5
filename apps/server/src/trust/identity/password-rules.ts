import { AtlasError } from '@aureus/contract';
import { COMMON_PASSWORDS } from './common-passwords.ts';

export const MIN_PASSWORD_CHARACTERS = 12;
/** bcrypt reads no further: a longer password would be accepted with any other ending. */
export const MAX_PASSWORD_BYTES = 72;

/** True if bcrypt would take every byte of it into account. */
export function isHashable(password: string): boolean {
  return !password.includes('\0') && new TextEncoder().encode(password).length <= MAX_PASSWORD_BYTES;
}

/** Throws VALIDATION_ERROR naming what is wrong with a password that somebody wants to set. */
export function checkNewPassword(password: string, email: string): void {
  const issue = findFault(password, email);
  if (issue === undefined) return;
  throw new AtlasError('VALIDATION_ERROR', 'This password cannot be used.', {
    details: [{ field: 'new_password', issue }],
  });
}

function findFault(password: string, email: string): string | undefined {
  if (Array.from(password).length < MIN_PASSWORD_CHARACTERS)
    return `Must have at least ${MIN_PASSWORD_CHARACTERS} characters`;
  if (!isHashable(password)) return `Must have at most ${MAX_PASSWORD_BYTES} bytes and no NUL`;
  if (new Set(password).size < 5) return 'Repeats too few characters';
  if (isCommon(password)) return 'Is among the passwords that are guessed first';
  return containsName(password, email) ? 'Contains your own name' : undefined;
}

/** The part before the @, if it is long enough to be a name and not a letter that any text has. */
function containsName(password: string, email: string): boolean {
  const name = email.toLowerCase().split('@')[0] ?? '';
  return name.length >= 4 && password.toLowerCase().includes(name);
}

/** A common word stays common with other case, digits and signs around it, or look-alike digits within. */
function isCommon(password: string): boolean {
  const lower = password.toLowerCase();
  const plain = lower.replace(/[013457$@!]/g, (sign) => LOOKALIKES[sign] ?? sign);
  return [lower, plain].some((text) => COMMON_PASSWORDS.has(text) || COMMON_PASSWORDS.has(toBare(text)));
}

function toBare(text: string): string {
  return text.replace(/^[^a-z]+|[^a-z]+$/g, '');
}

const LOOKALIKES: Readonly<Record<string, string>> = {
  0: 'o',
  1: 'l',
  3: 'e',
  4: 'a',
  5: 's',
  7: 't',
  $: 's',
  '@': 'a',
  '!': 'i',
};
