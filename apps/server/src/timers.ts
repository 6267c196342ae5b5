import type { Log } from '#platform/log';

/** Runs `work` every `ms` until stopped, never twice at once. A failure is logged once, until it works again. */
export function every(ms: number, log: Log, work: () => Promise<unknown>): { stop(): Promise<void> } {
  let running: Promise<void> = Promise.resolve();
  let busy = false;
  let failing = false;
  const timer = setInterval(() => {
    if (busy) return;
    busy = true;
    running = round();
  }, ms);

  async function round(): Promise<void> {
    try {
      await work();
      failing = false;
    } catch (error) {
      const code = (error as { code?: string }).code ?? 'unknown';
      if (!failing) log.warning('A regular task failed and is tried again', { code });
      failing = true;
    } finally {
      busy = false;
    }
  }

  return {
    stop: async () => {
      clearInterval(timer);
      await running;
    },
  };
}
