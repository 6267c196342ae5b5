import { randomBytes, scryptSync, timingSafeEqual } from 'node:crypto';

/**
 * Tells later whether a password is the one a session was opened with, without keeping it. Whoever takes the session file
 * has the session anyhow; guessing the password from the mark costs them a scrypt for each guess.
 */
export function markPassword(password: string): string {
  const salt = randomBytes(16);
  return `${salt.toString('hex')}.${digest(password, salt).toString('hex')}`;
}

export function isMarked(mark: string | undefined, password: string): boolean {
  const [salt, kept] = (mark ?? '').split('.').map((hex) => Buffer.from(hex, 'hex'));
  if (salt?.length !== 16 || kept?.length !== 16) return false;
  return timingSafeEqual(kept, digest(password, salt));
}

const digest = (password: string, salt: Buffer): Buffer => scryptSync(password, salt, 16);
