/** How long one waits, and what ends the waiting before. */
export type Patience = { readonly waitMs: number; readonly signal: AbortSignal };

/** Those who wait for a slot, in the order in which they came. */
export type SlotQueue = {
  isEmpty(): boolean;
  /** Resolves when the waiting one is called, when the time is over, or when the wait is ended from outside. */
  stand(patience: Patience, place: 'first' | 'last'): Promise<void>;
  /** Lets the first one try. */
  call(): void;
};

export function makeSlotQueue(): SlotQueue {
  const waiting: (() => void)[] = [];
  return {
    isEmpty: () => waiting.length === 0,
    stand({ waitMs, signal }, place) {
      if (signal.aborted) return Promise.resolve();
      return new Promise((resolve) => {
        const leave = (): void => {
          clearTimeout(timer);
          signal.removeEventListener('abort', leave);
          const at = waiting.indexOf(leave);
          if (at >= 0) waiting.splice(at, 1);
          resolve();
        };
        const timer = setTimeout(leave, waitMs);
        signal.addEventListener('abort', leave);
        if (place === 'first') waiting.unshift(leave);
        else waiting.push(leave);
      });
    },
    call: () => waiting[0]?.(),
  };
}

/** Between two tries where the login has no connection left on the server: each costs it a process and a line of its log. */
const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 800;

export type Taking<T> = {
  readonly hasRoom: () => boolean;
  /** Null where there is none left after all; `last`: then it throws. */
  readonly tryTake: (last: boolean) => Promise<T | null>;
};

/** Takes what there is room for; null where the time is over, or the wait ended, before there was. */
export async function takeInTurn<T>(queue: SlotQueue, patience: Patience, taking: Taking<T>): Promise<T | null> {
  const { waitMs, signal } = patience;
  const until = performance.now() + waitMs;
  let isMyTurn = queue.isEmpty();
  try {
    for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
      const tries = isMyTurn && taking.hasRoom();
      const isLast = signal.aborted || performance.now() >= until;
      const taken = tries ? await taking.tryTake(isLast) : null;
      if (taken !== null || isLast) return taken;
      const leftMs = until - performance.now();
      // Nobody calls when another process lets go of a connection.
      const most = tries ? pauseMs * (0.5 + Math.random()) : leftMs;
      await queue.stand({ waitMs: Math.max(0, Math.min(most, leftMs)), signal }, isMyTurn ? 'first' : 'last');
      isMyTurn = true;
    }
  } finally {
    // There may be room for more than one; and who gives up leaves it to the next.
    queue.call();
  }
}
