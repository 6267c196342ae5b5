import type { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import { AtlasError } from '@aureus/contract';
import pg from 'pg';
import { ownSettings } from './catalog-sql.ts';
import { TooLarge, capMessages, watchMessages } from './message-cap.ts';
import { toSourceError } from './source-errors.ts';
import { wireOf } from './wire.ts';

/** Where a bank's server is. `verify-full` is the default of every source; weaker modes are an explicit choice. */
export type SourceAddress = {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly tls: 'verify-full' | 'require' | 'loopback';
  /** PEM of the bank's own certificate authority, if it has one. */
  readonly ca?: string;
};

export type SourceLogin = { readonly user: string; readonly password: string };

/** Of a server on this machine, by its URL. */
export function loopbackAddress(url: string): SourceAddress {
  const { hostname, port, pathname } = new URL(url);
  return { host: hostname, port: Number(port), database: pathname.slice(1), tls: 'loopback' };
}

const LOOPBACK = new Set(['127.0.0.1', '::1', 'localhost']);

/** Values stay PostgreSQL's own text: nothing of a bank passes through a float or a local time zone on the way. */
const AS_TEXT = { getTypeParser: () => (value: string) => value } as unknown as pg.CustomTypesConfig;

/** Plaintext exists on loopback only; asking for it elsewhere is an error, not a downgrade. */
export function toClientConfig(address: SourceAddress, login: SourceLogin, timeoutMs = 5000): pg.ClientConfig {
  if (address.tls === 'loopback' && !LOOPBACK.has(address.host)) {
    throw new AtlasError(
      'SOURCE_UNAVAILABLE',
      "The bank's database is on another machine, and Atlas speaks to it by TLS alone.",
      { detail: `${address.host} is not loopback` },
    );
  }
  // The name that the certificate must carry; an address would be compared with `localhost` if it were not said.
  const verify = {
    rejectUnauthorized: true,
    host: address.host,
    ...(address.ca === undefined ? {} : { ca: address.ca }),
  };
  const ssl = { 'verify-full': verify, require: { rejectUnauthorized: false }, loopback: false }[address.tls];
  return {
    host: address.host,
    port: address.port,
    database: address.database,
    user: login.user,
    password: login.password,
    ssl,
    connectionTimeoutMillis: timeoutMs,
    application_name: 'atlas',
    types: AS_TEXT,
  };
}

type Asking = {
  readonly stream: Socket;
  connect(port: number, host: string): void;
  requestSsl(): void;
  cancel(processID: number, secretKey: number): void;
} & EventEmitter;

/**
 * Asks the server to stop what it computes for a client whose side is closed: a backend that sleeps or computes does not see
 * that nobody listens. It goes by a connection of its own, by TLS as the client's, and nothing tells whether it was followed.
 */
export function cancelBackend(client: pg.Client, address: SourceAddress, timeoutMs = 5000): Promise<void> {
  const { processID, secretKey } = wireOf(client);
  if (processID === null || secretKey === null) return Promise.resolve();
  const { ssl } = toClientConfig(address, { user: '', password: '' });
  // node-pg's own `Client.cancel` never speaks TLS.
  const asking = new pg.Connection({ ssl } as pg.ConnectionConfig) as unknown as Asking;
  const ask = (): void => asking.cancel(processID, secretKey);
  return new Promise((resolve) => {
    const finish = (): void => {
      clearTimeout(timer);
      asking.stream.destroy();
      resolve();
    };
    const timer = setTimeout(finish, timeoutMs);
    asking.on('error', finish);
    asking.on('connect', () => (ssl === false ? ask() : asking.requestSsl()));
    // Not before the certificate was judged: who has the key can cancel too.
    asking.on('sslconnect', () => asking.stream.once('secureConnect', ask));
    // The server answers nothing and closes.
    asking.on('end', finish);
    asking.connect(address.port, address.host);
  });
}

/** What a server may say at once of its own catalogs: a view or a policy may be as long as its maker liked. */
const CATALOG_BYTES = 1 << 24;
const UNREADABLE = "The catalog of the bank's database holds something longer than Atlas reads.";

/** SQLSTATE 53300: the server, the database or the login has no connection left. */
export const isCrowded = (error: unknown): boolean =>
  error instanceof Error && (error as Error & { code?: unknown }).code === '53300';

/**
 * Longer than a worker keeps a connection that nobody uses, and within a question's minute: a look has no slot of its own
 * and finds room as soon as somebody's connection ends.
 */
const ROOM_MS = 15_000;
const PAUSE_MS = 100;

async function signIn(address: SourceAddress, login: SourceLogin): Promise<pg.Client> {
  const until = performance.now() + ROOM_MS;
  for (;;) {
    const client = new pg.Client(toClientConfig(address, login));
    client.on('error', () => undefined);
    watchMessages(client);
    capMessages(client, CATALOG_BYTES);
    try {
      await client.connect();
      return client;
    } catch (error) {
      await client.end().catch(() => undefined);
      if (!isCrowded(error) || performance.now() > until) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS * (0.5 + Math.random())));
  }
}

/** One short conversation under a login; errors become classes. */
export async function asLogin<T>(
  address: SourceAddress,
  login: SourceLogin,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
  let client: pg.Client | undefined;
  try {
    client = await signIn(address, login);
    await client.query(ownSettings('SESSION').join('; '));
    return await work(client);
  } catch (error) {
    if (error instanceof TooLarge) throw new AtlasError('SOURCE_UNAVAILABLE', UNREADABLE, { cause: error });
    throw toSourceError(error);
  } finally {
    await client?.end().catch(() => undefined);
  }
}

/** As the owner of a server that Atlas runs itself, for the demo's bank alone. */
export async function asSuperuser(url: string, work: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: url, application_name: 'atlas demo' });
  client.on('error', () => undefined);
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}
