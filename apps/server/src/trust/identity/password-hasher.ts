import { AtlasError } from '@aureus/contract';
import bcrypt from 'bcrypt';
import { isHashable } from './password-rules.ts';

/** The customer's cost. One more doubles both an attacker's time and a person's wait. */
const COST = 12;
const WAITING_ROOM = 32;
/** Compared with where there is no account: made from 24 random bytes that nobody kept. */
const NOBODY = '$2b$12$4irEqf.B2NyNc0EXU/UvF.CF.jL8QOTSqtdsI0w58g8PNnSpw5JnS';

export type PasswordHasher = {
  hash(password: string): Promise<string>;
  /** False for a null hash too, after the same time: nobody learns which accounts exist. */
  matches(password: string, hash: string | null): Promise<boolean>;
};

/**
 * bcrypt, at most `parallel` at once so that somebody who guesses cannot take every core, and a short queue behind:
 * whoever finds it full is told to come back (429).
 */
export function makePasswordHasher(parallel: number): PasswordHasher {
  const inTurn = makeQueue(Math.max(1, parallel));
  return {
    hash: (password) => inTurn(() => bcrypt.hash(password, COST)),
    matches: async (password, hash) => {
      const usable = isHashable(password);
      const matched = await inTurn(() => bcrypt.compare(usable ? password : '', hash ?? NOBODY));
      return matched && usable && hash !== null;
    },
  };
}

function makeQueue(parallel: number): <T>(work: () => Promise<T>) => Promise<T> {
  let running = 0;
  const waiting: (() => void)[] = [];
  const leave = (): void => {
    const next = waiting.shift();
    if (next === undefined) running -= 1;
    else next();
  };
  const enter = async (): Promise<void> => {
    if (running < parallel) {
      running += 1;
      return;
    }
    if (waiting.length >= WAITING_ROOM) {
      throw new AtlasError(
        'RATE_LIMIT_EXCEEDED',
        'Too many people are signing in at this moment. Try again in a few seconds.',
      );
    }
    await new Promise<void>((resolve) => waiting.push(resolve));
  };
  return async (work) => {
    await enter();
    try {
      return await work();
    } finally {
      leave();
    }
  };
}
