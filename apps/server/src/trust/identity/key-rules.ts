import { SESSION_SECONDS } from './session-rules.ts';

/** The customer's rotation: every 90 days. */
const LIFE_MS = 90 * 24 * 3600_000;
/** A key is stored this long before it signs, so that every process has it when its first token comes. */
export const NOTICE_MS = 60_000;

type Dated = { readonly kid: string; readonly signsFrom: Date };

/** The key that signs now: the newest whose time has come. Keys oldest first. */
export function findSigner<K extends Dated>(keys: readonly K[], now: Date): K | undefined {
  return keys.findLast((key) => key.signsFrom <= now);
}

/** True if somebody should store the next key. */
export function isDue(keys: readonly Dated[], now: Date): boolean {
  const newest = keys.at(-1);
  return newest === undefined || newest.signsFrom.getTime() + LIFE_MS - NOTICE_MS <= now.getTime();
}

/** False once every token that the key signed has ended: its successor has signed for as long as a session lives. */
export function stillVerifies(keys: readonly Dated[], kid: string, now: Date): boolean {
  const at = keys.findIndex((key) => key.kid === kid);
  if (at < 0) return false;
  const successor = keys[at + 1];
  return successor === undefined || successor.signsFrom.getTime() + SESSION_SECONDS * 1000 > now.getTime();
}
