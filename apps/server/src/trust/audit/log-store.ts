import type { NodeId, TreeNode } from '@aureus/ledger';
import { sql } from 'kysely';
import type { Handle, Tx } from '#platform/db';

export type Head = { readonly size: number; readonly root: Buffer };
export type SignedHead = Head & { readonly note: string };

/** The newest head; null on a log that `log init` has not been run for. */
export async function loadHead(db: Handle): Promise<Head | null> {
  const { rows } = await sql<Head>`SELECT size, root FROM audit.heads ORDER BY size DESC LIMIT 1`.execute(db);
  return rows[0] ?? null;
}

export async function loadNewestCheckpoint(db: Handle): Promise<SignedHead | null> {
  const { rows } = await sql<SignedHead>`
    SELECT size, root, note FROM audit.checkpoints ORDER BY size DESC LIMIT 1`.execute(db);
  return rows[0] ?? null;
}

/** The first signed checkpoint that covers a leaf. */
export async function loadFirstCheckpointOver(db: Handle, index: number): Promise<SignedHead | null> {
  const { rows } = await sql<SignedHead>`
    SELECT size, root, note FROM audit.checkpoints WHERE size > ${index} ORDER BY size LIMIT 1`.execute(db);
  return rows[0] ?? null;
}

type NodeRow = { readonly level: number; readonly index: number; readonly hash: Buffer };

/** Hashes of perfect nodes, in one read; asking for one that is not there leaves it out. */
export async function loadNodes(db: Handle, nodes: readonly NodeId[]): Promise<ReadonlyMap<string, Uint8Array>> {
  const { rows } = await sql<NodeRow>`
    WITH wanted AS (SELECT * FROM unnest(${nodes.map((node) => node.level)}::smallint[],
                                         ${nodes.map((node) => node.index)}::bigint[]) AS t (level, index))
    SELECT level, index, hash FROM audit.nodes JOIN wanted USING (level, index)
    UNION ALL
    SELECT 0, index, leaf_hash FROM audit.entries JOIN wanted USING (index) WHERE level = 0`.execute(db);
  return new Map(rows.map((row) => [nodeKey(row), new Uint8Array(row.hash)]));
}

export const nodeKey = (node: NodeId): string => `${node.level}/${node.index}`;

export type Entry = { readonly index: number; readonly leaf: Buffer };

/** Leaves `from` (inclusive) to `to` (exclusive), in order. */
export async function loadEntries(db: Handle, from: number, to: number): Promise<readonly Entry[]> {
  const { rows } = await sql<Entry>`
    SELECT index, leaf FROM audit.entries WHERE index >= ${from} AND index < ${to} ORDER BY index`.execute(db);
  return rows;
}

export type PlacedLeaf = { readonly index: number; readonly leaf: Buffer; readonly leaf_hash: Buffer };

/** Where leaves stand in the log; those that are not in it yet are left out. */
export async function findEntries(db: Handle, leafHashes: readonly Uint8Array[]): Promise<readonly PlacedLeaf[]> {
  const { rows } = await sql<PlacedLeaf>`
    SELECT index, leaf, leaf_hash FROM audit.entries
    WHERE leaf_hash = ANY (${leafHashes.map((hash) => Buffer.from(hash))}::bytea[]) ORDER BY index`.execute(db);
  return rows;
}

/** The first head of the empty tree: there is one on every log, made by `log init` as the owner. */
export async function appendHead(tx: Handle, size: number, root: Uint8Array): Promise<void> {
  await sql`INSERT INTO audit.heads (size, root) VALUES (${size}, ${Buffer.from(root)})`.execute(tx);
}

export type NewEntry = { readonly index: number; readonly leafHash: Uint8Array; readonly leaf: Uint8Array };

export async function appendEntries(tx: Tx, entries: readonly NewEntry[]): Promise<void> {
  await sql`
    INSERT INTO audit.entries (index, leaf_hash, leaf)
    SELECT * FROM unnest(${entries.map((entry) => entry.index)}::bigint[],
                         ${entries.map((entry) => Buffer.from(entry.leafHash))}::bytea[],
                         ${entries.map((entry) => Buffer.from(entry.leaf))}::bytea[])`.execute(tx);
}

/** Inner nodes; leaves (level 0) stand in the entries. */
export async function appendNodes(tx: Tx, nodes: readonly TreeNode[]): Promise<void> {
  await sql`
    INSERT INTO audit.nodes (level, index, hash)
    SELECT * FROM unnest(${nodes.map((node) => node.level)}::smallint[], ${nodes.map((node) => node.index)}::bigint[],
                         ${nodes.map((node) => Buffer.from(node.hash))}::bytea[])`.execute(tx);
}

/** The same head signed again changes nothing. */
export async function appendCheckpoint(db: Handle, head: SignedHead): Promise<void> {
  await sql`
    INSERT INTO audit.checkpoints (size, root, note) VALUES (${head.size}, ${head.root}, ${head.note})
    ON CONFLICT (size) DO NOTHING`.execute(db);
}
