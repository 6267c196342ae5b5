import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { SignJWT } from 'jose';
import { sql } from 'kysely';
import { cloneDatabase } from '../../../test/support/postgres.ts';
import { temporaryFolder } from '../../../test/support/front-door.ts';
import { makeDb, transaction } from '#platform/db';
import type { Db } from '#platform/db';
import { ensureKeys, openKeys } from '#platform/keys';
import type { KeyWrapper } from '#platform/keys';
import { makeKeyRing } from './key-ring.ts';
import type { KeyRing, KeyRingOptions } from './key-ring.ts';
import { appendKey } from './keys-store.ts';
import { makePasswordHasher } from './password-hasher.ts';
import { makeTokens } from './tokens.ts';
import type { Tokens } from './tokens.ts';

const SID = '01a204b5-1e77-72d5-b657-f61c5f614b38';
const USER = 'd3b6a1f0-4c8c-4c55-9a8e-5d6f6f0d7a11';
const HOUR = 3600_000;
const DAY = 24 * HOUR;

let db: Db;
let wrapper: KeyWrapper;
let clock = Date.UTC(2026, 0, 1);
const now = (): Date => new Date(clock);
const home = temporaryFolder();

before(async () => {
  db = makeDb({ url: (await cloneDatabase()).appUrl, name: 'keys test', max: 3 });
  await ensureKeys({ home: home.path });
  wrapper = (await openKeys({ home: home.path })).data;
});
after(async () => {
  await db.destroy();
  home.remove();
});

const ringOf = (more: Partial<KeyRingOptions> = {}): KeyRing => makeKeyRing({ db, wrapper, now, ...more });
const tokensOf = (ring: KeyRing, installationId = USER): Tokens => makeTokens({ ring, installationId, now });
const access = (tokens: Tokens): Promise<string> =>
  tokens.signAccess({ sid: SID, userId: USER, role: 'viewer', issuedAt: now(), expiresAt: new Date(clock + HOUR) });
const refused = { code: 'AUTHENTICATION_FAILED' };

describe('the key ring', () => {
  it('makes one first key though two processes begin at once', async () => {
    const rings = [
      ringOf({ firstSecret: 'the customer’s own JWT_SECRET_KEY' }),
      ringOf({ firstSecret: 'the customer’s own JWT_SECRET_KEY' }),
    ];
    const [one, two] = await Promise.all(rings.map((ring) => ring.signer('at+jwt')));
    assert.equal(one?.kid, two?.kid);
    assert.deepEqual(one?.key.export(), two?.key.export());
    const { rows } = await sql<{ wrapped: Buffer }>`SELECT wrapped FROM identity.jwt_keys`.execute(db);
    assert.equal(rows.length, 1);
    assert.ok(!Buffer.from(rows[0]?.wrapped ?? []).includes(one?.key.export() ?? ''));
  });

  it('gives every kind of token a key of its own', async () => {
    const ring = ringOf();
    const keys = await Promise.all((['at+jwt', 'rt+jwt', 'dl+jwt', 'csrf'] as const).map((kind) => ring.signer(kind)));
    assert.equal(new Set(keys.map(({ key }) => key.export().toString('hex'))).size, 4);
  });

  it('stores the next key a minute before it signs, and lets the old one verify until its tokens end', async () => {
    const [here, there] = [ringOf(), ringOf()];
    const first = await here.signer('at+jwt');
    await there.signer('at+jwt');
    clock += 90 * DAY - 30_000;
    assert.equal((await here.signer('at+jwt')).kid, first.kid, 'not yet');
    clock += 60_000;
    const second = await here.signer('at+jwt');
    assert.notEqual(second.kid, first.kid);
    assert.ok(await there.find(second.kid, 'at+jwt'), 'another process looks it up');
    assert.ok(await here.find(first.kid, 'at+jwt'));
    clock += 7 * DAY;
    assert.equal(await here.find(first.kid, 'at+jwt'), undefined);
  });

  it('looks an unknown key up once a second at most', async () => {
    const ring = ringOf();
    await ring.signer('at+jwt');
    clock += 2000;
    assert.equal(await ring.find('unknown', 'at+jwt'), undefined);
    const wrapped = await wrapper.wrap(new Uint8Array(32), 'identity.jwt_keys');
    await transaction(db, (tx) => appendKey(tx, { kid: 'new', signsFrom: now(), ...wrapped }));
    clock += 999;
    assert.equal(await ring.find('new', 'at+jwt'), undefined, 'a flood of forged tokens costs no reads');
    clock += 1;
    assert.ok(await ring.find('new', 'at+jwt'));
  });

  it('opens nothing under another master key', async () => {
    const other = temporaryFolder();
    await ensureKeys({ home: other.path });
    const stranger = ringOf({ wrapper: (await openKeys({ home: other.path })).data });
    await assert.rejects(stranger.signer('at+jwt'), { code: 'SERVICE_UNAVAILABLE' });
    other.remove();
  });
});

describe('a token', () => {
  it('is ours only with our algorithm, kind, issuer and audience', async () => {
    const ring = ringOf();
    const tokens = tokensOf(ring);
    const good = await access(tokens);
    assert.equal((await tokens.checkAccess(good)).sid, SID);
    await assert.rejects(tokensOf(ring, SID).checkAccess(good), refused, 'another installation');
    const { kid, key } = await ring.signer('at+jwt');
    const claims = { user_id: USER, sid: SID, jti: SID, iss: 'aureus-atlas', aud: USER, exp: clock / 1000 + 60 };
    const forge = (header: object, change: object = {}): Promise<string> =>
      new SignJWT({ ...claims, ...change })
        .setProtectedHeader({ alg: 'HS256', typ: 'at+jwt', kid, ...header })
        .sign(key);
    await tokens.checkAccess(await forge({}));
    const bad = [
      await forge({ typ: 'rt+jwt' }),
      await forge({ typ: 'JWT' }),
      await forge({ kid: 'unknown' }),
      await forge({}, { iss: 'somebody' }),
      await forge({}, { exp: clock / 1000 - 1 }),
      await forge({}, { sid: 'no id' }),
      await forge({}, { user_id: 7 }),
      await new SignJWT(claims).setProtectedHeader({ alg: 'HS512', typ: 'at+jwt', kid }).sign(key),
      await new SignJWT(claims).setProtectedHeader({ alg: 'HS256', typ: 'at+jwt' }).sign(key),
      `${Buffer.from(JSON.stringify({ alg: 'none', typ: 'at+jwt', kid })).toString('base64url')}.${good.split('.')[1]}.`,
      'nonsense',
    ];
    for (const token of bad) await assert.rejects(tokens.checkAccess(token), refused, token);
  });

  it('for a refresh says its number, and for a download its choice of keys', async () => {
    const ring = ringOf();
    const tokens = tokensOf(ring);
    const forge = async (kind: 'rt+jwt' | 'dl+jwt', claims: object): Promise<string> => {
      const { kid, key } = await ring.signer(kind);
      const all = { sid: SID, jti: SID, iss: 'aureus-atlas', aud: USER, exp: clock / 1000 + 60, ...claims };
      return new SignJWT(all).setProtectedHeader({ alg: 'HS256', typ: kind, kid }).sign(key);
    };
    await assert.rejects(tokens.checkRefresh(await forge('rt+jwt', { number: '1' })), refused);
    await assert.rejects(tokens.checkRefresh(await forge('rt+jwt', { number: 1.5 })), refused);
    await assert.rejects(
      tokens.checkDownload(await forge('dl+jwt', { evidence_id: SID, user_id: USER, keys: 'some' })),
      refused,
    );
  });

  it('belongs to its twin against forgery alone', async () => {
    const tokens = tokensOf(ringOf());
    const { token, csrf } = await tokens.signRefresh({
      sid: SID,
      number: 1,
      issuedAt: now(),
      expiresAt: new Date(clock + DAY),
    });
    const claims = await tokens.checkRefresh(token);
    assert.ok(await tokens.isCsrfOf(claims, csrf));
    assert.equal(await tokens.isCsrfOf({ ...claims, sid: USER }, csrf), false);
    assert.equal(await tokens.isCsrfOf({ ...claims, kid: 'unknown' }, csrf), false);
    assert.equal(await tokens.isCsrfOf(claims, ''), false);
  });

  it('is not called bad because the database is away', async () => {
    const away = makeDb({ url: 'postgres://nobody@127.0.0.1:1/none', name: 'away', max: 1 });
    const tokens = tokensOf(ringOf());
    const there = tokensOf(makeKeyRing({ db: away, wrapper, now }));
    const token = await access(tokens);
    await assert.rejects(there.checkAccess(token), { code: 'ECONNREFUSED' });
    await away.destroy();
  });
});

describe('bcrypt', () => {
  it('costs twelve, and knows the right password from the others', async () => {
    const hasher = makePasswordHasher(1);
    const hash = await hasher.hash('a tram in Lisbon');
    assert.match(hash, /^\$2b\$12\$/);
    assert.equal(await hasher.matches('a tram in Lisbon', hash), true);
    assert.equal(await hasher.matches('a tram in Lisbo', hash), false);
    assert.equal(await hasher.matches('a tram in Lisbon', null), false);
    assert.equal(await hasher.matches('', null), false);
  });

  it('takes so many in turn and sends the rest away', async () => {
    const hasher = makePasswordHasher(0);
    const asked = Array.from({ length: 34 }, () =>
      hasher.matches('a guess', 'no hash at all').catch((error: { code?: string }) => error.code),
    );
    const answers = await Promise.all(asked);
    assert.deepEqual(answers, [...Array.from({ length: 33 }, () => false), 'RATE_LIMIT_EXCEEDED']);
  });
});
