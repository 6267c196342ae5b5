/**
 * Two clocks in one: `now()` is the true time, for signatures, sessions and limits; `instant()` is what "today" in a
 * question means. They differ only where the instant is fixed (tests, evaluations, pictures).
 */
export type Clock = { now(): Date; instant(): Date };

export function makeClock(fixedInstant?: Date): Clock {
  const fixed = fixedInstant?.getTime();
  return {
    now: () => new Date(),
    instant: () => (fixed === undefined ? new Date() : new Date(fixed)),
  };
}
