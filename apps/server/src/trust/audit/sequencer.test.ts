import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { encodeLeaf, hashLeaf, rangeRoot, toHex } from '@aureus/ledger';
import { sql } from 'kysely';
import { makeDb, transaction } from '#platform/db';
import { sha256 } from '#platform/keys';
import { makeLog } from '#platform/log';
import { openTrustHouse } from '../../../test/support/trust.ts';
import type { Chain } from './audit.ts';
import { loadEntries, loadHead } from './log-store.ts';
import { loadRange, sequenceBatch } from './sequencer-actions.ts';
import { startSequencer } from './sequencer-jobs.ts';
import { takeLead, takeStaged } from './staging-store.ts';

const house = await openTrustHouse();
const { app, sequencer, audit } = house;

const record = (type = 'signed_in') =>
  transaction(app, (tx) =>
    audit.record(tx, { type, actor: null, resource: null, details: {}, origin: { address: null, userAgent: null } }),
  );

const stageRaw = (leaf: Uint8Array) => sql`INSERT INTO audit.staging (leaf) VALUES (${Buffer.from(leaf)})`.execute(app);

const leafOf = (type: string): Uint8Array =>
  encodeLeaf({
    type,
    run: null,
    seq: null,
    time: '2026-01-31T10:30:00.000Z',
    actor: null,
    envelope: 'e'.repeat(64),
    prev: null,
    kid: 'f'.repeat(64),
  });

async function drain(): Promise<number> {
  let appended = 0;
  for (let batch = await sequenceBatch(sequencer); ; batch = await sequenceBatch(sequencer)) {
    appended += batch.appended;
    if (batch.leads && batch.appended + batch.duplicates + batch.rejected === 0) return appended;
  }
}

async function sizeOf(): Promise<number> {
  return (await loadHead(sequencer))?.size ?? -1;
}

test('gives leaves of 32 writers contiguous indices, loses none, and the head is their root', async () => {
  const before = await sizeOf();
  const writers = Array.from({ length: 32 }, async () => {
    const hashes: string[] = [];
    for (let at = 0; at < 10; at++) hashes.push((await record()).leafHash);
    return hashes;
  });
  const sequencing = Promise.all([drain(), drain()]);
  const staged = (await Promise.all(writers)).flat();
  await sequencing;
  await drain();
  const entries = await loadEntries(sequencer, before, await sizeOf());
  assert.deepEqual(
    entries.map(({ index }) => index),
    staged.map((_, at) => before + at),
  );
  assert.deepEqual(entries.map(({ leaf }) => toHex(hashLeaf(leaf, sha256))).toSorted(), staged.toSorted());
  const head = await loadHead(sequencer);
  assert.equal(
    toHex(head?.root ?? new Uint8Array()),
    toHex(rangeRoot(await loadRange(sequencer, head?.size ?? 0), sha256)),
  );
});

test('keeps the order in which one run staged its leaves, across connections', async () => {
  const run = randomUUID();
  let chain: Chain = { run, seq: 0, prev: null };
  for (let at = 0; at < 20; at++) {
    const body = { stage: 'waiting', approval: `a${at}`, commitments: {} } as const;
    chain = (await transaction(app, (tx) => audit.stage(tx, chain, { actor: null, statements: [{ body }, { body }] })))
      .chain;
  }
  const before = await sizeOf();
  await drain();
  const entries = await loadEntries(sequencer, before, await sizeOf());
  const seqs = entries
    .map(({ leaf }) => JSON.parse(leaf.toString()) as { run: string; seq: number })
    .filter((leaf) => leaf.run === run);
  assert.deepEqual(
    seqs.map(({ seq }) => seq),
    Array.from({ length: 40 }, (_, at) => at + 1),
  );
});

test('takes a leaf whose transaction started early and committed late', async () => {
  const slow = makeDb({ url: house.database.appUrl, name: 'slow writer' });
  let late: Promise<unknown> = Promise.resolve();
  const started = Promise.withResolvers<void>();
  const finish = Promise.withResolvers<void>();
  late = transaction(slow, async (tx) => {
    await sql`INSERT INTO audit.staging (leaf) VALUES (${Buffer.from(leafOf('came_late'))})`.execute(tx);
    started.resolve();
    await finish.promise;
  });
  await started.promise;
  await record();
  assert.equal(await drain(), 1);
  finish.resolve();
  await late;
  assert.equal(await drain(), 1);
  await slow.destroy();
});

test('drops a leaf that came twice, in one batch or two, and counts it', async () => {
  await stageRaw(leafOf('twice'));
  await stageRaw(leafOf('twice'));
  assert.deepEqual(await sequenceBatch(sequencer), { leads: true, appended: 1, duplicates: 1, rejected: 0 });
  await stageRaw(leafOf('twice'));
  assert.deepEqual(await sequenceBatch(sequencer), { leads: true, appended: 0, duplicates: 1, rejected: 0 });
});

test('puts aside what is no leaf, and takes those behind it', async () => {
  await stageRaw(Buffer.from('{"v":1}'));
  await stageRaw(Buffer.from([0xff, 0xfe, 0x00]));
  await stageRaw(leafOf('behind'));
  assert.deepEqual(await sequenceBatch(sequencer), { leads: true, appended: 1, duplicates: 0, rejected: 2 });
  const { rows } = await sql<{ reason: string }>`SELECT reason FROM audit.rejected ORDER BY id`.execute(
    house.superuser,
  );
  assert.equal(rows.length, 2);
  assert.notEqual(rows[0]?.reason, '');
});

test('stands by while another leads', async () => {
  await record();
  await transaction(sequencer, async (tx) => {
    assert.equal(await takeLead(tx), true);
    assert.deepEqual(await sequenceBatch(sequencer), { leads: false, appended: 0, duplicates: 0, rejected: 0 });
  });
  assert.equal((await sequenceBatch(sequencer)).appended, 1);
});

test('takes the lead from one that stopped moving, which then can commit nothing', async () => {
  await record();
  const stopped = transaction(sequencer, async (tx) => {
    await takeLead(tx);
    let batch = await sequenceBatch(sequencer);
    while (!batch.leads) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      batch = await sequenceBatch(sequencer);
    }
    assert.equal(batch.appended, 1);
    await takeStaged(tx, 1);
  });
  await assert.rejects(stopped, (error) => !(error instanceof assert.AssertionError));
});

test('appends nothing to a tree with a hole', async () => {
  const holed = await openTrustHouse();
  const put = (): Promise<unknown> =>
    transaction(holed.app, (tx) =>
      holed.audit.record(tx, {
        type: 'signed_in',
        actor: null,
        resource: null,
        details: {},
        origin: { address: null, userAgent: null },
      }),
    );
  await put();
  await put();
  await holed.settle();
  await sql`DELETE FROM audit.nodes`.execute(holed.superuser);
  await put();
  await assert.rejects(sequenceBatch(holed.sequencer), { code: 'SERVICE_UNAVAILABLE' });
});

test('runs as a loop, says when leaves are rejected, survives its database and stops', async () => {
  const lines: { level: string; message: string }[] = [];
  const destination = {
    write: (line: string) => void lines.push(JSON.parse(line) as { level: string; message: string }),
  };
  const log = makeLog({ level: 'INFO', service: 'sequencer', destination });
  await stageRaw(Buffer.from('{}'));
  await stageRaw(leafOf('twice'));
  await record();
  const loop = startSequencer({ db: sequencer, log });
  await loop.stop();
  assert.deepEqual(
    lines.map(({ level }) => level),
    ['ERROR', 'INFO'],
  );
  const gone = makeDb({ url: 'postgres://nobody@127.0.0.1:1/nothing', name: 'gone' });
  const failing = startSequencer({ db: gone, log });
  while (lines.length < 3) await new Promise((resolve) => setTimeout(resolve, 5));
  await failing.stop();
  await gone.destroy();
  assert.match(lines[2]?.message ?? '', /cannot append/);
});
