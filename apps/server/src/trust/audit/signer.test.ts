import assert from 'node:assert/strict';
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { TILE_WIDTH, fromVkey, parseCheckpoint, signCheckpoint, verifyNote } from '@aureus/ledger';
import { sql } from 'kysely';
import { transaction } from '#platform/db';
import { nodeCrypto } from '#platform/keys';
import { makeLog } from '#platform/log';
import { makeFileObjects } from '#platform/objects';
import { openTrustHouse } from '../../../test/support/trust.ts';
import type { TrustHouse } from '../../../test/support/trust.ts';
import { ensureLog } from './log-init-actions.ts';
import { loadHead, loadNewestCheckpoint } from './log-store.ts';
import { makePublisher } from './publish-actions.ts';
import { sequenceBatch } from './sequencer-actions.ts';
import { signNewestHead } from './signer-actions.ts';
import { startSigner } from './signer-jobs.ts';
import { readSignerState, writeSignerState } from './signer-state-store.ts';

const NOWHERE = { address: null, userAgent: null };
const record = ({ app, audit }: TrustHouse) =>
  transaction(app, (tx) =>
    audit.record(tx, { type: 'signed_in', actor: null, resource: null, details: {}, origin: NOWHERE }),
  );

async function grow(house: TrustHouse, leaves: number): Promise<void> {
  for (let at = 0; at < leaves; at++) await record(house);
  await sequenceBatch(house.sequencer);
}

/** A log of five signed leaves. */
async function openSignedHouse(): Promise<TrustHouse> {
  const house = await openTrustHouse();
  await grow(house, 5);
  assert.equal((await signNewestHead(house.signer, null)).kind, 'signed');
  return house;
}

const outcomeOf = async (house: TrustHouse, known: Uint8Array | null = null): Promise<string> => {
  const outcome = await signNewestHead(house.signer, known);
  return outcome.kind === 'refused' ? outcome.reason : outcome.kind;
};

describe('the signer', () => {
  test('signs the empty tree, then every head that grew, with the key of the trust file', async () => {
    const house = await openTrustHouse();
    assert.equal(await outcomeOf(house), 'signed');
    assert.equal(await outcomeOf(house), 'current');
    await grow(house, 3);
    assert.equal(await outcomeOf(house), 'signed');
    const newest = await loadNewestCheckpoint(house.app);
    const note = Buffer.from(newest?.note ?? '');
    assert.equal(await verifyNote(note, [await fromVkey(house.trust.vkey, nodeCrypto)], nodeCrypto), true);
    assert.equal(parseCheckpoint(note).checkpoint.size, 3);
    assert.equal((await readSignerState(house.signer.statePath))?.size, 3);
  });

  test('signs the same head again after a crash between state and signature', async () => {
    const house = await openSignedHouse();
    await grow(house, 1);
    const head = await loadHead(house.sequencer);
    const root = head?.root.toString('hex') ?? '';
    await writeSignerState(house.signer.statePath, { origin: house.trust.origin, size: head?.size ?? 0, root });
    assert.equal(await outcomeOf(house), 'signed');
    assert.equal(await outcomeOf(house), 'current');
  });

  test('refuses a tree smaller than the one it signed: an old dump was restored', async () => {
    const house = await openSignedHouse();
    await sql`DELETE FROM audit.heads WHERE size > 0`.execute(house.superuser);
    assert.equal(await outcomeOf(house), 'smaller tree');
  });

  test('refuses an old dump that has been written to since', async () => {
    const house = await openTrustHouse();
    await grow(house, 3);
    await outcomeOf(house);
    await grow(house, 2);
    await outcomeOf(house);
    await sql`DELETE FROM audit.entries WHERE index >= 3`.execute(house.superuser);
    await sql`DELETE FROM audit.nodes WHERE (index + 1) << level > 3`.execute(house.superuser);
    await sql`DELETE FROM audit.heads WHERE size > 3`.execute(house.superuser);
    await sql`DELETE FROM audit.checkpoints WHERE size > 3`.execute(house.superuser);
    await grow(house, 4);
    assert.equal(await outcomeOf(house), 'history changed');
  });

  test('refuses another root at the size it signed', async () => {
    const house = await openSignedHouse();
    await sql`UPDATE audit.heads SET root = sha256('x') WHERE size = 5`.execute(house.superuser);
    assert.equal(await outcomeOf(house), 'root changed at the same size');
  });

  test('refuses when a node below what it signed was rewritten', async () => {
    const house = await openSignedHouse();
    await sql`UPDATE audit.nodes SET hash = sha256('x') WHERE level = 2`.execute(house.superuser);
    await grow(house, 1);
    assert.equal(await outcomeOf(house), 'history changed');
  });

  test('refuses a head that is not the root of its leaves, or whose leaves have a gap', async () => {
    const house = await openSignedHouse();
    await grow(house, 2);
    await sql`UPDATE audit.heads SET root = sha256('x') WHERE size = 7`.execute(house.superuser);
    assert.equal(await outcomeOf(house), 'head does not follow from its leaves');
    await sql`DELETE FROM audit.entries WHERE index = 5`.execute(house.superuser);
    assert.equal(await outcomeOf(house), 'head does not follow from its leaves');
  });

  test('refuses without its state, with half of it, and with that of another log', async () => {
    const house = await openSignedHouse();
    const state = readFileSync(house.signer.statePath, 'utf8');
    rmSync(house.signer.statePath);
    assert.equal(await outcomeOf(house), 'no state');
    writeFileSync(house.signer.statePath, state.slice(0, 20));
    await assert.rejects(outcomeOf(house), { code: 'SERVICE_UNAVAILABLE' });
    writeFileSync(house.signer.statePath, '{"origin":"x","size":-1.5,"root":"y"}');
    await assert.rejects(outcomeOf(house), { code: 'SERVICE_UNAVAILABLE' });
    await writeSignerState(house.signer.statePath, { origin: 'another/log', size: 0, root: '0'.repeat(64) });
    assert.equal(await outcomeOf(house), 'state of another log');
    rmSync(house.signer.statePath);
    writeFileSync(`${house.signer.statePath}.d`, '');
    await assert.rejects(readSignerState(`${house.signer.statePath}.d/state.json`), { code: 'ENOTDIR' });
  });

  test('refuses a log that was never set up', async () => {
    const house = await openTrustHouse();
    await sql`DELETE FROM audit.heads`.execute(house.superuser);
    assert.equal(await outcomeOf(house), 'log not set up');
  });

  test('refuses what does not extend the published checkpoint, when state and database went back together', async () => {
    const house = await openSignedHouse();
    const publish = async (size: number, root: Uint8Array): Promise<void> => {
      const checkpoint = { origin: house.trust.origin, size, root };
      const note = await signCheckpoint(checkpoint, [{ ...house.signer.key, name: house.trust.origin }], nodeCrypto);
      await house.objects.replace('log/checkpoint', Buffer.from(note));
    };
    await publish(9, new Uint8Array(32));
    assert.equal(await outcomeOf(house), 'behind the published checkpoint');
    await publish(4, new Uint8Array(32));
    assert.equal(await outcomeOf(house), 'does not extend the published checkpoint');
    assert.equal(
      await outcomeOf(house, Buffer.from('what it saw before')),
      'current',
      'nothing to sign, nothing to read',
    );
    const head = await loadHead(house.app);
    await publish(5, new Uint8Array(head?.root ?? []));
    assert.equal(await outcomeOf(house), 'current');
  });

  test('takes no word of a published checkpoint that its key did not sign', async () => {
    const house = await openSignedHouse();
    const forged = { origin: house.trust.origin, size: 99, root: new Uint8Array(32) };
    const note = await signCheckpoint(forged, [{ ...house.signer.key, name: 'somebody/else' }], nodeCrypto);
    for (const planted of [note, 'no note at all', note.replace('99', '98')]) {
      await house.objects.replace('log/checkpoint', Buffer.from(planted));
      assert.equal(await outcomeOf(house), 'current');
    }
  });

  test('does not start to sign while it cannot read what was published', async () => {
    const house = await openSignedHouse();
    const blind = { ...house.signer, objects: makeFileObjects({ folder: '/dev/null/objects' }) };
    await assert.rejects(signNewestHead(blind, null), { code: 'SERVICE_UNAVAILABLE' });
  });
});

describe('publishing', () => {
  test('puts full tiles once, partial ones once a minute and away again, and a copy of the day elsewhere', async () => {
    const house = await openTrustHouse();
    let minutes = 0;
    const clock = { now: () => new Date(1e12 + minutes * 60_000), instant: () => new Date() };
    const copy = makeFileObjects({ folder: `${house.home}/copy` });
    const deps = { db: house.signer.db, objects: house.objects, clock, copy };
    const publisher = makePublisher(deps);
    const publish = async (publish_ = publisher): Promise<void> => {
      const signed = await signNewestHead(house.signer, null);
      if (signed.kind === 'signed') await publish_.publish(signed.head);
    };
    await grow(house, 20);
    await publish();
    const early = await house.objects.list('log/');
    assert.deepEqual(early, [
      'log/checkpoint',
      'log/checkpoints/20',
      'log/tile/0/000.p/20',
      'log/tile/entries/000.p/20',
    ]);
    await grow(house, 1);
    await publish();
    assert.deepEqual(await house.objects.list('log/'), early, 'no second partial tile within the minute');
    minutes += 1;
    await grow(house, TILE_WIDTH);
    await publish();
    const tiles = [
      'log/tile/0/000',
      'log/tile/0/001.p/21',
      'log/tile/1/000.p/1',
      'log/tile/entries/000',
      'log/tile/entries/001.p/21',
    ];
    assert.deepEqual(await house.objects.list('log/tile/'), tiles);
    assert.deepEqual(await copy.list('checkpoints/'), ['checkpoints/2001-09-09']);
    minutes += 1;
    await grow(house, TILE_WIDTH);
    await publish(makePublisher(deps));
    const later = await house.objects.list('log/tile/');
    assert.ok(
      later.includes('log/tile/0/001') && later.includes('log/tile/entries/001'),
      'a new process goes on where the last one stopped',
    );
    assert.ok(!later.includes('log/tile/0/001.p/21'));
  });

  test('runs as a loop, publishes late when the store is back, and says a refusal once', async () => {
    const house = await openTrustHouse();
    const lines: { message: string; context: { code: string } }[] = [];
    const destination = { write: (line: string) => void lines.push(JSON.parse(line) as (typeof lines)[number]) };
    const log = makeLog({ level: 'INFO', service: 'signer', destination });
    const until = async (holds: () => Promise<boolean> | boolean): Promise<void> => {
      while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 10));
    };
    await house.objects.putOnce('log/x', Buffer.from(''));
    rmSync(`${house.home}/objects`, { recursive: true });
    writeFileSync(`${house.home}/objects`, '');
    await grow(house, 2);
    const loop = startSigner({ ...house.signer, log, clock: house.clock });
    await until(() => lines.length === 1);
    assert.equal(lines[0]?.context.code, 'SERVICE_UNAVAILABLE');
    rmSync(`${house.home}/objects`);
    await until(async () => (await house.objects.get('log/checkpoint').catch(() => null)) !== null);
    await sql`DELETE FROM audit.heads WHERE size > 0`.execute(house.superuser);
    await until(() => lines.length === 2);
    assert.equal(lines[1]?.context.code, 'smaller tree');
    await loop.stop();
    assert.equal(lines.length, 2);
  });
});

describe('with the object store away', () => {
  type Line = { readonly context: { readonly code: string } };

  async function openPublishedHouse() {
    const house = await openTrustHouse();
    await grow(house, 2);
    const lines: Line[] = [];
    const destination = { write: (line: string) => void lines.push(JSON.parse(line) as Line) };
    const log = makeLog({ level: 'INFO', service: 'signer', destination });
    const loop = startSigner({ ...house.signer, log, clock: house.clock });
    const until = async (holds: () => Promise<boolean> | boolean): Promise<void> => {
      while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 10));
    };
    const signed = async (): Promise<number> => (await loadNewestCheckpoint(house.app))?.size ?? -1;
    const published = async (): Promise<number> => {
      const note = await house.objects.get('log/checkpoint').catch(() => null);
      return Number(
        Buffer.from(note ?? '')
          .toString()
          .split('\n')[1] ?? -1,
      );
    };
    // The growing edge is published last: from then on the loop has nothing to do.
    await until(async () => (await house.objects.list('log/tile/entries/').catch(() => [])).length > 0);
    await until(async () => (await published()) === 2);
    return { house, lines, loop, until, signed, published, folder: `${house.home}/objects` };
  }

  test('signs nothing while its folder is gone or cannot be read, and goes on by itself when it is back', async () => {
    const { house, lines, loop, until, signed, published, folder } = await openPublishedHouse();
    for (const [leaves, code, leave] of [
      [1, 'published checkpoint is gone', () => undefined],
      [1, 'SERVICE_UNAVAILABLE', () => writeFileSync(folder, '')],
    ] as const) {
      const [before, told] = [await signed(), lines.length];
      renameSync(folder, `${folder}.away`);
      leave();
      await grow(house, leaves);
      await until(() => lines.slice(told).some(({ context }) => context.code === code));
      assert.equal(await signed(), before);
      // Whoever else writes there may have made it anew.
      rmSync(folder, { recursive: true, force: true });
      renameSync(`${folder}.away`, folder);
      await until(async () => (await published()) === before + leaves);
    }
    await loop.stop();
  });

  test('signs no second head before the first one is published', async () => {
    const { house, lines, loop, until, signed, folder } = await openPublishedHouse();
    await loop.stop();
    const log = makeLog({
      level: 'INFO',
      service: 'signer',
      destination: { write: (line: string) => void lines.push(JSON.parse(line) as Line) },
    });
    const deaf = makeFileObjects({ folder, readOnly: true });
    await grow(house, 1);
    let rounds = 0;
    const objects = {
      ...deaf,
      replace: (...put: Parameters<typeof deaf.replace>) => ((rounds += 1), deaf.replace(...put)),
    };
    const second = startSigner({ ...house.signer, objects, log, clock: house.clock });
    await until(async () => (await signed()) === 3);
    await grow(house, 1);
    const after = rounds + 2;
    await until(() => rounds >= after);
    assert.equal(await signed(), 3);
    await second.stop();
  });
});

describe('log init', () => {
  const init = (house: TrustHouse) => ({
    home: house.home,
    db: house.sequencer,
    objects: house.objects,
    statePath: house.signer.statePath,
  });

  test('gives back the log that is there', async () => {
    const house = await openSignedHouse();
    assert.deepEqual((await ensureLog(init(house))).bytes, house.trust.bytes);
  });

  test('makes no new state for a log that has leaves, or whose checkpoints are published', async () => {
    const house = await openSignedHouse();
    rmSync(house.signer.statePath);
    await assert.rejects(ensureLog(init(house)), { code: 'CONFLICT' });
    await sql`DELETE FROM audit.heads WHERE size > 0`.execute(house.superuser);
    await house.objects.putOnce('log/checkpoints/5', Buffer.from('x'));
    await assert.rejects(ensureLog(init(house)), { code: 'CONFLICT' });
  });

  test('makes no new trust file for a signer that has one', async () => {
    const house = await openSignedHouse();
    rmSync(`${house.home}/trust.json`);
    await assert.rejects(ensureLog(init(house)), { code: 'CONFLICT' });
  });

  test('goes on after a crash half-way, with the keys and the trust file already made', async () => {
    const house = await openTrustHouse();
    rmSync(house.signer.statePath);
    assert.deepEqual((await ensureLog(init(house))).bytes, house.trust.bytes);
    assert.equal(await outcomeOf(house), 'signed');
  });

  test('takes the origin it is given and refuses a damaged trust file', async () => {
    const house = await openTrustHouse();
    const home = `${house.home}/second`;
    const statePath = `${home}/state.json`;
    const made = await ensureLog({ ...init(house), home, statePath, origin: 'bank.example/log' });
    assert.equal(made.origin, 'bank.example/log');
    writeFileSync(`${home}/trust.json`, '{}');
    await assert.rejects(ensureLog({ ...init(house), home, statePath }), { code: 'SERVICE_UNAVAILABLE' });
  });
});
