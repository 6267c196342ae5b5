export const WINDOW_MS = 60_000;

export type RateVerdict = {
  readonly allowed: boolean;
  readonly limit: number;
  readonly remaining: number;
  /** Until the next request would be allowed; 0 if it would be now. */
  readonly retryAfterMs: number;
  /** Until the oldest counted request leaves the window. */
  readonly resetMs: number;
};

/** Counts requests in an exact sliding minute. A refused request MUST NOT count: it would lengthen its own refusal. */
export type Rates = {
  take(key: string, limit: number, now: Date): Promise<RateVerdict>;
};

const SWEEP_EVERY = 10_000;

/** For one process: the stamps of the last minute, at most `limit` of them a key. What is lost with it may be lost. */
export function makeMemoryRates(): Rates {
  const stampsByKey = new Map<string, number[]>();
  let untilSweep = SWEEP_EVERY;
  return {
    take: async (key, limit, now) => {
      untilSweep -= 1;
      if (untilSweep === 0) {
        untilSweep = SWEEP_EVERY;
        sweep(stampsByKey, now.getTime());
      }
      const live = (stampsByKey.get(key) ?? []).filter((stamp) => stamp > now.getTime() - WINDOW_MS);
      const allowed = live.length < limit;
      if (allowed) live.push(now.getTime());
      if (live.length > 0) stampsByKey.set(key, live);
      return toVerdict(live, { limit, allowed, now: now.getTime() });
    },
  };
}

/** Keys of strangers come and go; without this an attacker with many addresses would fill the memory. */
function sweep(stampsByKey: Map<string, number[]>, now: number): void {
  for (const [key, stamps] of stampsByKey) {
    if ((stamps.at(-1) ?? 0) <= now - WINDOW_MS) stampsByKey.delete(key);
  }
}

function toVerdict(live: readonly number[], asked: { limit: number; allowed: boolean; now: number }): RateVerdict {
  const { limit, allowed, now } = asked;
  const until = (stamp: number | undefined): number => (stamp === undefined ? 0 : Math.max(0, stamp + WINDOW_MS - now));
  const full = live.length >= limit;
  return {
    allowed,
    limit,
    remaining: Math.max(0, limit - live.length),
    retryAfterMs: full ? until(live[live.length - limit]) : 0,
    resetMs: until(live[0]),
  };
}
