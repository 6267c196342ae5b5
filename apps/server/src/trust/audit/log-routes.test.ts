import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import {
  TILE_WIDTH,
  decodeEntries,
  decodeTile,
  fromHex,
  fromVkey,
  hashLeaf,
  parseCheckpoint,
  parseTlogProof,
  parseTrustFile,
  verifyInclusion,
  verifyNote,
} from '@aureus/ledger';
import { transaction } from '#platform/db';
import { nodeCrypto, sha256 } from '#platform/keys';
import { openFrontDoor } from '../../../test/support/front-door.ts';
import { openTrustHouse } from '../../../test/support/trust.ts';
import type { Staged } from './audit.ts';
import { logRoutes } from './log-routes.ts';
import { sequenceBatch } from './sequencer-actions.ts';
import { toEntriesId, toTileId } from './tile-name.ts';

const house = await openTrustHouse();
const door = await openFrontDoor({ routes: () => logRoutes({ db: house.app, loadTrust: async () => house.trust }) });
const LEAVES = TILE_WIDTH + 3;
const staged: Staged[] = [];

after(() => door.close());

const get = async (path: string, token?: string): Promise<{ status: number; bytes: Uint8Array }> => {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const reply = await fetch(`${door.url}/v1/log/${path}`, { headers });
  return { status: reply.status, bytes: new Uint8Array(await reply.arrayBuffer()) };
};

test('a log without a signed checkpoint says so', async () => {
  assert.equal((await get('checkpoint')).status, 503);
  assert.equal((await get('tile/0/000')).status, 503);
  const hash = createHash('sha256').digest('hex');
  assert.equal((await get(`proof/${hash}`)).status, 404);
});

describe('anybody can follow the log', () => {
  before(async () => {
    const { app, audit } = house;
    for (let at = 0; at < LEAVES; at++) {
      const event = {
        type: 'signed_in',
        actor: null,
        resource: null,
        details: {},
        origin: { address: null, userAgent: null },
      };
      staged.push(await transaction(app, (tx) => audit.record(tx, event)));
    }
    await house.settle();
  });

  test('to a checkpoint signed by the key of the trust file', async () => {
    const { versions } = await parseTrustFile((await get('trust')).bytes, nodeCrypto);
    const note = (await get('checkpoint')).bytes;
    const key = await fromVkey(versions[0]?.logs[0]?.vkey ?? '', nodeCrypto);
    assert.equal(await verifyNote(note, [key], nodeCrypto), true);
    assert.equal(parseCheckpoint(note).checkpoint.size, LEAVES);
  });

  test('from any leaf', async () => {
    for (const at of [0, 100, LEAVES - 1]) {
      const { leafHash } = staged[at] ?? { leafHash: '' };
      const proof = parseTlogProof((await get(`proof/${leafHash}`)).bytes);
      const { checkpoint } = parseCheckpoint(Buffer.from(proof.checkpoint));
      const claim = {
        index: proof.index,
        size: checkpoint.size,
        leafHash: fromHex(leafHash, 32),
        proof: proof.hashes,
        root: checkpoint.root,
      };
      assert.equal(proof.index, at);
      assert.equal(await verifyInclusion(claim, sha256), true);
    }
  });

  test('through hash tiles, full and partial, but none beyond what is signed', async () => {
    const full = decodeTile((await get('tile/0/000')).bytes, TILE_WIDTH);
    assert.deepEqual(full[7], fromHex(staged[7]?.leafHash ?? '', 32));
    assert.equal(decodeTile((await get('tile/0/001.p/3')).bytes, 3).length, 3);
    assert.equal(decodeTile((await get('tile/1/000.p/1')).bytes, 1).length, 1);
    for (const missing of [
      'tile/0/001.p/4',
      'tile/0/001',
      'tile/1/000',
      'tile/2/000.p/1',
      'tile/0/002',
      'tile/9/000',
      'tile/0/1',
      'tile/0/000.p/256',
      'tile/x/000',
    ]) {
      assert.equal((await get(missing)).status, 404, missing);
    }
    assert.equal((await get('proof/XYZ')).status, 400);
    assert.equal((await get(`proof/${'0'.repeat(64)}`)).status, 404);
  });

  test('but reads the leaves themselves only as an admin', async () => {
    assert.equal((await get('tile/entries/000')).status, 401);
    const analyst = await door.signIn((await door.person('analyst')).email);
    assert.equal((await get('tile/entries/000', analyst)).status, 403);
    const admin = await door.signIn((await door.person('admin')).email);
    const leaves = decodeEntries((await get('tile/entries/001.p/3', admin)).bytes, 3);
    assert.deepEqual(
      leaves.map((leaf) => Buffer.from(hashLeaf(leaf, sha256)).toString('hex')),
      staged.slice(TILE_WIDTH).map(({ leafHash }) => leafHash),
    );
    assert.equal((await get('tile/entries/002', admin)).status, 404);
    assert.equal((await get('tile/entries/nonsense', admin)).status, 404);
  });
});

test('nobody is shown leaves that are in the log but under no signed checkpoint yet', async () => {
  const event = {
    type: 'signed_in',
    actor: null,
    resource: null,
    details: {},
    origin: { address: null, userAgent: null },
  };
  const { leafHash } = await transaction(house.app, (tx) => house.audit.record(tx, event));
  await sequenceBatch(house.sequencer);
  const tile = `tile/0/001.p/${(LEAVES % TILE_WIDTH) + 1}`;
  assert.equal((await get(tile)).status, 404);
  assert.equal((await get(`proof/${leafHash}`)).status, 404);
  await house.settle();
  assert.equal((await get(tile)).status, 200);
  assert.equal((await get(`proof/${leafHash}`)).status, 200);
});

test('a tile has one name only', () => {
  assert.deepEqual(toTileId('0', 'x001/x234/067'), { level: 0, index: 1234067, width: 256 });
  assert.deepEqual(toTileId('2', '005.p/9'), { level: 2, index: 5, width: 9 });
  assert.deepEqual(toEntriesId('x001/000'), { index: 1000, width: 256 });
  for (const [level, name] of [
    ['0', 'x000/001'],
    ['00', '001'],
    ['6', '001'],
    ['-1', '001'],
    ['0', '01'],
    ['0', '001.p/0'],
    ['0', '001.p/300'],
    ['0', '001/002'],
    ['0', ''],
  ] as const) {
    assert.equal(toTileId(level, name), null, `${level}/${name}`);
  }
});
