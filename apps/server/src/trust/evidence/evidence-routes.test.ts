import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { EvidenceView } from '@aureus/contract';
import { readZip, verifyPack } from '@aureus/ledger';
import { sql } from 'kysely';
import { transaction } from '#platform/db';
import { nodeCrypto } from '#platform/keys';
import { openFrontDoor } from '../../../test/support/front-door.ts';
import { accountOf, makeRuns, refusalOf } from '../../../test/support/runs.ts';
import { newRun, openTrustHouse } from '../../../test/support/trust.ts';
import { evidenceRoutes } from './evidence-routes.ts';
import type { Sight } from './evidence-routes.ts';

const house = await openTrustHouse();
const { evidence, open } = makeRuns(house);
const { app, audit } = house;
let token: string;
let other: string;
const sights = new Map<string, Sight>();
const run = newRun();
let evidenceId = '';
/** Another question that the same person may see. */
let secondId = '';

const sight = async (person: { id: string }): Promise<Sight> => sights.get(person.id) ?? 'none';
const door = await openFrontDoor({
  routes: (identity) => evidenceRoutes({ db: app, evidence, audit, identity, sight }),
});

before(async () => {
  const person = await door.person('analyst');
  const stranger = await door.person('analyst');
  sights.set(person.id, 'open');
  [token, other] = [await door.signIn(person.email), await door.signIn(stranger.email)];
  evidenceId = await refuseQuestion(run);
  secondId = await refuseQuestion(newRun());
  await house.settle();
});
after(() => door.close());

async function refuseQuestion(asked: string): Promise<string> {
  const chain = await open(null, asked);
  const refusal = refusalOf(accountOf(asked, { attempts: [] }), { code: 'NOT_UNDERSTOOD', stage: 'plan' });
  return (await transaction(app, (tx) => evidence.refuse(tx, chain, refusal))).evidenceId;
}

const view = async (as = token): Promise<EvidenceView> => {
  const { body } = await door.call(`/v1/audit/evidence/${evidenceId}`, { token: as });
  return body as unknown as EvidenceView;
};
const fetchPack = async (link: string): Promise<{ status: number; bytes: Uint8Array; headers: Headers }> => {
  const reply = await fetch(door.url + link);
  return { status: reply.status, bytes: new Uint8Array(await reply.arrayBuffer()), headers: reply.headers };
};
const asker = (): string => [...sights.keys()][0] ?? '';

describe('evidence', () => {
  test('is shown to its asker with links that give a green pack without signing in again', async () => {
    const shown = await view();
    assert.equal(shown.query_id, run);
    assert.equal(shown.snapshot.question, accountOf(run).question);
    assert.equal(shown.inclusion.state, 'included');
    const pack = await fetchPack(shown.download_url);
    assert.equal(pack.status, 200);
    assert.equal(pack.headers.get('referrer-policy'), 'no-referrer');
    const report = await verifyPack(pack.bytes, {
      trust: house.trust.bytes,
      now: new Date().toISOString(),
      crypto: nodeCrypto,
    });
    assert.equal(report.headline.verdict, 'holds');
    const names = (bytes: Uint8Array): string[] => readZip(bytes).entries.map(({ name }) => name);
    assert.ok(names(pack.bytes).includes('keys.json'));
    assert.ok(!names((await fetchPack(shown.download_url_sealed)).bytes).includes('keys.json'));
  });

  test('of somebody else answers exactly like evidence that does not exist', async () => {
    const hidden = await door.call(`/v1/audit/evidence/${evidenceId}`, { token: other });
    const absent = await door.call(`/v1/audit/evidence/${newRun()}`, { token: other });
    assert.equal(hidden.status, 404);
    assert.deepEqual({ ...hidden.body.error, request_id: '' }, { ...absent.body.error, request_id: '' });
    assert.equal((await door.call(`/v1/audit/evidence/${evidenceId}`)).status, 401);
  });

  test('puts each disclosure of keys and each download on record', async () => {
    const shown = await view();
    await fetchPack(shown.download_url);
    await fetchPack(shown.download_url_sealed);
    const { rows } = await sql<{ event_type: string; user_id: string }>`
      SELECT event_type, user_id FROM audit.audit_events WHERE resource_type = 'evidence' ORDER BY created_at DESC, id DESC LIMIT 2`.execute(
      house.app,
    );
    assert.deepEqual(
      rows.map((row) => row.event_type),
      ['evidence_downloaded', 'evidence_keys_disclosed'],
    );
    assert.equal(rows[0]?.user_id, asker());
  });

  test('gives a link for one pack and one choice of keys', async () => {
    const { download_url_sealed: sealed } = await view();
    assert.equal((await fetchPack(sealed.replace('keys=none', 'keys=all'))).status, 404);
    assert.equal((await fetchPack(sealed.replace('&keys=none', ''))).status, 200);
    assert.equal((await fetchPack(sealed.replace(evidenceId, secondId))).status, 404);
    assert.equal((await fetchPack(sealed.replace(evidenceId, newRun()))).status, 404);
    assert.equal((await fetchPack(`/v1/audit/evidence/${evidenceId}/download?token=nonsense`)).status, 401);
    assert.equal((await fetchPack(`/v1/audit/evidence/${evidenceId}/download`)).status, 400);
  });

  test('judges rights again when the link is used, and hands keys only to who may see the rows', async () => {
    const { download_url: open } = await view();
    sights.set(asker(), 'sealed');
    assert.equal((await fetchPack(open)).status, 403);
    const narrowed = await view();
    assert.match(narrowed.download_url, /keys=none/);
    sights.set(asker(), 'none');
    assert.equal((await fetchPack(narrowed.download_url)).status, 404);
    sights.set(asker(), 'open');
  });
});
