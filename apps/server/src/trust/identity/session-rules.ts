export const ACCESS_SECONDS = 3600;
export const SESSION_SECONDS = 7 * 24 * 3600;
export const DOWNLOAD_SECONDS = 300;
export const ONE_TIME_PASSWORD_SECONDS = 72 * 3600;
/** Two tabs, or a reply that was lost: for this long the token before the newest still leads to the newest. */
const GRACE_MS = 30_000;

export type SessionRow = {
  readonly expiresAt: Date;
  readonly endedAt: Date | null;
  readonly tokenNumber: number;
  readonly rotatedAt: Date;
};

export type RefreshVerdict =
  /** The newest token: its successor gets this number. */
  | { readonly outcome: 'rotate'; readonly number: number }
  /** The one just before, in time: it gets the same successor again, which nobody has used yet. */
  | { readonly outcome: 'repeat'; readonly number: number }
  /** A token that was used up: two people hold this session, and one of them stole it. */
  | { readonly outcome: 'reused' }
  | { readonly outcome: 'ended' };

/** What the refresh token with this number is worth. The row MUST be locked by the caller. */
export function judgeRefresh(
  row: SessionRow,
  presented: number,
  facts: { now: Date; idleSeconds: number | null },
): RefreshVerdict {
  const { now, idleSeconds } = facts;
  const quiet = now.getTime() - row.rotatedAt.getTime();
  if (row.endedAt !== null || row.expiresAt <= now) return { outcome: 'ended' };
  if (idleSeconds !== null && quiet > idleSeconds * 1000) return { outcome: 'ended' };
  if (presented === row.tokenNumber) return { outcome: 'rotate', number: row.tokenNumber + 1 };
  if (presented === row.tokenNumber - 1 && quiet <= GRACE_MS) return { outcome: 'repeat', number: row.tokenNumber };
  return { outcome: 'reused' };
}
