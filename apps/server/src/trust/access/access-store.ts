import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'kysely';
import type { Handle, Tx } from '#platform/db';
import { type PolicySet, makePolicySet } from './policy-set.ts';

/** Reads the policies that ship with the build. */
export async function loadShippedPolicies(folder: string): Promise<PolicySet> {
  const read = (name: string): Promise<string> => readFile(join(folder, name), 'utf8');
  const [schema, ...texts] = await Promise.all(['schema.cedarschema', 'core.cedar', 'bank.cedar'].map(read));
  return makePolicySet(texts, schema ?? '');
}

type ActiveRow = { digest: string; policies: Record<string, string>; schema: string; leaf_hash: Buffer };

/** The policy set in force and the leaf that activated it; null before the first activation. */
export async function loadActivePolicySet(db: Handle): Promise<{ set: PolicySet; leafHash: string } | null> {
  const found = await sql<ActiveRow>`
    SELECT digest, policies, schema, leaf_hash FROM access.policy_sets ORDER BY version DESC LIMIT 1`.execute(db);
  const row = found.rows[0];
  if (row === undefined) return null;
  return { set: makePolicySet(Object.values(row.policies), row.schema), leafHash: row.leaf_hash.toString('hex') };
}

/** The version number and digest in force, cheap enough for every request. */
export async function loadActiveVersion(db: Handle): Promise<{ version: number; digest: string } | null> {
  const found = await sql<{ version: number; digest: string }>`
    SELECT version, digest FROM access.policy_sets ORDER BY version DESC LIMIT 1`.execute(db);
  const row = found.rows[0];
  return row === undefined ? null : { version: row.version, digest: row.digest };
}

/** Appends a policy set as the one in force. Earlier versions stay for replay. */
export async function appendPolicySet(tx: Tx, set: PolicySet, leafHash: string): Promise<void> {
  await sql`
    INSERT INTO access.policy_sets (digest, policies, schema, leaf_hash)
    VALUES (${set.digest}, ${JSON.stringify(set.policies)}::jsonb, ${set.schema}, ${Buffer.from(leafHash, 'hex')})`.execute(
    tx,
  );
}
