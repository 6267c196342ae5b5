import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readZip } from '@aureus/ledger';
import type { PackReport } from '@aureus/ledger';
import { transaction } from '#platform/db';
import { makeFileObjects } from '#platform/objects';
import {
  ACTOR,
  CANDIDATE,
  FINAL,
  EXECUTION,
  RESULT,
  accountOf,
  decision,
  derivation,
  judgePack,
  makeRuns,
  namesIn,
  refusalOf,
  wrong,
} from '../../../test/support/runs.ts';
import { newRun, openTrustHouse } from '../../../test/support/trust.ts';
import type { Account, Decision, Derivation, Refusal } from './evidence.ts';
import { makeEvidence } from './make-evidence.ts';

const house = await openTrustHouse();
const { evidence, open, answer } = makeRuns(house);
const { app } = house;
const judge = (pack: Uint8Array): Promise<PackReport> => judgePack(house, pack);

describe('an answer', () => {
  test('has a pack that is green, open and sealed, and its rows can be read back', async () => {
    const { evidenceId } = await answer();
    await house.settle();
    const full = await evidence.pack(app, evidenceId, 'all');
    assert.deepEqual(wrong(await judge(full)), []);
    assert.deepEqual(wrong(await judge(await evidence.pack(app, evidenceId, 'none'))), []);
    assert.deepEqual(await evidence.openResult(app, evidenceId), RESULT);
    assert.equal(namesIn(full).filter((name) => name.startsWith('policies/')).length, 3);
  });

  test('has a pack that is pending before the log is signed, and the same bytes for ever afterwards', async () => {
    const { evidenceId } = await answer();
    const early = await judge(await evidence.pack(app, evidenceId, 'all'));
    assert.equal(early.headline.verdict, 'pending');
    assert.equal((await evidence.loadJson(app, evidenceId)).inclusion.state, 'pending');
    await house.settle();
    const first = await evidence.pack(app, evidenceId, 'all');
    await answer();
    await house.settle();
    assert.deepEqual(await evidence.pack(app, evidenceId, 'all'), first);
    assert.equal((await evidence.loadJson(app, evidenceId)).inclusion.state, 'included');
  });

  test('is red after any flipped byte of its pack', async () => {
    const { evidenceId } = await answer();
    await house.settle();
    const pack = await evidence.pack(app, evidenceId, 'all');
    for (let at = 3; at < pack.length; at += 997) {
      const bent = pack.slice();
      bent[at] = (bent[at] ?? 0) ^ 1;
      assert.equal((await judge(bent)).headline.verdict, 'fails', `byte ${at}`);
    }
  });

  test('gives up neither question nor SQL nor e-mail in a sealed pack', async () => {
    const { evidenceId } = await answer();
    await house.settle();
    const pack = await evidence.pack(app, evidenceId, 'none');
    const said =
      (await judge(pack)).stages.map(({ statement }) => statement).join('') + Buffer.from(pack).toString('latin1');
    for (const secret of ['high-risk', 'risk_rating', 'masked.loan', 'analyst@'])
      assert.ok(!said.includes(secret), secret);
    assert.ok(!namesIn(pack).includes('keys.json'));
  });

  test('is told in the shape of the specification', async () => {
    const { evidenceId, run } = await answer();
    const told = await evidence.loadJson(app, evidenceId);
    assert.equal(told.query_id, run);
    assert.deepEqual(told.user, { id: ACTOR.id, email: ACTOR.email, role: 'analyst' });
    assert.equal(told.snapshot.generated_sql, CANDIDATE);
    assert.equal(told.snapshot.executed_sql, FINAL);
    assert.equal(told.snapshot.row_count, 2);
    assert.match(told.signature, /^SHA256:[0-9a-f]{64}$/);
    assert.match(told.immutable_storage_url, /^file:.*evidence-packs/);
    assert.equal(told.validation.sql_safety_check, 'passed');
  });

  test('that was repaired once keeps both attempts on record and shows the newest', async () => {
    const chain = await open('choice-2');
    const first = await transaction(app, (tx) =>
      evidence.stage(tx, chain, [derivation(), decision(1, { finalSql: 'SELECT 1' })]),
    );
    const again = await transaction(app, (tx) =>
      evidence.stage(tx, first.chain, [
        { kind: 'execution', attempt: 1, outcome: 'not_run' },
        derivation(2),
        decision(2),
      ]),
    );
    const attempts = [
      { candidateSql: CANDIDATE, finalSql: 'SELECT 1' },
      { candidateSql: CANDIDATE, finalSql: FINAL },
    ];
    const account = accountOf(chain.run, { attempts, choice: 'choice-2' });
    const sealed = await evidence.seal(app, { account, result: RESULT, truncated: true });
    const { evidenceId } = await transaction(app, (tx) =>
      evidence.release(tx, again.chain, { sealed, execution: EXECUTION }),
    );
    await house.settle();
    assert.deepEqual(wrong(await judge(await evidence.pack(app, evidenceId, 'all'))), []);
  });

  test('whose release does not commit leaves nothing behind that opens', async () => {
    const chain = await open();
    const intended = await transaction(app, (tx) => evidence.stage(tx, chain, [derivation(), decision()]));
    const sealed = await evidence.seal(app, { account: accountOf(chain.run), result: RESULT, truncated: false });
    const lost = transaction(app, async (tx) => {
      await evidence.release(tx, intended.chain, { sealed, execution: EXECUTION });
      throw new Error('the worker dies here');
    });
    await assert.rejects(lost, /dies here/);
    await assert.rejects(evidence.loadJson(app, sealed.evidenceId), { code: 'RESOURCE_NOT_FOUND' });
    const closed = await transaction(app, (tx) => evidence.refuse(tx, intended.chain, refusalOf(accountOf(chain.run))));
    await house.settle();
    assert.deepEqual(wrong(await judge(await evidence.pack(app, closed.evidenceId, 'all'))), []);
  });

  test('is closed once: a second closing of the same question is refused by the database', async () => {
    const { run, chain } = await answer();
    const twice = transaction(app, (tx) => evidence.refuse(tx, chain, refusalOf(accountOf(run))));
    await assert.rejects(twice, /unique/);
  });
});

describe('a refusal', () => {
  const close = async (
    statements: readonly (Derivation | Decision)[],
    more: Partial<Refusal> = {},
    account: Partial<Account> = {},
  ) => {
    const chain = await open();
    const [first, ...rest] = statements;
    const at =
      first === undefined ? chain : (await transaction(app, (tx) => evidence.stage(tx, chain, [first, ...rest]))).chain;
    return transaction(app, (tx) => evidence.refuse(tx, at, refusalOf(accountOf(chain.run, account), more)));
  };
  const stagesOf = async (evidenceId: string): Promise<string> => {
    await house.settle();
    const open_ = await judge(await evidence.pack(app, evidenceId, 'all'));
    assert.deepEqual(wrong(open_), []);
    assert.deepEqual(wrong(await judge(await evidence.pack(app, evidenceId, 'none'))), []);
    return open_.stages.map(({ stage }) => stage).join(' ');
  };

  test('of a question that was not understood has a green pack of two statements', async () => {
    const closed = await close(
      [],
      { code: 'NOT_UNDERSTOOD', stage: 'plan' },
      { attempts: [{ candidateSql: null, finalSql: null }] },
    );
    assert.equal(await stagesOf(closed.evidenceId), 'request refusal');
    assert.equal(await evidence.openResult(app, closed.evidenceId), null);
  });

  test('by the guard keeps the candidate', async () => {
    const closed = await close([
      derivation(1, { guard: { outcome: 'refused', rules: ['function.volatile'] }, printer: null }),
    ]);
    assert.equal(await stagesOf(closed.evidenceId), 'request derivation refusal');
  });

  test('by policy keeps what was decided', async () => {
    const closed = await close([derivation(), decision(1, { outcome: 'refuse', maskProfile: null, finalSql: null })], {
      stage: 'permit',
    });
    assert.equal(await stagesOf(closed.evidenceId), 'request derivation decision refusal');
  });

  test('of a run whose worker died says that nobody knows whether it ran', async () => {
    const closed = await close([derivation(), decision()], { code: 'TIMEOUT', stage: 'execute' });
    assert.equal(await stagesOf(closed.evidenceId), 'request derivation decision execution refusal');
    const pack = await judge(await evidence.pack(app, closed.evidenceId, 'none'));
    assert.match(pack.stages[3]?.statement ?? '', /"outcome":"unknown"/);
  });

  test('after the rows were fetched says that it ran and shows none', async () => {
    const closed = await close([derivation(), decision()], {
      stage: 'seal',
      execution: { outcome: 'done', facts: EXECUTION },
    });
    assert.equal(await stagesOf(closed.evidenceId), 'request derivation decision execution refusal');
  });

  test('after a server error seals the detail for the operator and gives its key to nobody', async () => {
    const operator = { errorId: newRun(), message: 'broken', detail: 'relation secret_table does not exist' };
    const closed = await close([], { code: 'INTERNAL_ERROR', stage: 'plan', operator }, { attempts: [] });
    await stagesOf(closed.evidenceId);
    const pack = await evidence.pack(app, closed.evidenceId, 'all');
    const keys = readZip(pack).entries.find(({ name }) => name === 'keys.json')?.bytes ?? new Uint8Array();
    assert.ok(namesIn(pack).includes('operator.jwe'));
    assert.ok(!Buffer.from(keys).toString('utf8').includes('operator'));
    assert.ok(!Buffer.from(pack).toString('latin1').includes('secret_table'));
  });

  test('stands while the object store is down, and its parts are copied when it is back', async () => {
    const broken = makeEvidence({ ...house, objects: makeFileObjects({ folder: '/dev/null/objects' }) });
    const chain = await open();
    const sealing = broken.seal(app, { account: accountOf(chain.run), result: RESULT, truncated: false });
    await assert.rejects(sealing, { code: 'SERVICE_UNAVAILABLE' });
    const closed = await transaction(app, (tx) => broken.refuse(tx, chain, refusalOf(accountOf(chain.run))));
    await assert.rejects(broken.copyParts(app), { code: 'SERVICE_UNAVAILABLE' });
    while ((await evidence.copyParts(app)) > 0);
    const manifest = await house.objects.get(`evidence-packs/${closed.evidenceId}/manifest.json`);
    assert.match(Buffer.from(manifest ?? []).toString('utf8'), /"refusal"/);
    assert.equal(await stagesOf(closed.evidenceId), 'request refusal');
  });
});

test('an unknown evidence id is not found', async () => {
  await assert.rejects(evidence.pack(app, newRun(), 'all'), { code: 'RESOURCE_NOT_FOUND' });
  assert.equal(await evidence.loadRun(app, newRun()), null);
});
