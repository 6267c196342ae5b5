import pg from 'pg';
import { OWN_NAMES } from './catalog-sql.ts';
import { type SourceAddress, type SourceLogin, toClientConfig } from './connection.ts';
import { watchMessages } from './message-cap.ts';
import { toSourceError } from './source-errors.ts';
import { wireOf } from './wire.ts';

/** The connections of one profile's login: idle ones, and how many slots are taken. */
export type LoginSlots = {
  /** Takes a slot and gives its connection, or null where all slots are taken. */
  take(): Promise<pg.Client | null>;
  giveBack(client: pg.Client): void;
  /** Keeps the slot while the lost backend lives: a stuck query must not be joined by a second one. */
  lose(client: pg.Client): void;
  /** Ends what is idle now, and what is in use when it is given back. */
  close(): Promise<void>;
};

export function makeLoginSlots(
  address: SourceAddress,
  login: SourceLogin,
  { slots, watchMs }: { slots: number; watchMs: number },
): LoginSlots {
  const idle: pg.Client[] = [];
  let held = 0;
  let isClosed = false;

  async function connect(): Promise<pg.Client> {
    const client = new pg.Client(toClientConfig(address, login));
    // The server may end an idle connection: it is forgotten, and the next question opens another.
    client.on('error', () => {
      const at = idle.indexOf(client);
      if (at >= 0) idle.splice(at, 1);
    });
    watchMessages(client);
    await client.connect();
    return client;
  }

  return {
    async take() {
      if (held >= slots) return null;
      held += 1;
      try {
        return idle.pop() ?? (await connect());
      } catch (error) {
        held -= 1;
        throw toSourceError(error);
      }
    },
    giveBack(client) {
      held -= 1;
      if (isClosed) void end(client);
      else idle.push(client);
    },
    lose(client) {
      client.end().catch(() => undefined);
      void untilGone(wireOf(client).processID ?? 0, { address, login, watchMs }).then(() => (held -= 1));
    },
    async close() {
      isClosed = true;
      await Promise.all(idle.splice(0).map(end));
    },
  };
}

/** A network that is gone is waited for no longer than this. */
const ENDING_MS = 2000;

/** Ends a connection; returns when the server has let go of it. */
async function end(client: pg.Client): Promise<void> {
  const ended = client.end().catch(() => undefined);
  await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, ENDING_MS).unref())]);
}

type Watched = { readonly address: SourceAddress; readonly login: SourceLogin; readonly watchMs: number };

async function untilGone(pid: number, watched: Watched): Promise<void> {
  do await new Promise((resolve) => setTimeout(resolve, watched.watchMs).unref());
  while (!(await isGone(pid, watched)));
}

/**
 * True once the server no longer lists the backend, is down, or lets this login in no more. One that has no connection left
 * to ask by is not gone: it may be the very backend that holds it.
 */
async function isGone(pid: number, { address, login }: Watched): Promise<boolean> {
  const client = new pg.Client(toClientConfig(address, login));
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query(`SET ${OWN_NAMES}`);
    const found = await client.query('SELECT 1 FROM pg_catalog.pg_stat_activity WHERE pid = $1', [pid]);
    return found.rowCount === 0;
  } catch (error) {
    return /^(?:ECONNREFUSED|ENOTFOUND|ENOENT|28|3D)/.test(toSourceError(error).detail ?? '');
  } finally {
    await client.end().catch(() => undefined);
  }
}
