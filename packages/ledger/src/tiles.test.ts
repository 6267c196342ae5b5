import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LedgerError } from './ledger-error.ts';
import {
  decodeEntries,
  decodeTile,
  encodeEntries,
  encodeTile,
  entriesPath,
  tileNodes,
  tilePath,
  tilesBetween,
  tilesOf,
} from './tiles.ts';

const has = (code: string) => (error: unknown) => error instanceof LedgerError && error.code === code;

test('paths are those of tlog-tiles', () => {
  assert.equal(tilePath({ level: 0, index: 0, width: 256 }), 'tile/0/000');
  assert.equal(tilePath({ level: 1, index: 5, width: 7 }), 'tile/1/005.p/7');
  assert.equal(tilePath({ level: 2, index: 1234067, width: 256 }), 'tile/2/x001/x234/067');
  assert.equal(entriesPath({ index: 273, width: 112 }), 'tile/entries/273.p/112');
  assert.equal(entriesPath({ index: 1000, width: 256 }), 'tile/entries/x001/000');
});

test('a log of 70,000 leaves has the tiles of its size', () => {
  const paths = tilesOf(70_000).map(tilePath);
  assert.equal(paths.length, 274 + 2 + 1);
  assert.deepEqual(paths.slice(272), [
    'tile/0/272',
    'tile/0/273.p/112',
    'tile/1/000',
    'tile/1/001.p/17',
    'tile/2/000.p/1',
  ]);
  assert.deepEqual(tilesOf(0), []);
});

test('growth touches only what changed', () => {
  assert.deepEqual(tilesBetween(255, 257).map(tilePath), ['tile/0/000', 'tile/0/001.p/1', 'tile/1/000.p/1']);
  assert.deepEqual(tilesBetween(257, 258).map(tilePath), ['tile/0/001.p/2']);
  assert.deepEqual(tilesBetween(256, 256), []);
});

test('a tile names its nodes in the tree', () => {
  assert.deepEqual(tileNodes({ level: 1, index: 1, width: 2 }), [
    { level: 8, index: 256 },
    { level: 8, index: 257 },
  ]);
});

test('tiles and entry bundles go both ways and refuse another width', () => {
  const hashes = [new Uint8Array(32).fill(1), new Uint8Array(32).fill(2)];
  assert.deepEqual(decodeTile(encodeTile(hashes), 2), hashes);
  assert.throws(() => decodeTile(encodeTile(hashes), 1), has('format'));
  assert.throws(() => encodeTile([]), has('usage'));
  assert.throws(() => encodeTile([new Uint8Array(31)]), has('usage'));
  const leaves = [new Uint8Array(0), new Uint8Array(300).fill(7), Uint8Array.of(9)];
  const bundle = encodeEntries(leaves);
  assert.deepEqual(bundle.slice(0, 4), Uint8Array.of(0, 0, 1, 44));
  assert.deepEqual(decodeEntries(bundle, 3), leaves);
  assert.throws(() => decodeEntries(bundle, 2), has('format'));
  assert.throws(() => decodeEntries(bundle.slice(0, -1), 3), has('format'));
  assert.throws(() => decodeEntries(bundle.slice(0, 1), 1), has('format'));
  assert.throws(() => encodeEntries([new Uint8Array(0x10000)]), has('usage'));
  assert.throws(() => tilePath({ level: 0, index: -1, width: 1 }), has('usage'));
  assert.throws(() => tilePath({ level: 0, index: 0, width: 257 }), has('usage'));
});
