import { concatBytes } from './bytes/bytes.ts';
import { LedgerError, checkFormat } from './ledger-error.ts';
import type { NodeId } from './merkle/compact-range.ts';

/** Nodes in a full tile and levels it spans (C2SP tlog-tiles). */
export const TILE_WIDTH = 256;
const TILE_HEIGHT = 8;

/** Hash tile `level`/`index` with its first `width` nodes (1 to 256); its bottom row is tree level 8·level. */
export type TileId = { readonly level: number; readonly index: number; readonly width: number };

/** `tile/L/N[.p/W]`: N in groups of three digits, all but the last with an `x` before them. */
export function tilePath(tile: TileId): string {
  return `tile/${tile.level}/${numberPath(tile)}`;
}

/** `tile/entries/N[.p/W]`: the leaves under the level-0 tile of that index. */
export function entriesPath(tile: Omit<TileId, 'level'>): string {
  return `tile/entries/${numberPath(tile)}`;
}

/** The tiles that grew from `from` leaves to `to`, full ones and the last partial one of each level. */
export function tilesBetween(from: number, to: number): readonly TileId[] {
  const tiles: TileId[] = [];
  for (let level = 0; ; level++) {
    const span = TILE_WIDTH ** level;
    const had = Math.floor(from / span);
    const has = Math.floor(to / span);
    if (has === 0) return tiles;
    if (has === had) continue;
    for (let index = Math.floor(had / TILE_WIDTH); index * TILE_WIDTH < has; index++) {
      tiles.push({ level, index, width: Math.min(TILE_WIDTH, has - index * TILE_WIDTH) });
    }
  }
}

/** All tiles of a log of `size` leaves. */
export function tilesOf(size: number): readonly TileId[] {
  return tilesBetween(0, size);
}

/** The tree nodes whose hashes, in this order, are the tile's bytes. */
export function tileNodes(tile: TileId): readonly NodeId[] {
  const first = tile.index * TILE_WIDTH;
  return Array.from({ length: tile.width }, (_, at) => ({ level: tile.level * TILE_HEIGHT, index: first + at }));
}

/** A tile's bytes from the hashes of its nodes, in order. */
export function encodeTile(hashes: readonly Uint8Array[]): Uint8Array {
  checkTile(hashes.length >= 1 && hashes.length <= TILE_WIDTH && hashes.every((hash) => hash.length === 32));
  return concatBytes(...hashes);
}

/** The hashes of a tile of known width. Another length is a `format` error. */
export function decodeTile(bytes: Uint8Array, width: number): readonly Uint8Array[] {
  checkFormat(bytes.length === width * 32, 'a tile has another length than its width');
  return Array.from({ length: width }, (_, at) => bytes.slice(at * 32, at * 32 + 32));
}

/** An entry bundle: each leaf after its length as two bytes, big-endian. */
export function encodeEntries(leaves: readonly Uint8Array[]): Uint8Array {
  checkTile(leaves.length >= 1 && leaves.length <= TILE_WIDTH && leaves.every((leaf) => leaf.length < 0x10000));
  return concatBytes(...leaves.flatMap((leaf) => [Uint8Array.of(leaf.length >> 8, leaf.length & 255), leaf]));
}

/** The leaves of an entry bundle of known width. */
export function decodeEntries(bytes: Uint8Array, width: number): readonly Uint8Array[] {
  const leaves: Uint8Array[] = [];
  let at = 0;
  while (at < bytes.length) {
    const length = ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
    const end = at + 2 + length;
    checkFormat(end <= bytes.length, 'an entry bundle is cut off');
    leaves.push(bytes.slice(at + 2, end));
    at = end;
  }
  checkFormat(leaves.length === width, 'an entry bundle has another number of leaves than its width');
  return leaves;
}

function numberPath(tile: Omit<TileId, 'level'>): string {
  checkTile(tile.width >= 1 && tile.width <= TILE_WIDTH && Number.isSafeInteger(tile.index) && tile.index >= 0);
  const digits = String(tile.index);
  const padded = digits.padStart(Math.ceil(digits.length / 3) * 3, '0');
  const groups = padded.match(/.{3}/g) ?? [];
  const path = groups.map((group, at) => (at === groups.length - 1 ? group : `x${group}`)).join('/');
  return tile.width === TILE_WIDTH ? path : `${path}.p/${tile.width}`;
}

function checkTile(holds: boolean): void {
  if (!holds) throw new LedgerError('usage', 'not a tile');
}
