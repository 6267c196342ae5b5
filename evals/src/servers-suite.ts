import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import pg from 'pg';
import { compile, type Parse } from '@aureus/sqlguard';
import type { Catalogue } from '@aureus/contract';
import { readLists } from '../../packages/sqlguard/scripts/read-lists.ts';
import { BANK_SQL, CATALOGUE, OPEN } from '../../packages/sqlguard/test/bank.ts';
import { sweptCalls } from '../../packages/sqlguard/test/fuzz/call-sweep.ts';
import { makeRandom } from '../../packages/sqlguard/test/fuzz/random.ts';
import { HONEST } from '../../packages/sqlguard/test/honest.ts';
import type { EvalServer } from './database/server.ts';
import { EVAL_INSTANT, loadParser } from './guard.ts';
import { makeTally, type SuiteResult, type Tally } from './scoring/tally.ts';
import { CHANGED_CALLS } from './servers/changed-calls.ts';
import { openOlderServer } from './servers/older-server.ts';
import { checkProvisioned } from './servers/provisioned-source.ts';
import { OLDER_MAJORS } from './servers/releases.ts';

const SEED = 15;
const CALLS = 12_000;
const GENERATED = resolve(import.meta.dirname, '..', '..', 'packages', 'sqlguard', 'src', 'generated');
const SESSION = `SET search_path = pg_catalog, pg_temp; SET TimeZone = 'UTC'; SET DateStyle = 'ISO, YMD';
  SET IntervalStyle = 'postgres'; SET extra_float_digits = 1; SET jit = off; SET statement_timeout = '20s'`;

type Major = 15 | 16 | 17 | 18;
type Server = { readonly major: Major; readonly url: string; readonly client: pg.Client; stop(): Promise<void> };

/**
 * 3-guard, Proof: what the guard prints is the same text for every server it was not refused for, and all servers give
 * the same rows, but for what PostgreSQL itself changed; and the lists are what those servers' catalogs say.
 */
export async function runServersSuite(
  server: EvalServer,
  say: (sentence: string) => void,
  calls = CALLS,
): Promise<SuiteResult[]> {
  const servers = await openServers(server, say);
  if (servers === null) return [];
  try {
    const parse = await loadParser();
    const tally = makeTally('guard/servers');
    for (const figure of ['different', 'changed_by_postgres', 'refused_for_older', 'failed_alike'])
      tally.count(figure, 0);
    await compareLists(servers, tally);
    await compareSources(servers, { parse, tally });
    for (const sql of HONEST) await compareServers(servers, { kind: 'honest', sql, parse }, tally);
    for (const sql of sweptCalls(makeRandom(SEED), calls).filter(isPlain))
      await compareServers(servers, { kind: 'calls', sql, parse }, tally);
    return [tally.result()];
  } finally {
    for (const one of servers) await one.stop();
  }
}

/** Case mapping beyond ASCII is the locale's affair, and older servers have another one here. */
const isPlain = (sql: string): boolean => /^\p{ASCII}*$/u.test(sql);

/** Types from here on were made in the database: each server has its own numbers for them. */
const OWN_TYPES = 16_384;

/** All four, or null where one cannot be had here. */
async function openServers(own: EvalServer, say: (sentence: string) => void): Promise<readonly Server[] | null> {
  const servers: Server[] = [];
  for (const major of OLDER_MAJORS) {
    const older = await openOlderServer(major);
    if ('missing' in older) {
      say(`servers: skipped, ${older.missing}`);
      for (const one of servers) await one.stop();
      return null;
    }
    servers.push(await connected(major, older.url, () => older.stop()));
  }
  servers.push(await connected(18, await own.createDatabase('servers'), () => Promise.resolve()));
  return servers;
}

async function connected(major: Major, url: string, stop: () => Promise<void>): Promise<Server> {
  const types = { getTypeParser: () => (text: string) => text } as unknown as pg.CustomTypesConfig;
  const client = new pg.Client({ connectionString: url, types });
  await client.connect();
  await client.query(BANK_SQL);
  await client.query(SESSION);
  const end = async (): Promise<void> => {
    await client.end();
    await stop();
  };
  return { major, url, client, stop: end };
}

async function compareLists(servers: readonly Server[], tally: Tally): Promise<void> {
  for (const [file, text] of await readLists(servers)) {
    const isSame = readFileSync(join(GENERATED, file), 'utf8') === text;
    if (isSame) tally.pass('lists');
    else tally.fail('lists', file, "the committed list is not what these servers' catalogs say");
  }
}

/** The same source on each server, and the same answers from it. */
async function compareSources(servers: readonly Server[], told: { parse: Parse; tally: Tally }): Promise<void> {
  const answers: string[] = [];
  for (const server of servers) answers.push(await checkProvisioned(server, told));
  const isOneAnswer = answers.every((one) => one === answers[0]);
  if (isOneAnswer) told.tally.pass('source');
  else told.tally.fail('source', 'answers', answers.map((one) => one.slice(0, 200)).join(' | '));
}

type Asked = { readonly kind: string; readonly sql: string; readonly parse: Parse };

async function compareServers(servers: readonly Server[], { kind, sql, parse }: Asked, tally: Tally): Promise<void> {
  const printed = servers.map(({ major }) => textFor(sql, major, parse));
  const newest = printed.at(-1);
  if (newest === null || newest === undefined) return;
  const accepted = servers.filter((_, index) => printed[index] !== null);
  if (accepted.length < servers.length) tally.count('refused_for_older');
  const isOneText = printed.every((text) => text === null || text === newest);
  const answers = await Promise.all(accepted.map(({ client }) => answer(client, newest)));
  const isOneAnswer = answers.every((one) => one === answers[0]);
  if (isOneText && isOneAnswer) {
    if (answers[0]?.startsWith('error')) tally.count('failed_alike');
    return tally.pass(kind);
  }
  if (isOneText && CHANGED_CALLS.some(({ matches }) => matches.test(newest))) {
    tally.count('changed_by_postgres');
    return tally.pass(kind);
  }
  tally.count('different');
  const shown = answers.map((one, index) => `${accepted[index]?.major}: ${one.slice(0, 120)}`);
  tally.fail(kind, sql.slice(0, 300), isOneText ? shown.join(' | ') : 'printed differently for different servers');
}

function textFor(sql: string, serverMajor: Major, parse: Parse): string | null {
  const catalogue: Catalogue = { ...CATALOGUE, source: { ...CATALOGUE.source, serverMajor } };
  const input = { sql, catalogue, instant: EVAL_INSTANT, parse, profile: OPEN };
  const compiled = compile({ ...input, provision: 'none', maskedSchema: '', rowCap: 1000 });
  return compiled.ok ? compiled.sql : null;
}

/** Columns and rows; of a failure only whether the values or the text were at fault. */
async function answer(client: pg.Client, sql: string): Promise<string> {
  try {
    const { fields, rows } = await client.query<unknown[]>({ text: sql, rowMode: 'array' });
    return JSON.stringify([fields.map(({ name, dataTypeID }) => [name, Math.min(dataTypeID, OWN_TYPES)]), rows]);
  } catch (error) {
    return `error ${((error as { code?: string }).code ?? '').slice(0, 2)}`;
  }
}
