import type { StreamEvent } from './reply.ts';

/** Proxies drop a silent connection after 30 s or more; a comment costs two bytes. */
const HEARTBEAT_MS = 15_000;

type Step = IteratorResult<StreamEvent> | 'silence' | 'end';

/**
 * Server-sent events as text, until the events or `signal` end. `data` is what `print` makes of an event's data. The
 * events' own generator is told to stop but not waited for: it may be waiting for something that never comes.
 */
export async function* toEventStream(
  events: AsyncIterable<StreamEvent>,
  print: (data: unknown) => string,
  signal: AbortSignal,
  heartbeatMs: number = HEARTBEAT_MS,
): AsyncGenerator<string> {
  const iterator = events[Symbol.asyncIterator]();
  const ended = whenAborted(signal);
  let next = iterator.next();
  try {
    while (true) {
      const silence = makeSilence(heartbeatMs);
      const step: Step = await Promise.race([next, ended, silence.passed]).finally(silence.broken);
      if (step === 'end') return;
      if (step !== 'silence' && step.done === true) return;
      yield step === 'silence' ? ':\n\n' : toText(step.value, print);
      if (step !== 'silence') next = iterator.next();
    }
  } finally {
    next.catch(() => undefined);
    void iterator.return?.()?.catch(() => undefined);
  }
}

function toText(event: StreamEvent, print: (data: unknown) => string): string {
  const name = event.event === undefined ? '' : `event: ${event.event}\n`;
  return `id: ${event.id}\n${name}data: ${print(event.data)}\n\n`;
}

function whenAborted(signal: AbortSignal): Promise<'end'> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve('end');
    else signal.addEventListener('abort', () => resolve('end'), { once: true });
  });
}

function makeSilence(ms: number): { readonly passed: Promise<'silence'>; readonly broken: () => void } {
  let timer: NodeJS.Timeout | undefined;
  const passed = new Promise<'silence'>((resolve) => {
    timer = setTimeout(() => resolve('silence'), ms);
  });
  return { passed, broken: () => clearTimeout(timer) };
}
