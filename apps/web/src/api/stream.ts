import type { QueryEvent } from '@aureus/contract';
import { call } from './client.ts';
import { makeEventReader } from './event-lines.ts';

/** Milliseconds before each new try; after the last one the screen polls instead. */
const RETRIES = [500, 1000, 2000, 5000] as const;

const isFinal = (event: QueryEvent): boolean => event.status === 'success' || event.status === 'error';

/**
 * Follows a question to its final state over `fetch` (the token travels in a header, never in an address).
 * Resolves to `final`, or to `lost` when the line broke more often than it is retried.
 */
export async function followQuery(
  id: string,
  onEvent: (event: QueryEvent) => void,
  signal: AbortSignal,
): Promise<'final' | 'lost'> {
  const line = { lastId: null as string | null, failures: 0 };
  for (;;) {
    const final = await readOnce(id, line, onEvent, signal).catch(() => false);
    if (final || signal.aborted) return 'final';
    const wait = RETRIES[line.failures];
    if (wait === undefined) return 'lost';
    line.failures += 1;
    await new Promise((resolve) => setTimeout(resolve, wait));
  }
}

async function readOnce(
  id: string,
  line: { lastId: string | null; failures: number },
  onEvent: (event: QueryEvent) => void,
  signal: AbortSignal,
): Promise<boolean> {
  const reply = await call(`/v1/query/${encodeURIComponent(id)}/events`, {
    headers: { accept: 'text/event-stream', ...(line.lastId === null ? {} : { 'last-event-id': line.lastId }) },
    signal,
  });
  const reader = reply.body?.pipeThrough(new TextDecoderStream()).getReader();
  if (reader === undefined) return false;
  const events = makeEventReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return false;
    for (const { id: eventId, data } of events.push(value)) {
      const event = JSON.parse(data) as QueryEvent;
      line.lastId = eventId;
      line.failures = 0;
      onEvent(event);
      if (isFinal(event)) return true;
    }
  }
}
