import { EventEmitter } from 'node:events';
import pg from 'pg';
import type { Log } from '#platform/log';

export type Mailbox = {
  /** Resolves at the next notice, after `ms`, or when the signal aborts: notices may be lost, so nothing waits for ever. */
  next(ms: number, signal: AbortSignal): Promise<void>;
  close(): void;
};

export type Notices = {
  /** Listens for notices of one channel about one id. */
  listen(channel: string, id: string): Mailbox;
  /** What was said last on a channel, and how long ago in milliseconds; null before the first notice. */
  newest(channel: string): { readonly said: string; readonly ageMs: number } | null;
  close(): Promise<void>;
};

const RECONNECT_MS = 1000;

/** LISTEN on one connection for all readers of this process; it comes back by itself after the database was away. */
export function makeNotices(options: { url: string; channels: readonly string[]; log: Log }): Notices {
  const bus = new EventEmitter().setMaxListeners(0);
  const heard = new Map<string, { readonly said: string; readonly at: number }>();
  let client: pg.Client | null = null;
  let closed = false;

  async function connect(): Promise<void> {
    if (closed) return;
    const next = new pg.Client({ connectionString: options.url, application_name: 'atlas notices' });
    let lost = false;
    const again = (): void => {
      if (lost || closed) return;
      lost = true;
      setTimeout(() => void connect(), RECONNECT_MS).unref();
    };
    next.on('error', again);
    next.on('end', again);
    next.on('notification', ({ channel, payload }) => {
      heard.set(channel, { said: payload ?? '', at: performance.now() });
      bus.emit(`${channel} ${payload ?? ''}`);
    });
    try {
      await next.connect();
      for (const channel of options.channels) await next.query(`LISTEN ${pg.escapeIdentifier(channel)}`);
      client = next;
    } catch {
      options.log.warning('Notices are not heard; trying again');
      again();
    }
  }

  void connect();
  return {
    listen: (channel, id) => makeMailbox(bus, `${channel} ${id}`),
    newest: (channel) => {
      const last = heard.get(channel);
      return last === undefined ? null : { said: last.said, ageMs: performance.now() - last.at };
    },
    async close() {
      closed = true;
      await client?.end().catch(() => undefined);
    },
  };
}

function makeMailbox(bus: EventEmitter, name: string): Mailbox {
  let waiting = false;
  let wake: (() => void) | null = null;
  const onNotice = (): void => {
    waiting = true;
    wake?.();
  };
  bus.on(name, onNotice);
  return {
    async next(ms, signal) {
      if (!waiting && !signal.aborted) {
        await new Promise<void>((resolve) => {
          const done = (): void => {
            clearTimeout(timer);
            signal.removeEventListener('abort', done);
            resolve();
          };
          const timer = setTimeout(done, ms);
          signal.addEventListener('abort', done);
          wake = done;
        });
      }
      waiting = false;
      wake = null;
    },
    close: () => bus.off(name, onNotice),
  };
}
