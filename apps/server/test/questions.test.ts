import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { EvidenceView, QueryView } from '@aureus/contract';
import { verifyPack } from '@aureus/ledger';
import pg from 'pg';
import { nodeCrypto } from '#platform/keys';
import { type House, startHouse, waitFor } from './support/house.ts';

let house: House;
before(async () => {
  house = await startHouse();
});
after(async () => house.stop());

const AMBIGUOUS = 'total loans by jurisdiction';

async function choose(choice: string): Promise<QueryView> {
  const token = house.token('analyst');
  const asked = await house.call('/v1/query/ask', { token, body: { question: AMBIGUOUS, choice } });
  assert.equal(asked.status, 202, JSON.stringify(asked.body));
  return waitFor(house.call, asked.body.query_id, token);
}

test('every reading that is offered can be asked for, also the one that was offered beside it', async () => {
  const asked = await house.ask(AMBIGUOUS);
  assert.equal(asked.error_code, 'NOT_UNDERSTOOD');
  assert.ok(asked.alternatives.length >= 2);
  for (const { sentence, choice } of asked.alternatives) {
    const chosen = await choose(choice);
    assert.deepEqual([chosen.status, chosen.reading], ['success', sentence]);
    const back = await choose(chosen.alternatives[0]?.choice ?? '');
    assert.deepEqual([back.status, back.reading], ['success', chosen.alternatives[0]?.sentence]);
  }
});

test('a choice that no reading has any more is asked back, with the readings there are', async () => {
  const asked = await choose('A'.repeat(43));
  assert.equal(asked.error_code, 'NOT_UNDERSTOOD');
  assert.match(asked.error_message ?? '', /no longer there/);
  assert.ok(asked.alternatives.length >= 2);
});

async function evidenceOf(view: QueryView, who: Parameters<House['token']>[0] = 'analyst'): Promise<EvidenceView> {
  const reply = await house.call(`/v1/audit/evidence/${view.evidence_id}`, { token: house.token(who) });
  assert.equal(reply.status, 200, JSON.stringify(reply.body));
  const shown = reply.body as EvidenceView;
  const pack = await house.call(shown.download_url);
  const report = await verifyPack(new Uint8Array(pack.body), {
    trust: house.foundation.trust.bytes,
    now: new Date().toISOString(),
    crypto: nodeCrypto,
  });
  assert.notEqual(report.headline.verdict, 'fails', JSON.stringify(report.headline));
  return shown;
}

const marks = ({ validation }: EvidenceView) => [validation.sql_safety_check, validation.policy_compliance];

async function onDatabase(url: string, statement: string): Promise<void> {
  const client = new pg.Client(url);
  await client.connect();
  await client.query(statement);
  await client.end();
}

test('the evidence says of each check what came of it, and names the policies that were asked', async () => {
  const answered = await evidenceOf(await house.ask('How many loans are there?'));
  assert.deepEqual(marks(answered), ['passed', 'passed']);
  assert.ok(answered.snapshot.guard_policies_applied.includes('bank/query'));

  const unread = await evidenceOf(await house.ask('How many zeppelins are there?'));
  assert.deepEqual(marks(unread), ['not_reached', 'not_reached']);

  const refused = await evidenceOf(await house.ask('How many alerts are there?', 'viewer'), 'viewer');
  assert.deepEqual(marks(refused), ['passed', 'failed']);
  assert.ok(refused.snapshot.guard_policies_applied.includes('bank/viewers-approved-only'));
});

test('an outage fails no check: what was decided before it stands, the rest was not reached', async () => {
  const { port } = house.bank.address;
  const move = (to: number) =>
    onDatabase(
      house.database.superuserUrl,
      `UPDATE catalogue.sources SET address = address || jsonb_build_object('port', ${to})`,
    );
  await move(1);
  const down = await house.ask('How many loans are there?');
  await move(port);
  assert.equal(down.error_code, 'SOURCE_UNAVAILABLE');
  const evidence = await evidenceOf(down);
  assert.deepEqual(marks(evidence), ['passed', 'passed']);
  assert.ok(evidence.snapshot.guard_policies_applied.includes('bank/query'));

  await onDatabase(house.database.superuserUrl, 'UPDATE catalogue.profiles SET state = $$waiting$$');
  const unready = await house.ask('How many loans are there?');
  await onDatabase(house.database.superuserUrl, 'UPDATE catalogue.profiles SET state = $$ready$$');
  assert.equal(unready.error_code, 'SERVICE_UNAVAILABLE');
  assert.deepEqual(marks(await evidenceOf(unready)), ['passed', 'not_reached']);
});

test('a column withheld in part names the policy that set its mask, and so does a row filter', async () => {
  const masked = await house.ask('alerts by name');
  assert.deepEqual(
    masked.withheld.map(({ column, mask, policy }) => [column, mask, policy]),
    [['name', 'initials', 'mask/name-initials']],
  );
  assert.equal((await house.ask('alerts by name', 'viewer')).error_code, 'AUTHORIZATION_FAILED');
  const own = await house.ask('How many loans are there?', 'eu');
  assert.equal(own.scope[0]?.policy, 'bank/rows-of-own-jurisdictions');
});

test('the planner filters and groups by an enum of the bank’s own, and adds up a domain', async () => {
  const grouped = await house.ask('How many open alerts by level?');
  assert.deepEqual(
    grouped.results?.map(({ level, ...n }) => [level, ...Object.values(n)]).toSorted(),
    [
      ['high', 7],
      ['low', 6],
      ['medium', 7],
    ],
    grouped.error_message ?? '',
  );
  const total = await house.ask('total cost of high alerts');
  assert.deepEqual(
    total.results?.map((row) => Object.values(row)),
    [[263.25]],
    total.error_message ?? '',
  );
});

test('generated_sql is the candidate and executed_sql what ran, wherever they are shown', async () => {
  const view = await house.ask('How many loans are there?');
  const { snapshot } = await evidenceOf(view);
  assert.notEqual(view.generated_sql, view.executed_sql);
  assert.deepEqual([snapshot.generated_sql, snapshot.executed_sql], [view.generated_sql, view.executed_sql]);
});

test('a refusal promises nothing that is not there', async () => {
  const view = await house.ask('How many alerts are there?', 'viewer');
  assert.match(view.error_message ?? '', /Ask an approver or admin for access\.$/);
  assert.equal(view.access_request?.type, 'dataset_access');
});

test('text that the database cannot hold as it was sent is refused, in a body, a query string and an address', async () => {
  const token = house.token('analyst');
  for (const question of ['loans\0', 'loans \ud800', '\udc00 loans']) {
    const asked = await house.call('/v1/query/ask', { token, body: { question } });
    assert.deepEqual([asked.status, asked.body.error.details?.[0]?.field], [400, 'question']);
  }
  assert.equal((await house.call('/v1/query/history?text=%00', { token })).status, 400);
  assert.equal((await house.call('/v1/query/a%00b', { token })).status, 400);
  assert.equal((await house.call('/v1/query/history?text=%F0%9F%8F%A6', { token })).status, 200);
});
