import { AtlasError } from '@aureus/contract';
import type pg from 'pg';
import { type SourceAddress, type SourceLogin, cancelBackend } from './connection.ts';
import type { Kept } from './kept-connections.ts';
import { type LoginSlots, makeLoginSlots } from './login-slots.ts';
import { capMessages } from './message-cap.ts';
import { type SessionOptions, type SourceSession, beginSession } from './session.ts';
import { overTime } from './source-errors.ts';
import { closeOurSide } from './wire.ts';

export type Opening = SessionOptions & {
  /** How long the run may wait for its turn; without it, it is refused where no slot is free. */
  readonly waitMs?: number;
};

export type SourceRuns = {
  /** Opens the run's transaction under one profile's login. The caller closes it, whatever happens. */
  open(address: SourceAddress, login: SourceLogin, opening: Opening): Promise<SourceSession>;
  /** Ends our side of a run in flight, or its waiting: its time is over, or the process stops. */
  cancel(run: string): void;
  close(): Promise<void>;
};

/** A connection serves a burst of questions, and is gone soon after it: to open one takes the server some 10 ms. */
const KEPT: Kept = { idleMs: 500, ageMs: 5000 };

/**
 * A few slots per profile's login: never SET ROLE, never a shared login, never a connection of somebody else. A backend inside one long function ignores
 * cancel and terminate until it returns, so the timer at twice the deadline closes our side, asks the server to cancel, and
 * the slot stays taken until the server has really let go of the backend.
 */
export function makeSourceRuns(options: { perLogin: number; watchMs?: number; kept?: Kept }): SourceRuns {
  const { perLogin, watchMs = 1000, kept = KEPT } = options;
  const logins = new Map<string, { readonly password: string; readonly slots: LoginSlots }>();
  const flights = new Map<string, () => Promise<void>>();

  function slotsOf(address: SourceAddress, login: SourceLogin): LoginSlots {
    const key = JSON.stringify([login.user, address]);
    const known = logins.get(key);
    if (known?.password === login.password) return known.slots;
    // A profile that was ended and made again has another password under the same name.
    void known?.slots.close();
    const slots = makeLoginSlots(address, login, { slots: perLogin, watchMs, kept });
    logins.set(key, { password: login.password, slots });
    return slots;
  }

  return {
    async open(address, login, opening) {
      const slots = slotsOf(address, login);
      const client = await takeTurn(flights, slots, opening);
      capMessages(client, opening.limits.bytes);
      const kill = (reason?: Error): Promise<void> => {
        clearTimeout(timer);
        closeOurSide(client, reason);
        return cancelBackend(client, address);
      };
      const late = (): void => void kill(overTime('closed by Atlas at twice the time limit'));
      const timer = setTimeout(late, opening.limits.statementMs * 2);
      flights.set(opening.run, kill);
      return beginSession(client, opening, (broken) => {
        clearTimeout(timer);
        flights.delete(opening.run);
        if (broken) slots.lose(client);
        else slots.giveBack(client);
      });
    },
    cancel: (run) => void flights.get(run)?.(),
    async close() {
      await Promise.all([...flights.values()].map((kill) => kill()));
      await Promise.all([...logins.values()].map((one) => one.slots.close()));
      logins.clear();
    },
  };
}

type Flights = Map<string, () => Promise<void>>;

async function takeTurn(flights: Flights, slots: LoginSlots, { run, waitMs = 0 }: Opening): Promise<pg.Client> {
  const ending = new AbortController();
  flights.set(run, async () => ending.abort());
  try {
    const client = await slots.take({ waitMs, signal: ending.signal });
    if (client !== null && !ending.signal.aborted) return client;
    if (client !== null) slots.giveBack(client);
  } finally {
    flights.delete(run);
  }
  throw new AtlasError('SOURCE_UNAVAILABLE', "The bank's database is busy with other questions. Try again shortly.");
}
