import pg from 'pg';
import { type SourceAddress, type SourceLogin, toClientConfig } from './connection.ts';
import { watchMessages } from './message-cap.ts';
import { toSourceError } from './source-errors.ts';
import { wireOf } from './wire.ts';

/** The connections of one profile's login: idle ones, and how many slots are taken. */
export type LoginSlots = {
  /** Takes a slot and gives its connection, one of the person's own or a new one; or null where all slots are taken. */
  take(person: string): Promise<pg.Client | null>;
  giveBack(client: pg.Client, person: string): void;
  /** Keeps the slot while the lost backend lives: a stuck query must not be joined by a second one. */
  lose(client: pg.Client): void;
  /** Ends what is idle now, and what is in use when it is given back. */
  close(): Promise<void>;
};

type Idle = { readonly client: pg.Client; readonly person: string };

/**
 * A connection serves the questions of one person. No command takes back all that a query may leave in one: names that
 * `set_config` made up stay until its end, and who knows them would read there what somebody else's question wrote.
 */
export function makeLoginSlots(
  address: SourceAddress,
  login: SourceLogin,
  { slots, watchMs }: { slots: number; watchMs: number },
): LoginSlots {
  const idle: Idle[] = [];
  let held = 0;
  let isClosed = false;

  const takeIdle = (at: number): pg.Client | undefined => (at < 0 ? undefined : idle.splice(at, 1)[0]?.client);

  async function connect(): Promise<pg.Client> {
    // The login has few connections: that of whoever has not asked for the longest time makes room.
    if (held + idle.length > slots) await end(takeIdle(0));
    const client = new pg.Client(toClientConfig(address, login));
    // The server may end an idle connection: it is forgotten, and the next question opens another.
    client.on('error', () => takeIdle(idle.findIndex((one) => one.client === client)));
    watchMessages(client);
    await client.connect();
    return client;
  }

  return {
    async take(person) {
      if (held >= slots) return null;
      held += 1;
      try {
        return takeIdle(idle.findLastIndex((one) => one.person === person)) ?? (await connect());
      } catch (error) {
        held -= 1;
        throw toSourceError(error);
      }
    },
    giveBack(client, person) {
      held -= 1;
      if (isClosed) void end(client);
      else idle.push({ client, person });
    },
    lose(client) {
      client.end().catch(() => undefined);
      void untilGone(wireOf(client).processID ?? 0, { address, login, watchMs }).then(() => (held -= 1));
    },
    async close() {
      isClosed = true;
      await Promise.all(idle.splice(0).map(({ client }) => end(client)));
    },
  };
}

/** A network that is gone is waited for no longer than this. */
const ENDING_MS = 2000;

/** Ends a connection; returns when the server has let go of it. */
async function end(client: pg.Client | undefined): Promise<void> {
  if (client === undefined) return;
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
    const found = await client.query('SELECT 1 FROM pg_catalog.pg_stat_activity WHERE pid = $1', [pid]);
    return found.rowCount === 0;
  } catch (error) {
    return /^(?:ECONNREFUSED|ENOTFOUND|ENOENT|28|3D)/.test(toSourceError(error).detail ?? '');
  } finally {
    await client.end().catch(() => undefined);
  }
}
