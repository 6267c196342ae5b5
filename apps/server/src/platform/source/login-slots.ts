import pg from 'pg';
import { OWN_NAMES } from './catalog-sql.ts';
import { type SourceAddress, type SourceLogin, isCrowded, toClientConfig } from './connection.ts';
import { type Kept, endSoon, makeKeptConnections } from './kept-connections.ts';
import { type Patience, makeSlotQueue, takeInTurn } from './slot-queue.ts';
import { toSourceError } from './source-errors.ts';
import { wireOf } from './wire.ts';

/** The connections of one profile's login: those kept for the next question, and how many slots are taken. */
export type LoginSlots = {
  /** Takes a slot and gives its connection, or null where none came free in time. Who comes first is served first. */
  take(patience: Patience): Promise<pg.Client | null>;
  giveBack(client: pg.Client): void;
  /** Keeps the slot while the lost backend lives: a stuck query must not be joined by a second one. */
  lose(client: pg.Client): void;
  /** Ends what is idle now, and what is in use when it is given back. */
  close(): Promise<void>;
};

export type SlotOptions = {
  readonly slots: number;
  readonly watchMs: number;
  readonly kept: Kept;
};

export function makeLoginSlots(address: SourceAddress, login: SourceLogin, options: SlotOptions): LoginSlots {
  const { slots, watchMs } = options;
  const kept = makeKeptConnections(address, login, options.kept);
  const queue = makeSlotQueue();
  let held = 0;
  let isClosed = false;

  function free(): void {
    held -= 1;
    queue.call();
  }

  /** Null where the server has no connection left for the login; `last`: then what it said is thrown. */
  async function tryTake(last: boolean): Promise<pg.Client | null> {
    held += 1;
    try {
      return await kept.take();
    } catch (error) {
      held -= 1;
      if (last || !isCrowded(error)) throw toSourceError(error);
      return null;
    }
  }

  return {
    take: (patience) => takeInTurn(queue, patience, { hasRoom: () => held < slots, tryTake }),
    giveBack(client) {
      if (!isClosed && kept.keep(client)) return free();
      void endSoon(client).then(() => setTimeout(free, REST_MS).unref());
    },
    lose(client) {
      client.end().catch(() => undefined);
      void untilGone(wireOf(client).processID ?? 0, { address, login, watchMs }).then(free);
    },
    async close() {
      isClosed = true;
      await kept.end();
    },
  };
}

/** Before an old connection is replaced: under steady load another process would else never find room. */
const REST_MS = 150;

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
