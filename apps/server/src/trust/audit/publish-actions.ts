import { AtlasError } from '@aureus/contract';
import { TILE_WIDTH, encodeEntries, encodeTile, entriesPath, tileNodes, tilePath, tilesBetween } from '@aureus/ledger';
import type { TileId } from '@aureus/ledger';
import type { Clock } from '#platform/clock';
import type { Db, Handle } from '#platform/db';
import type { ObjectStore } from '#platform/objects';
import { loadEntries, loadNodes, nodeKey } from './log-store.ts';
import type { SignedHead } from './log-store.ts';

/** Partial tiles and dated checkpoints: at most one a minute. */
const MINUTE = 60_000;

export type Publisher = {
  /** Puts the checkpoint and the tiles below it into the object store. May fail and be called again. */
  publish(head: SignedHead): Promise<void>;
};

export type PublisherDeps = {
  readonly db: Db;
  readonly objects: ObjectStore;
  readonly clock: Clock;
  /** A second place, best in other hands, for one checkpoint a day: what an operator who rolls everything back cannot reach. */
  readonly copy?: ObjectStore | undefined;
};

export function makePublisher(deps: PublisherDeps): Publisher {
  let published: number | null = null;
  let lastMinute = Number.NEGATIVE_INFINITY;
  return {
    publish: async (head) => {
      const note = Buffer.from(head.note, 'utf8');
      published ??= await findPublishedSize(deps.objects);
      const full = head.size - (head.size % TILE_WIDTH);
      if (full > published) {
        await publishTiles(deps, published, full);
        published = full;
      }
      await deps.objects.replace('log/checkpoint', note);
      const now = deps.clock.now().getTime();
      if (now - lastMinute < MINUTE) return;
      await deps.objects.putOnce(`log/checkpoints/${head.size}`, note);
      await publishPartial(deps, head.size);
      if (deps.copy !== undefined) await copyOfTheDay(deps.copy, new Date(now), note);
      lastMinute = now;
    },
  };
}

async function copyOfTheDay(copy: ObjectStore, now: Date, note: Uint8Array): Promise<void> {
  const key = `checkpoints/${now.toISOString().slice(0, 10)}`;
  if ((await copy.get(key)) === null) await copy.putOnce(key, note);
}

/** Entry bundles are put last, so the highest full one says how far everything else got. */
async function findPublishedSize(objects: ObjectStore): Promise<number> {
  const keys = await objects.list('log/tile/entries/');
  const full = keys.filter((key) => !key.includes('.p/')).map(toTileIndex);
  return full.length === 0 ? 0 : (Math.max(...full) + 1) * TILE_WIDTH;
}

const toTileIndex = (key: string): number => Number(key.slice('log/tile/entries/'.length).replaceAll(/[x/]/g, ''));

/** Full tiles, each once; the partial ones that led to them go. */
async function publishTiles(deps: PublisherDeps, from: number, to: number): Promise<void> {
  const tiles = tilesBetween(from, to).filter((tile) => tile.width === TILE_WIDTH);
  for (const tile of tiles) {
    await putFull(deps.objects, tilePath(tile), await readTile(deps.db, tile));
  }
  for (const tile of tiles.filter(({ level }) => level === 0)) {
    await putFull(deps.objects, entriesPath(tile), await readEntryBundle(deps.db, tile));
  }
}

async function putFull(objects: ObjectStore, path: string, bytes: Uint8Array): Promise<void> {
  await objects.putOnce(`log/${path}`, bytes);
  for (const partial of await objects.list(`log/${path}.p/`)) await objects.deleteIfAllowed(partial);
}

/** The growing edge, for readers of the object store alone; the api serves it from the database. */
async function publishPartial(deps: PublisherDeps, size: number): Promise<void> {
  const edge = tilesBetween(0, size).filter((tile) => tile.width < TILE_WIDTH);
  for (const tile of edge) {
    await deps.objects.putOnce(`log/${tilePath(tile)}`, await readTile(deps.db, tile));
    if (tile.level === 0) await deps.objects.putOnce(`log/${entriesPath(tile)}`, await readEntryBundle(deps.db, tile));
  }
}

/** A hash tile from the database; RESOURCE_NOT_FOUND if the log does not reach so far. */
export async function readTile(db: Handle, tile: TileId): Promise<Uint8Array> {
  const nodes = tileNodes(tile);
  const found = await loadNodes(db, nodes);
  const hashes = nodes.map((node) => found.get(nodeKey(node))).filter((hash) => hash !== undefined);
  if (hashes.length < nodes.length) throw missing();
  return encodeTile(hashes);
}

export async function readEntryBundle(db: Handle, tile: Omit<TileId, 'level'>): Promise<Uint8Array> {
  const from = tile.index * TILE_WIDTH;
  const entries = await loadEntries(db, from, from + tile.width);
  if (entries.length < tile.width) throw missing();
  return encodeEntries(entries.map((entry) => new Uint8Array(entry.leaf)));
}

const missing = (): AtlasError => new AtlasError('RESOURCE_NOT_FOUND', 'There is no such tile.');
