import assert from 'node:assert/strict';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { encodeVerifyGuide, readZip, verifyPack } from '@aureus/ledger';
import type { PackReport } from '@aureus/ledger';
import { sql } from 'kysely';
import { transaction } from '#platform/db';
import { nodeCrypto } from '#platform/keys';
import {
  RESULT,
  accountOf,
  decision,
  derivation,
  judgePack,
  makeRuns,
  refusalOf,
  wrong,
} from '../../../test/support/runs.ts';
import { newRun, openTrustHouse } from '../../../test/support/trust.ts';

const house = await openTrustHouse();
const { evidence, open, answer } = makeRuns(house);
const { app } = house;
const judge = (pack: Uint8Array): Promise<PackReport> => judgePack(house, pack);

describe('evidence that somebody tampered with', () => {
  const bend = async (key: string): Promise<void> => {
    const path = join(house.home, 'objects', key);
    const bytes = readFileSync(path);
    bytes[bytes.length - 5] = (bytes[bytes.length - 5] ?? 0) ^ 1;
    writeFileSync(path, bytes);
  };

  test('in its result shows no row, and its pack is red in the right place', async () => {
    const { evidenceId, run } = await answer();
    await house.settle();
    await bend(`query-results/${run}/results.parquet`);
    await assert.rejects(evidence.openResult(app, evidenceId), { code: 'INTERNAL_ERROR' });
    const report = await judge(await evidence.pack(app, evidenceId, 'none'));
    assert.match(wrong(report).join(), /parts fails: result\.jwe has another digest/);
  });

  test('in its manifest is not shown at all', async () => {
    const { evidenceId } = await answer();
    await bend(`evidence-packs/${evidenceId}/manifest.json`);
    await assert.rejects(evidence.loadJson(app, evidenceId), { code: 'INTERNAL_ERROR' });
    rmSync(join(house.home, `objects/evidence-packs/${evidenceId}/manifest.json`));
    await assert.rejects(evidence.loadJson(app, evidenceId), { code: 'INTERNAL_ERROR' });
  });

  test('by taking its result away says so before its time, and cannot show rows', async () => {
    const { evidenceId, run } = await answer();
    await house.settle();
    rmSync(join(house.home, `objects/query-results/${run}`), { recursive: true });
    await assert.rejects(evidence.openResult(app, evidenceId), { code: 'RESOURCE_NOT_FOUND' });
    const report = await judge(await evidence.pack(app, evidenceId, 'all'));
    assert.match(wrong(report).join(), /result\.jwe is missing before its time/);
    const later = {
      trust: house.trust.bytes,
      now: new Date(Date.now() + 91 * 86_400_000).toISOString(),
      crypto: nodeCrypto,
    };
    const expired = await verifyPack(await evidence.pack(app, evidenceId, 'all'), later);
    assert.equal(expired.headline.verdict, 'expired');
  });

  test('by destroying its keys, as an erasure does, opens no more, not even from memory', async () => {
    const { evidenceId, run } = await answer();
    assert.deepEqual(await evidence.openResult(app, evidenceId), RESULT);
    await sql`DELETE FROM evidence.record_keys WHERE run = ${run}`.execute(house.superuser);
    await assert.rejects(evidence.openResult(app, evidenceId), { code: 'RESOURCE_NOT_FOUND' });
    await assert.rejects(evidence.loadJson(app, evidenceId), { code: 'RESOURCE_NOT_FOUND' });
    await assert.rejects(
      transaction(app, (tx) => evidence.stage(tx, { run, seq: 9, prev: null }, [derivation()])),
      {
        code: 'INTERNAL_ERROR',
      },
    );
  });

  test('by giving one question the keys of another opens neither', async () => {
    const [one, other] = [await answer(), await answer()];
    await sql`
      UPDATE evidence.record_keys AS mine SET wrapped = theirs.wrapped FROM evidence.record_keys AS theirs
      WHERE mine.run = ${one.run} AND theirs.run = ${other.run} AND mine.name = theirs.name`.execute(house.superuser);
    await assert.rejects(evidence.loadJson(app, one.evidenceId), { code: 'SERVICE_UNAVAILABLE' });
    await sql`
      UPDATE evidence.record_keys AS mine SET wrapped = theirs.wrapped FROM evidence.record_keys AS theirs
      WHERE mine.run = ${other.run} AND theirs.run = mine.run AND mine.name = 'result' AND theirs.name = 'sealed'`.execute(
      house.superuser,
    );
    await assert.rejects(evidence.openResult(app, other.evidenceId), { code: 'SERVICE_UNAVAILABLE' });
  });

  test('by writing under the key of a copy is an alarm, and does not hold up the copies behind it', async () => {
    const chain = await open();
    const closed = await transaction(app, (tx) => evidence.refuse(tx, chain, refusalOf(accountOf(chain.run))));
    await house.objects.putOnce(`evidence-packs/${closed.evidenceId}/manifest.json`, Buffer.from('forged'));
    await assert.rejects(evidence.copyParts(app), { code: 'CONFLICT' });
    assert.equal(await evidence.copyParts(app), 0);
    assert.notEqual(await house.objects.get(`evidence-packs/${closed.evidenceId}/sealed.jwe`), null);
    assert.equal((await evidence.loadJson(app, closed.evidenceId)).query_id, chain.run);
  });
});

describe('what a pack holds', () => {
  test('the checkpoint it leads to, also in the object store', async () => {
    const { evidenceId } = await answer();
    await house.settle();
    const { inclusion } = await evidence.loadJson(app, evidenceId);
    while ((await evidence.copyParts(app)) > 0);
    const note = await house.objects.get(`log/checkpoints/${inclusion.checkpoint_size}`);
    const proof = readZip(await evidence.pack(app, evidenceId, 'none')).entries.find(({ name }) =>
      name.startsWith('01-'),
    );
    assert.ok(
      Buffer.from(proof?.bytes ?? [])
        .toString()
        .endsWith(Buffer.from(note ?? []).toString()),
    );
  });

  test('the same bytes, even if the log has since lost the checkpoint it leads to', async () => {
    const { evidenceId } = await answer();
    await house.settle();
    const first = await evidence.pack(app, evidenceId, 'all');
    await answer();
    await house.settle();
    const { inclusion } = await evidence.loadJson(app, evidenceId);
    await sql`DELETE FROM audit.checkpoints WHERE size = ${inclusion.checkpoint_size}`.execute(house.superuser);
    assert.deepEqual(await evidence.pack(app, evidenceId, 'all'), first);
  });

  test('the model behind a candidate, and that a question waited', async () => {
    const chain = await open();
    const model = { name: 'some-model', promptDigest: 'd'.repeat(64), replyDigest: 'e'.repeat(64) };
    const staged = await transaction(app, (tx) =>
      evidence.stage(tx, chain, [
        derivation(1, { model }),
        decision(1, { outcome: 'wait', finalSql: null }),
        { kind: 'waiting', approval: newRun(), queryDigest: 'f'.repeat(64) },
      ]),
    );
    const refusal = refusalOf(accountOf(chain.run), { code: 'CANCELLED', stage: 'permit' });
    const { evidenceId } = await transaction(app, (tx) => evidence.refuse(tx, staged.chain, refusal));
    await house.settle();
    const report = await judge(await evidence.pack(app, evidenceId, 'all'));
    assert.deepEqual(wrong(report), []);
    assert.match(report.stages[1]?.statement ?? '', /"model":\{"name":"some-model"/);
  });

  test('the guide whose commands the ledger has tried', async () => {
    const { evidenceId } = await answer();
    await house.settle();
    const { entries } = readZip(await evidence.pack(app, evidenceId, 'none'));
    const guide = entries.find(({ name }) => name === 'VERIFY.md');
    assert.deepEqual(guide?.bytes, encodeVerifyGuide());
  });
});
