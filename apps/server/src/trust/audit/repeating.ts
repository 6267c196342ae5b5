/** A loop that runs until it is stopped; `stop` waits for the round under way. */
export type Repeating = { stop(): Promise<void> };

/**
 * Runs `round` again and again. It says how long to rest (milliseconds) and never throws: what goes wrong is its own
 * business to report, because a loop that ends silently would take the log with it.
 */
export function repeat(round: () => Promise<number>): Repeating {
  const stopped = new AbortController();
  const done = (async () => {
    while (!stopped.signal.aborted) await rest(await round(), stopped.signal);
  })();
  return {
    stop: async () => {
      stopped.abort();
      await done;
    },
  };
}

function rest(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener(
      'abort',
      () => {
        clearTimeout(timer);
        resolve();
      },
      { once: true },
    );
  });
}
