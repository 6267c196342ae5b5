import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeClock } from '#platform/clock';
import { makeDb, migrate, transaction } from '#platform/db';
import { openHome } from '#platform/home';
import { installQueue } from '#platform/jobs';
import { appendPolicySet, loadActiveVersion, loadShippedPolicies } from '#trust/access';
import { type Audit, ensureLog, makeAudit } from '#trust/audit';
import type { Config } from '../config.ts';
import { objectsOf, openFoundation } from './foundation.ts';

export type DatabaseUrls = Readonly<Record<'app' | 'owner' | 'worker' | 'sequencer' | 'signer', string>>;

const POLICIES = fileURLToPath(new URL('../../../../policies/', import.meta.url));

export const signerState = (home: string): string => join(home, 'signer', 'state.json');

/** Brings an installation to where its processes can start: tables, queue, keys, log, policies. Running it again changes nothing. */
export async function prepare(config: Config, urls: DatabaseUrls, say: (sentence: string) => void): Promise<void> {
  await migrate({ ownerUrl: urls.owner, onProgress: say });
  await Promise.all([installQueue(urls.worker), prepareLog(config, urls)]);
}

async function prepareLog(config: Config, urls: DatabaseUrls): Promise<void> {
  const home = openHome(config.home);
  const sequencer = makeDb({ url: urls.sequencer, name: 'atlas setup', max: 1 });
  try {
    const { encryptionKey, logOrigin } = config;
    await ensureLog({
      home: home.path,
      db: sequencer,
      objects: objectsOf(home),
      statePath: signerState(home.path),
      ...(encryptionKey === undefined ? {} : { encryptionKey }),
      ...(logOrigin === undefined ? {} : { origin: logOrigin }),
    });
  } finally {
    await sequencer.destroy();
  }
  await activatePolicies(config, urls);
}

/** The first policy set is the one that ships; after that a set changes by approval only. */
async function activatePolicies(config: Config, urls: DatabaseUrls): Promise<void> {
  const { keys, trust, build } = await openFoundation(config, 'migrate');
  const db = makeDb({ url: urls.owner, name: 'atlas setup', max: 2 });
  const audit: Audit = makeAudit({ attester: keys.attester, clock: makeClock(), origin: trust.origin, build });
  try {
    await transaction(db, async (tx) => {
      if ((await loadActiveVersion(tx)) !== null) return;
      const set = await loadShippedPolicies(POLICIES);
      const { leafHash } = await audit.record(tx, {
        type: 'policy_activated',
        actor: null,
        resource: { type: 'policy_set', id: null },
        details: { policy_set: set.digest, schema: set.schemaDigest, policies: Object.keys(set.policies) },
        origin: { address: null, userAgent: null },
      });
      await appendPolicySet(tx, set, leafHash);
    });
  } finally {
    await db.destroy();
  }
}
