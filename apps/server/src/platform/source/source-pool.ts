import pg from 'pg';
import { AtlasError } from '@aureus/contract';
import { type SourceAddress, type SourceLogin, toClientConfig } from './connection.ts';
import { type Limits, type SourceSession, beginSession } from './session.ts';
import { toSourceError } from './source-errors.ts';

export type SourceRuns = {
  /** Opens the run's transaction under one profile's login. The caller closes it, whatever happens. */
  open(address: SourceAddress, login: SourceLogin, options: { run: string; limits: Limits; timeZone: string }): Promise<SourceSession>;
  /** Ends the backend of a run in flight: the asker cancelled, or the process stops. */
  cancel(run: string): void;
  close(): Promise<void>;
};

type Slot = { readonly key: string; readonly idle: pg.Client[]; held: number };
type Flight = { readonly client: pg.Client; readonly kill: () => void };

/**
 * One small pool per profile's login: never SET ROLE, never a shared login. A backend inside one long function ignores
 * cancel and terminate until it returns, so the timer at twice the deadline closes our side, and the slot stays taken
 * until the server has really let go of the backend.
 */
export function makeSourceRuns(options: { perLogin: number; watchMs?: number }): SourceRuns {
  const slots = new Map<string, Slot>();
  const flights = new Map<string, Flight>();
  const watchMs = options.watchMs ?? 1000;

  function slotOf(address: SourceAddress, login: SourceLogin): Slot {
    const key = `${login.user}@${address.host}:${address.port}/${address.database}`;
    const slot = slots.get(key) ?? { key, idle: [], held: 0 };
    slots.set(key, slot);
    return slot;
  }

  async function connect(slot: Slot, address: SourceAddress, login: SourceLogin): Promise<pg.Client> {
    const idle = slot.idle.pop();
    if (idle !== undefined) return idle;
    const client = new pg.Client(toClientConfig(address, login));
    client.on('error', () => forget(slot, client));
    await client.connect();
    return client;
  }

  function forget(slot: Slot, client: pg.Client): void {
    const at = slot.idle.indexOf(client);
    if (at >= 0) slot.idle.splice(at, 1);
  }

  /** Keeps the slot while the lost backend lives: a stuck query must not be joined by a second one. */
  async function outlive(slot: Slot, lost: pg.Client, address: SourceAddress, login: SourceLogin): Promise<void> {
    const pid = (lost as pg.Client & { processID?: number }).processID ?? 0;
    for (;;) {
      await new Promise((resolve) => setTimeout(resolve, watchMs).unref());
      if (await isGone(pid, address, login)) break;
    }
    slot.held -= 1;
  }

  return {
    async open(address, login, { run, limits, timeZone }) {
      const slot = slotOf(address, login);
      if (slot.held >= options.perLogin) {
        throw new AtlasError('SOURCE_UNAVAILABLE', "The bank's database is busy with other questions. Try again shortly.");
      }
      slot.held += 1;
      let client: pg.Client;
      try {
        client = await connect(slot, address, login);
      } catch (error) {
        slot.held -= 1;
        throw toSourceError(error);
      }
      const kill = (): void => {
        (client as unknown as { connection: { stream: { destroy(): void } } }).connection.stream.destroy();
      };
      const timer = setTimeout(kill, limits.statementMs * 2);
      flights.set(run, { client, kill });
      return beginSession(client, { run, limits, timeZone }, (broken) => {
        clearTimeout(timer);
        flights.delete(run);
        if (broken) {
          client.end().catch(() => undefined);
          void outlive(slot, client, address, login);
          return;
        }
        slot.held -= 1;
        slot.idle.push(client);
      });
    },
    cancel: (run) => flights.get(run)?.kill(),
    async close() {
      for (const flight of flights.values()) flight.kill();
      await Promise.all([...slots.values()].flatMap((slot) => slot.idle.map((client) => client.end())));
      slots.clear();
    },
  };
}

/** True once the server no longer lists the backend, or cannot be asked because it is down. */
async function isGone(pid: number, address: SourceAddress, login: SourceLogin): Promise<boolean> {
  const client = new pg.Client(toClientConfig(address, login));
  client.on('error', () => undefined);
  try {
    await client.connect();
    const found = await client.query('SELECT 1 FROM pg_catalog.pg_stat_activity WHERE pid = $1', [pid]);
    return found.rowCount === 0;
  } catch (error) {
    return toSourceError(error).code === 'SOURCE_UNAVAILABLE';
  } finally {
    await client.end().catch(() => undefined);
  }
}
