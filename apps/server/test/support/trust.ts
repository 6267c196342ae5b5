import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { makeClock } from '#platform/clock';
import type { Clock } from '#platform/clock';
import { makeDb } from '#platform/db';
import type { Db } from '#platform/db';
import { openKeys, openLogKey } from '#platform/keys';
import type { Keys } from '#platform/keys';
import { makeFileObjects } from '#platform/objects';
import type { ObjectStore } from '#platform/objects';
import { ensureLog, makeAudit } from '#trust/audit';
import type { Audit, TrustInForce } from '#trust/audit';
import { sequenceBatch } from '../../src/trust/audit/sequencer-actions.ts';
import { signNewestHead } from '../../src/trust/audit/signer-actions.ts';
import type { SignerDeps } from '../../src/trust/audit/signer-actions.ts';
import { cloneDatabase } from './postgres.ts';
import type { TestDatabase } from './postgres.ts';

export const BUILD = { version: '0.1.0', build: '0'.repeat(64) };

/** A log of its own, with keys, object store and signer state in a folder of its own; sequenced and signed by hand. */
export type TrustHouse = {
  readonly database: TestDatabase;
  readonly home: string;
  readonly app: Db;
  readonly sequencer: Db;
  readonly superuser: Db;
  readonly keys: Keys;
  readonly objects: ObjectStore;
  readonly trust: TrustInForce;
  readonly audit: Audit;
  readonly clock: Clock;
  readonly signer: SignerDeps;
  /** Moves every staged leaf into the log and signs the head. */
  settle(): Promise<void>;
};

export async function openTrustHouse(): Promise<TrustHouse> {
  const database = await cloneDatabase();
  const home = mkdtempSync(join(tmpdir(), 'atlas-trust-'));
  const handles = new Map<string, Db>();
  const open = (url: string): Db => {
    const db = handles.get(url) ?? makeDb({ url, name: 'test' });
    handles.set(url, db);
    return db;
  };
  after(async () => {
    await Promise.all([...handles.values()].map((db) => db.destroy()));
    rmSync(home, { recursive: true, force: true });
  });
  const sequencer = open(database.sequencerUrl);
  const objects = makeFileObjects({ folder: join(home, 'objects') });
  const statePath = join(home, 'signer', 'state.json');
  const trust = await ensureLog({ home, db: sequencer, objects, statePath });
  const keys = await openKeys({ home });
  const clock = makeClock();
  const { origin, vkey } = trust;
  const signer = { db: open(database.signerUrl), objects, key: await openLogKey(home), statePath, origin, vkey };
  return {
    database,
    home,
    app: open(database.appUrl),
    sequencer,
    superuser: open(database.superuserUrl),
    keys,
    objects,
    trust,
    audit: makeAudit({ attester: keys.attester, clock, origin, build: BUILD }),
    clock,
    signer,
    settle: async () => {
      while ((await sequenceBatch(sequencer)).appended > 0);
      await signNewestHead(signer, null);
    },
  };
}

export const newRun = (): string => randomUUID();
