import { AtlasError } from '@aureus/contract';
import { encodeTlogProof } from '@aureus/ledger';
import { z } from 'zod';
import type { Db } from '#platform/db';
import { bytes, route } from '#platform/http';
import type { Route } from '#platform/http';
import { loadNewestCheckpoint } from './log-store.ts';
import { proveLeaf } from './proof-actions.ts';
import { readEntryBundle, readTile } from './publish-actions.ts';
import { isCovered, toEntriesId, toTileId } from './tile-name.ts';
import type { TrustInForce } from './trust-file-store.ts';

const TEXT = 'text/plain';
const UTF8_TEXT = `${TEXT}; charset=utf-8`;
const OCTETS = 'application/octet-stream';
const JSON_TYPE = 'application/json';

export type LogRoutesDeps = { readonly db: Db; readonly loadTrust: () => Promise<TrustInForce> };

/** The log for anyone: checkpoint, hash tiles, proofs, trust file. Only the leaves themselves need a permission. */
export function logRoutes(deps: LogRoutesDeps): readonly Route[] {
  return [checkpointRoute(deps), trustRoute(deps), proofRoute(deps), tileRoute(deps), entriesRoute(deps)];
}

const checkpointRoute = ({ db }: LogRoutesDeps): Route =>
  route({
    method: 'GET',
    path: '/v1/log/checkpoint',
    permission: 'public',
    audit: 'log.checkpoint',
    rate: 'other',
    summary: 'The newest signed checkpoint (C2SP tlog-checkpoint)',
    responses: { 200: { bytes: TEXT } },
    handle: async () => bytes(UTF8_TEXT, Buffer.from((await newestCheckpoint(db)).note, 'utf8')),
  });

const trustRoute = (deps: LogRoutesDeps): Route =>
  route({
    method: 'GET',
    path: '/v1/log/trust',
    permission: 'public',
    audit: 'log.trust',
    rate: 'other',
    summary: 'The trust file: public keys of log and attesters',
    responses: { 200: { bytes: JSON_TYPE } },
    handle: async () => bytes(JSON_TYPE, (await deps.loadTrust()).bytes),
  });

const proofRoute = ({ db }: LogRoutesDeps): Route =>
  route({
    method: 'GET',
    path: '/v1/log/proof/:leaf_hash',
    permission: 'public',
    audit: 'log.proof',
    rate: 'other',
    summary: 'Inclusion proof of a leaf to the newest checkpoint (C2SP tlog-proof)',
    params: z.strictObject({ leaf_hash: z.string().regex(/^[0-9a-f]{64}$/) }),
    responses: { 200: { bytes: TEXT } },
    handle: async ({ params }) => bytes(UTF8_TEXT, encodeTlogProof(await proveLeaf(db, params.leaf_hash))),
  });

const tileRoute = ({ db }: LogRoutesDeps): Route =>
  route({
    method: 'GET',
    path: '/v1/log/tile/:level/*',
    permission: 'public',
    audit: 'log.tile',
    rate: 'other',
    summary: 'A hash tile (C2SP tlog-tiles)',
    params: z.strictObject({ level: z.string().max(2), '*': z.string().max(100) }),
    responses: { 200: { bytes: OCTETS } },
    handle: async ({ params }) => {
      const tile = toTileId(params.level, params['*']);
      if (tile === null || !isCovered(tile, (await newestCheckpoint(db)).size)) throw noTile();
      return bytes(OCTETS, await readTile(db, tile));
    },
  });

const entriesRoute = ({ db }: LogRoutesDeps): Route =>
  route({
    method: 'GET',
    path: '/v1/log/tile/entries/*',
    permission: 'log.entries',
    audit: 'log.entries',
    rate: 'other',
    summary: 'An entry bundle: the leaves themselves (C2SP tlog-tiles)',
    params: z.strictObject({ '*': z.string().max(100) }),
    responses: { 200: { bytes: OCTETS } },
    handle: async ({ params }) => {
      const tile = toEntriesId(params['*']);
      if (tile === null || !isCovered({ level: 0, ...tile }, (await newestCheckpoint(db)).size)) throw noTile();
      return bytes(OCTETS, await readEntryBundle(db, tile));
    },
  });

const noTile = (): AtlasError => new AtlasError('RESOURCE_NOT_FOUND', 'There is no such tile.');

async function newestCheckpoint(db: Db): Promise<{ readonly size: number; readonly note: string }> {
  const checkpoint = await loadNewestCheckpoint(db);
  if (checkpoint === null) throw new AtlasError('SERVICE_UNAVAILABLE', 'The log has no signed checkpoint yet.');
  return checkpoint;
}
