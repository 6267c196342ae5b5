import { TILE_WIDTH, entriesPath, tilePath } from '@aureus/ledger';
import type { TileId } from '@aureus/ledger';

const NAME = /^((?:x\d{3}\/)*)(\d{3})(?:\.p\/([1-9]\d{0,2}))?$/;
/** 256^6 leaves are more than a log of ours will have. */
const MAX_LEVEL = 5;

/** The tile that a path of C2SP tlog-tiles names (`0`, `x001/067.p/5`); null unless it is exactly the tile's own path. */
export function toTileId(level: string, name: string): TileId | null {
  const tile = toNumbered(name);
  const height = Number(level);
  if (tile === null || !Number.isInteger(height) || height < 0 || height > MAX_LEVEL) return null;
  const id = { level: height, ...tile };
  return tilePath(id) === `tile/${level}/${name}` ? id : null;
}

export function toEntriesId(name: string): Omit<TileId, 'level'> | null {
  const tile = toNumbered(name);
  return tile !== null && entriesPath(tile) === `tile/entries/${name}` ? tile : null;
}

function toNumbered(name: string): Omit<TileId, 'level'> | null {
  const [, groups, last, width] = NAME.exec(name) ?? [];
  if (groups === undefined || last === undefined) return null;
  const index = Number(groups.replaceAll(/[x/]/g, '') + last);
  const nodes = width === undefined ? TILE_WIDTH : Number(width);
  return Number.isSafeInteger(index) && nodes <= TILE_WIDTH ? { index, width: nodes } : null;
}

/** True if all of the tile stands under a signed tree of that size: nobody is shown what is not vouched for. */
export function isCovered(tile: TileId, size: number): boolean {
  return tile.index * TILE_WIDTH + tile.width <= Math.floor(size / TILE_WIDTH ** tile.level);
}
