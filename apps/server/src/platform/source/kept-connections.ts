import pg from 'pg';
import { type SourceAddress, type SourceLogin, toClientConfig } from './connection.ts';
import { watchMessages } from './message-cap.ts';

/**
 * The bank's server lets a login have so many connections, whoever holds them: one that was kept for ever would keep out
 * other workers, the look before a question, and `doctor`.
 */
export type Kept = {
  /** How long a connection waits for the next question. */
  readonly idleMs: number;
  /** How old it grows, however busy it is. */
  readonly ageMs: number;
};

export type KeptConnections = {
  /** One that waits, or else a new one. */
  take(): Promise<pg.Client>;
  /** Keeps it for the next question; false for one that is too old. */
  keep(client: pg.Client): boolean;
  end(): Promise<void>;
};

export function makeKeptConnections(
  address: SourceAddress,
  login: SourceLogin,
  { idleMs, ageMs }: Kept,
): KeptConnections {
  const idle = new Map<pg.Client, NodeJS.Timeout>();
  const openedAt = new WeakMap<pg.Client, number>();

  function forget(client: pg.Client): void {
    clearTimeout(idle.get(client));
    idle.delete(client);
  }

  async function connect(): Promise<pg.Client> {
    const client = new pg.Client(toClientConfig(address, login));
    // The server may end an idle connection: it is forgotten, and the next question opens another.
    client.on('error', () => forget(client));
    watchMessages(client);
    await client.connect();
    openedAt.set(client, performance.now());
    return client;
  }

  return {
    async take() {
      // The newest first: those that are not needed grow old.
      const client = [...idle.keys()].at(-1);
      if (client === undefined) return connect();
      forget(client);
      return client;
    },
    keep(client) {
      const leftMs = (openedAt.get(client) ?? 0) + ageMs - performance.now();
      if (leftMs <= 0) return false;
      const expire = (): void => {
        forget(client);
        void endSoon(client);
      };
      idle.set(client, setTimeout(expire, Math.min(idleMs, leftMs)).unref());
      return true;
    },
    async end() {
      const clients = [...idle.keys()];
      for (const client of clients) forget(client);
      await Promise.all(clients.map(endSoon));
    },
  };
}

/** A network that is gone is waited for no longer than this. */
const ENDING_MS = 2000;

/** Ends a connection; returns when the server has let go of it. */
export async function endSoon(client: pg.Client): Promise<void> {
  const ended = client.end().catch(() => undefined);
  await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, ENDING_MS).unref())]);
}
