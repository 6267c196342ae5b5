import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { makeClock } from '../../apps/server/src/platform/clock.ts';
import {
  bootstrapDatabase,
  DATABASE_ROLES,
  makeDb,
  migrate,
  transaction,
} from '../../apps/server/src/platform/db/index.ts';
import type { DatabaseRole } from '../../apps/server/src/platform/db/index.ts';
import { ensureKeys, openKeys } from '../../apps/server/src/platform/keys/index.ts';
import { ensureCluster } from '../../apps/server/src/platform/postgres/index.ts';
import { makeAudit } from '../../apps/server/src/trust/audit/index.ts';
import { round, type Row } from './row.ts';

const WRITERS = 32;
const SECONDS = 6;
const DATABASE = 'atlas';

/** Signed events through the audit room, against rows of a hash chain whose head is locked; both durable. */
export async function appendRow(): Promise<Row> {
  const home = mkdtempSync(join(tmpdir(), 'atlas-bench-'));
  const password = randomBytes(12).toString('hex');
  const cluster = await ensureCluster({ home, name: 'bench', superuserPassword: password });
  try {
    const passwords = Object.fromEntries(DATABASE_ROLES.map((role) => [role, password])) as Record<
      DatabaseRole,
      string
    >;
    await bootstrapDatabase({ superuserUrl: cluster.url, database: DATABASE, passwords });
    await migrate({ ownerUrl: cluster.urlOf({ user: 'atlas_owner', password, database: DATABASE }) });
    const chained = await chainRate(cluster.urlOf({ user: 'postgres', password, database: DATABASE }));
    const staged = await auditRate(home, cluster.urlOf({ user: 'atlas_app', password, database: DATABASE }));
    const ratio = staged / chained;
    return {
      what: `audit append, ${WRITERS} writers`,
      yardstick: 'locked hash chain',
      aim: '≥ 5×',
      value: round(ratio),
      holds: ratio >= 5,
      figures: { atlas_per_s: round(staged, 0), chain_per_s: round(chained, 0), seconds: SECONDS },
    };
  } finally {
    await cluster.stop();
    rmSync(home, { recursive: true, force: true });
  }
}

/** Runs `append` from every writer until the time is over; gives appends per second. */
async function rateOf(append: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  let done = 0;
  const writer = async () => {
    while (performance.now() - started < SECONDS * 1000) {
      await append();
      done += 1;
    }
  };
  await Promise.all(Array.from({ length: WRITERS }, writer));
  return done / ((performance.now() - started) / 1000);
}

async function auditRate(home: string, url: string): Promise<number> {
  await ensureKeys({ home });
  const { attester } = await openKeys({ home });
  const build = { version: '0', build: 'bench' };
  const audit = makeAudit({ attester, clock: makeClock(), origin: 'bench/log', build });
  const db = makeDb({ url, name: 'bench', max: WRITERS });
  const event = {
    type: 'benchmark_written',
    actor: null,
    resource: { type: 'query', id: randomUUID() },
    details: { code: 'none', rows: 12 },
    origin: { address: '127.0.0.1', userAgent: 'bench' },
  };
  try {
    return await rateOf(() => transaction(db, (tx) => audit.record(tx, event)));
  } finally {
    await db.destroy();
  }
}

/** The usual way: each entry holds the hash of the one before, so the next writer waits for the last one's commit. */
async function chainRate(url: string): Promise<number> {
  const pool = new pg.Pool({ connectionString: url, max: WRITERS });
  await pool.query(`
    CREATE TABLE public.chain (id bigint PRIMARY KEY, body text NOT NULL, hash bytea NOT NULL);
    CREATE TABLE public.chain_head (id bigint NOT NULL, hash bytea NOT NULL);
    INSERT INTO public.chain_head VALUES (0, '')`);
  const body = JSON.stringify({ type: 'benchmark_written', code: 'none', rows: 12, address: '127.0.0.1' });
  const append = async () => {
    const client = await pool.connect();
    try {
      await client.query('BEGIN');
      const { rows } = await client.query<{ id: string; hash: Buffer }>(
        'SELECT id, hash FROM public.chain_head FOR UPDATE',
      );
      const id = Number(rows[0]?.id) + 1;
      const hash = createHash('sha256')
        .update(rows[0]?.hash ?? '')
        .update(body)
        .digest();
      await client.query('INSERT INTO public.chain VALUES ($1, $2, $3)', [id, body, hash]);
      await client.query('UPDATE public.chain_head SET id = $1, hash = $2', [id, hash]);
      await client.query('COMMIT');
    } finally {
      client.release();
    }
  };
  try {
    return await rateOf(append);
  } finally {
    await pool.end();
  }
}
