/** What is known of failures to sign in to one account from one neighbourhood. */
export type Failures = {
  readonly failures: number;
  readonly countingSince: Date;
  readonly backoffs: number;
  readonly closedUntil: Date | null;
};

const WINDOW_MS = 60_000;
/** From this failure within a minute, the neighbourhood waits. A person who mistypes does not get there. */
const TOLERATED = 9;
const FIRST_BACKOFF_MS = 15_000;
const LONGEST_BACKOFF_MS = 15 * 60_000;

/** True while nobody from there gets in, right password or not. */
export function isClosed(known: Failures | null, now: Date): boolean {
  return known?.closedUntil != null && known.closedUntil > now;
}

/** The count after one more failure. A backoff doubles the one before it, until a quarter of an hour has been quiet. */
export function countFailure(known: Failures | null, now: Date): Failures {
  const quiet = known === null || lastTrouble(known) + LONGEST_BACKOFF_MS <= now.getTime();
  const backoffs = quiet ? 0 : known.backoffs;
  const running =
    known !== null && !quiet && (backoffs > 0 || known.countingSince.getTime() + WINDOW_MS > now.getTime());
  const failures = running ? known.failures + 1 : 1;
  const countingSince = running ? known.countingSince : now;
  if (failures <= TOLERATED) return { failures, countingSince, backoffs, closedUntil: null };
  const wait = Math.min(LONGEST_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** backoffs);
  return { failures, countingSince, backoffs: backoffs + 1, closedUntil: new Date(now.getTime() + wait) };
}

function lastTrouble(known: Failures): number {
  return (known.closedUntil ?? known.countingSince).getTime();
}
