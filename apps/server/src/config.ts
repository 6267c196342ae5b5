import { existsSync, readFileSync, statSync } from 'node:fs';
import { isIP } from 'node:net';
import { resolve } from 'node:path';
import { createSecureContext } from 'node:tls';
import { parseEnv } from 'node:util';
import { z } from 'zod';
import { IN_THE_CLEAR, isLoopback } from '#platform/http';

/** Everything that can be set from outside, read once. Nothing else in the server looks at the environment. */
export type Config = {
  readonly home: string;
  readonly host: string;
  readonly port: number;
  readonly publicUrl: string | undefined;
  readonly tls: { readonly certFile: string; readonly keyFile: string } | undefined;
  readonly trustedProxies: readonly string[];
  /** Hosts that Atlas may call; `undefined`: wherever its administrators point it. */
  readonly egressAllow: readonly string[] | undefined;
  /** What "today" means, in tests, evaluations and pictures. */
  readonly instant: Date | undefined;
  readonly logLevel: 'DEBUG' | 'INFO' | 'WARNING' | 'ERROR' | 'CRITICAL';
  /** Per minute; `running` at once. */
  readonly limits: { readonly ask: number; readonly other: number; readonly login: number; readonly running: number };
  /** Minutes without a refresh after which a session ends; `undefined`: only with its seven days. */
  readonly sessionIdle: number | undefined;
  readonly logOrigin: string | undefined;
  readonly checkpointCopy: string | undefined;
  /** How many questions one worker runs at once. */
  readonly workerConcurrency: number;
  /** One address per database role; all `undefined` where Atlas runs its own PostgreSQL. */
  readonly databases: Readonly<Record<'app' | 'owner' | 'worker' | 'sequencer' | 'signer', string | undefined>>;
  readonly jwtSecret: string | undefined;
  readonly encryptionKey: string | undefined;
};

/** A sentence for whoever starts Atlas. It names keys, never the value of a secret. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

const wholeNumber = (from: number, to: number): z.ZodType<number> =>
  z
    .string()
    .regex(/^\d+$/)
    .transform(Number)
    .refine((value) => value >= from && value <= to);
const count = wholeNumber(1, 1_000_000);
const postgresUrl = z.string().regex(/^postgres(ql)?:\/\/\S+$/);
const isNetwork = (entry: string): boolean => {
  const [address = '', bits, ...more] = entry.split('/');
  const widest = { 0: -1, 4: 32, 6: 128 }[isIP(address)] ?? -1;
  if (bits === undefined) return widest > 0;
  return more.length === 0 && /^\d{1,3}$/.test(bits) && Number(bits) <= widest;
};
const list = z.string().transform((text) => text.split(',').map((entry) => entry.trim()));
const text = z.string();

/** Key, what it must be (the end of "KEY must be …"), and how it is read. */
const KEYS = {
  ATLAS_HOME: ['a folder', text],
  ATLAS_HOST: ['a host name or address', text.regex(/^[\w.:-]+$/)],
  ATLAS_PORT: ['a whole number from 1 to 65535', wholeNumber(1, 65_535)],
  ATLAS_PUBLIC_URL: ['an address like https://atlas.example.bank without a path', text.regex(/^https?:\/\/[^/\s]+$/)],
  ATLAS_TLS_CERT: ['the file of a certificate', text],
  ATLAS_TLS_KEY: ['the file of a private key', text],
  ATLAS_TRUSTED_PROXIES: [
    'addresses or networks like 10.0.0.0/8, separated by commas',
    list.refine((entries) => entries.every(isNetwork)),
  ],
  ATLAS_EGRESS_ALLOW: ['host names, separated by commas', list],
  ATLAS_INSTANT: ['an instant like 2026-03-31T12:00:00Z', z.iso.datetime({ offset: true })],
  ATLAS_LOG_LEVEL: [
    'DEBUG, INFO, WARNING, ERROR or CRITICAL',
    z.enum(['DEBUG', 'INFO', 'WARNING', 'ERROR', 'CRITICAL']),
  ],
  ATLAS_LIMIT_ASK: ['a whole number from 1 to 1000000', count],
  ATLAS_LIMIT_OTHER: ['a whole number from 1 to 1000000', count],
  ATLAS_LIMIT_LOGIN: ['a whole number from 1 to 1000000', count],
  ATLAS_LIMIT_RUNNING: ['a whole number from 1 to 1000000', count],
  ATLAS_SESSION_IDLE: ['a whole number of minutes from 1 to 10080', wholeNumber(1, 10_080)],
  ATLAS_LOG_ORIGIN: ['a name without blanks or plus signs', text.regex(/^[^\s+]+$/)],
  ATLAS_CHECKPOINT_COPY: ['a folder', text],
  ATLAS_WORKER_CONCURRENCY: ['a whole number from 1 to 64', wholeNumber(1, 64)],
  DATABASE_URL: ['the address of a PostgreSQL database', postgresUrl],
  ATLAS_OWNER_DATABASE_URL: ['the address of a PostgreSQL database', postgresUrl],
  ATLAS_WORKER_DATABASE_URL: ['the address of a PostgreSQL database', postgresUrl],
  ATLAS_SEQUENCER_DATABASE_URL: ['the address of a PostgreSQL database', postgresUrl],
  ATLAS_SIGNER_DATABASE_URL: ['the address of a PostgreSQL database', postgresUrl],
  JWT_SECRET_KEY: ['at least 32 characters', text.min(32)],
  ENCRYPTION_KEY: ['32 bytes in base64', text.regex(/^[A-Za-z0-9+/_-]{43}=?$/)],
} as const satisfies Record<string, readonly [string, z.ZodType]>;

type Key = keyof typeof KEYS;
type Values = { [K in Key]?: z.output<(typeof KEYS)[K][1]> };

/** These may also be given as a file that holds them: KEY_FILE. */
const SECRETS: readonly Key[] = [
  'DATABASE_URL',
  'ATLAS_OWNER_DATABASE_URL',
  'ATLAS_WORKER_DATABASE_URL',
  'ATLAS_SEQUENCER_DATABASE_URL',
  'ATLAS_SIGNER_DATABASE_URL',
  'JWT_SECRET_KEY',
  'ENCRYPTION_KEY',
];

/** The command-line client's; it may run in the same shell. */
const CLIENT_KEYS = ['ATLAS_SERVER', 'ATLAS_EMAIL', 'ATLAS_PASSWORD'];

/** Every key that may be set, for the test that compares them with `.env.example`. */
export const CONFIG_KEYS: readonly string[] = Object.keys(KEYS);

type Environment = Readonly<Record<string, string | undefined>>;

/** Reads the environment, and in development the file `.env` of the working folder below it. Throws a ConfigError. */
export function loadConfig(environment: Environment = process.env, folder: string = process.cwd()): Config {
  const merged = { ...readDotEnv(environment, folder), ...environment };
  const given = Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== undefined && value !== ''));
  const complaints = findUnknown(given);
  const values: Record<string, unknown> = {};
  for (const key of Object.keys(KEYS) as Key[]) {
    const raw = readRaw(key, given, complaints);
    if (raw === undefined) continue;
    const [mustBe, schema] = KEYS[key];
    const parsed = schema.safeParse(raw);
    if (parsed.success) values[key] = parsed.data;
    else complaints.push(`${key} must be ${mustBe}.`);
  }
  complaints.push(...findContradictions(values as Values));
  if (complaints.length > 0) throw new ConfigError(complaints.join(' '));
  return deepFreeze(toConfig(values as Values));
}

function readDotEnv(environment: Environment, folder: string): Environment {
  const file = resolve(folder, '.env');
  if (environment['NODE_ENV'] === 'production' || !existsSync(file)) return {};
  return parseEnv(readFileSync(file, 'utf8'));
}

function findUnknown(given: Environment): string[] {
  const known = new Set<string>([...CONFIG_KEYS, ...CLIENT_KEYS, ...SECRETS.map((key) => `${key}_FILE`)]);
  return Object.keys(given)
    .filter((key) => key.startsWith('ATLAS_') && !known.has(key))
    .map((key) => `${key} is not a setting of Atlas: see .env.example.`);
}

function readRaw(key: Key, given: Environment, complaints: string[]): string | undefined {
  const file = SECRETS.includes(key) ? given[`${key}_FILE`] : undefined;
  if (file === undefined) return given[key];
  if (given[key] !== undefined) {
    complaints.push(`${key} and ${key}_FILE are both set: one must go.`);
    return undefined;
  }
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    complaints.push(`The file named by ${key}_FILE cannot be read.`);
    return undefined;
  }
}

function findContradictions(values: Values): string[] {
  const complaints: string[] = [];
  if ((values.ATLAS_TLS_CERT === undefined) !== (values.ATLAS_TLS_KEY === undefined)) {
    complaints.push('ATLAS_TLS_CERT and ATLAS_TLS_KEY must be set together.');
  }
  const home = statSync(resolve(values.ATLAS_HOME ?? '.atlas'), { throwIfNoEntry: false });
  if (home?.isDirectory() === false) complaints.push('ATLAS_HOME must be a folder, and a file stands there.');
  return complaints;
}

/** Before anything is started: what would end the start when the server comes to listen. Throws a ConfigError. */
export function checkListening({ host, tls, trustedProxies }: Config): void {
  if (!isLoopback(host) && tls === undefined && trustedProxies.length === 0) throw new ConfigError(IN_THE_CLEAR);
  if (tls === undefined) return;
  const cert = readNamed('ATLAS_TLS_CERT', tls.certFile);
  const key = readNamed('ATLAS_TLS_KEY', tls.keyFile);
  try {
    createSecureContext({ cert, key });
  } catch {
    throw new ConfigError('ATLAS_TLS_CERT and ATLAS_TLS_KEY must be a certificate and its private key, in PEM.');
  }
}

function readNamed(key: Key, file: string): Buffer {
  try {
    return readFileSync(file);
  } catch {
    throw new ConfigError(`The file named by ${key} cannot be read.`);
  }
}

function toConfig(values: Values): Config {
  const { ATLAS_TLS_CERT: certFile, ATLAS_TLS_KEY: keyFile, ATLAS_INSTANT: instant } = values;
  return {
    home: resolve(values.ATLAS_HOME ?? '.atlas'),
    host: values.ATLAS_HOST ?? '127.0.0.1',
    port: values.ATLAS_PORT ?? 8000,
    publicUrl: values.ATLAS_PUBLIC_URL,
    tls: certFile === undefined || keyFile === undefined ? undefined : { certFile, keyFile },
    trustedProxies: values.ATLAS_TRUSTED_PROXIES ?? [],
    egressAllow: values.ATLAS_EGRESS_ALLOW,
    instant: instant === undefined ? undefined : new Date(instant),
    logLevel: values.ATLAS_LOG_LEVEL ?? 'INFO',
    limits: {
      ask: values.ATLAS_LIMIT_ASK ?? 10,
      other: values.ATLAS_LIMIT_OTHER ?? 60,
      login: values.ATLAS_LIMIT_LOGIN ?? 10,
      running: values.ATLAS_LIMIT_RUNNING ?? 3,
    },
    sessionIdle: values.ATLAS_SESSION_IDLE,
    logOrigin: values.ATLAS_LOG_ORIGIN,
    checkpointCopy: values.ATLAS_CHECKPOINT_COPY,
    workerConcurrency: values.ATLAS_WORKER_CONCURRENCY ?? 4,
    databases: {
      app: values.DATABASE_URL,
      owner: values.ATLAS_OWNER_DATABASE_URL,
      worker: values.ATLAS_WORKER_DATABASE_URL,
      sequencer: values.ATLAS_SEQUENCER_DATABASE_URL,
      signer: values.ATLAS_SIGNER_DATABASE_URL,
    },
    jwtSecret: values.JWT_SECRET_KEY,
    encryptionKey: values.ENCRYPTION_KEY,
  };
}

function deepFreeze<T extends object>(value: T): T {
  for (const inner of Object.values(value)) {
    if (typeof inner === 'object' && inner !== null && !(inner instanceof Date)) deepFreeze(inner);
  }
  return Object.freeze(value);
}
