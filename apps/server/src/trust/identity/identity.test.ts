import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { sql } from 'kysely';
import { openFrontDoor, PASSWORD } from '../../../test/support/front-door.ts';
import type { Answer, FrontDoor } from '../../../test/support/front-door.ts';

let door: FrontDoor;
before(async () => {
  door = await openFrontDoor();
});
after(() => door.close());

const login = (email: string, password = PASSWORD, headers: Record<string, string> = {}): Promise<Answer> =>
  door.call('/v1/auth/login', { body: { email, password }, headers });
const refresh = (token: string): Promise<Answer> => door.call('/v1/auth/refresh', { body: { refresh_token: token } });
const me = (token: string): Promise<Answer> => door.call('/v1/auth/me', { token });

/** So many guesses of strangers, without the time that their bcrypt takes. */
async function guessedBefore(email: string, failures: number): Promise<void> {
  const account = createHash('sha256').update(email).digest('hex');
  await sql`
    INSERT INTO identity.sign_in_failures (account, block, failures, counting_since, backoffs)
    VALUES (${account}, '*', ${failures}, ${door.now()}, 0)
    ON CONFLICT (account, block) DO UPDATE SET failures = excluded.failures, counting_since = excluded.counting_since,
      backoffs = 0, closed_until = NULL`.execute(door.db);
}

describe('signing in', () => {
  it('answers with the customer’s shape and puts it on record', async () => {
    const { id, email } = await door.person('approver');
    const { status, body } = await login(email.toUpperCase());
    assert.equal(status, 200);
    assert.deepEqual(body.user, { id, email, role: 'approver' });
    assert.equal(body.token_type, 'bearer');
    assert.equal(body.expires_in, 3600);
    assert.equal(typeof body.refresh_token, 'string');
    const claims = JSON.parse(Buffer.from(body.access_token.split('.')[1] ?? '', 'base64url').toString());
    const names = ['aud', 'exp', 'iat', 'iss', 'jti', 'role', 'sid', 'user_id'];
    assert.deepEqual(Object.keys(claims).toSorted(), names);
    assert.equal(claims.exp - claims.iat, 3600);
    const leaf = door.recorded.findLast((event) => event.type === 'signed_in');
    assert.deepEqual(leaf?.actor, { id, team: 'credit' });
    assert.equal(leaf?.origin.address, '127.0.0.1');
  });

  it('says the same to a wrong password, an unknown person and a deactivated one', async () => {
    const { email } = await door.person();
    const gone = await door.person();
    await sql`UPDATE identity.users SET is_active = false WHERE id = ${gone.id}`.execute(door.db);
    const answers = [await login(email, 'a tram in Oporto'), await login('nobody@x.example'), await login(gone.email)];
    for (const { status, body } of answers) {
      assert.equal(status, 401);
      assert.deepEqual({ ...body.error, request_id: '' }, { ...answers[0]?.body.error, request_id: '' });
    }
    const failures = door.recorded.filter((event) => event.type === 'sign_in_failed');
    assert.ok(failures.some((event) => event.actor?.id === gone.id));
  });

  it('refuses a password that only begins like the right one beyond 72 bytes', async () => {
    const long = `correct ${'x'.repeat(64)}`;
    const about = { email: 'long@m.example', fullName: 'Lo Ng', role: 'viewer', team: 't', jurisdictions: [] } as const;
    await assert.rejects(door.identity.createUser({ ...about, password: `${long}y` }), { code: 'VALIDATION_ERROR' });
    const password = 'The 72nd byte ends here, and nobody will be let in for what comes after!';
    assert.equal(Buffer.byteLength(password), 72);
    await door.identity.createUser({ ...about, password });
    assert.equal((await login('long@m.example', password)).status, 200);
    assert.equal((await login('long@m.example', `${password}z`)).status, 401);
  });

  it('slows a stranger who guesses, and not the person from where they always sign in', async () => {
    const { email } = await door.person();
    const elsewhere = { email, password: PASSWORD, origin: { address: '203.0.113.9', userAgent: null } };
    const refused = { code: 'AUTHENTICATION_FAILED' };
    await guessedBefore(email, 8);
    assert.equal((await login(email, 'a ninth guess')).status, 401);
    assert.equal((await login(email, 'a tenth guess')).status, 401);
    assert.equal((await login(email)).status, 401, 'closed, though the password is right');
    await assert.rejects(door.identity.signIn(elsewhere), refused, 'and for all whom nobody knows here');
    door.wait(16);
    assert.equal((await login(email)).status, 200, 'open again after the backoff');
    await guessedBefore(email, 9);
    await assert.rejects(door.identity.signIn({ ...elsewhere, password: 'a tenth guess' }), refused);
    await assert.rejects(door.identity.signIn(elsewhere), refused, 'strangers have closed it for strangers');
    assert.equal((await login(email)).status, 200, 'this neighbourhood is known by now');
  });

  it('keeps one-time passwords for nothing but a new password', async () => {
    const about = {
      email: 'new@m.example',
      fullName: 'Ne W',
      role: 'admin',
      team: 'it',
      jurisdictions: ['US'],
    } as const;
    const { password } = await door.identity.createUser(about);
    assert.ok(password !== null && password.length >= 20);
    const { body } = await login('new@m.example', password);
    assert.equal(body.password_change_required, true);
    assert.equal((await me(body.access_token)).body.password_change_required, true);
    const change = { old_password: password, new_password: 'the harbour at dawn' };
    const changed = await door.call('/v1/auth/password', { token: body.access_token, body: change });
    assert.equal(changed.status, 200);
    assert.equal((await me(body.access_token)).body.password_change_required, false);
    assert.equal((await login('new@m.example', password)).status, 401);
    const reset = await door.identity.resetUser('new@m.example');
    assert.equal((await me(body.access_token)).status, 401, 'a reset ends the sessions');
    door.wait(73 * 3600);
    assert.equal((await login('new@m.example', reset.password)).status, 401, 'and is good for 72 hours');
  });
});

describe('an account made on the machine', () => {
  const about = {
    email: 'made@m.example',
    fullName: 'Ma De',
    role: 'approver',
    team: 'risk',
    jurisdictions: ['UK'],
  } as const;

  it('is on record, and an approver oversees the own team', async () => {
    const { person } = await door.identity.createUser(about);
    assert.deepEqual(person.oversees, ['risk']);
    assert.deepEqual(await door.identity.loadPerson(door.db, person.id), person);
    assert.equal(await door.identity.loadPerson(door.db, '7d0f0c1e-5d0c-4a3e-8f37-0d3d5e1a2b3c'), null);
    const leaf = door.recorded.findLast((event) => event.type === 'user_created');
    assert.deepEqual(leaf?.details, { role: 'approver', jurisdictions: ['UK'], on_machine: true });
    await assert.rejects(door.identity.createUser({ ...about, email: 'Made@M.example' }), { code: 'CONFLICT' });
  });

  it('needs an e-mail, a name, a team and one of the roles', async () => {
    const faults = [
      { email: 'nobody' },
      { email: `${'x'.repeat(255)}@m.example` },
      { fullName: ' ' },
      { team: '' },
      { role: 'root' },
    ];
    for (const fault of faults) {
      await assert.rejects(door.identity.createUser({ ...about, ...fault } as never), { code: 'VALIDATION_ERROR' });
    }
    await assert.rejects(door.identity.resetUser('nobody@m.example'), { code: 'RESOURCE_NOT_FOUND' });
  });
});

describe('an idle session', () => {
  it('ends sooner where the bank wants it', async () => {
    const strict = await openFrontDoor({ identity: { idleSeconds: 600 } });
    try {
      const { email } = await strict.person();
      const { body } = await strict.call('/v1/auth/login', { body: { email, password: PASSWORD } });
      assert.equal(body.expires_in, 600);
      strict.wait(601);
      assert.equal(
        (await strict.call('/v1/auth/refresh', { body: { refresh_token: body.refresh_token } })).status,
        401,
      );
    } finally {
      await strict.close();
    }
  });
});

describe('refreshing', () => {
  it('gives the next token for the newest and the same successor again for the one before', async () => {
    const { email } = await door.person();
    const first = (await login(email)).body;
    const second = await refresh(first.refresh_token);
    assert.equal(second.status, 200);
    assert.equal((await me(second.body.access_token)).status, 200);
    assert.notEqual(second.body.refresh_token, first.refresh_token);
    const lost = await refresh(first.refresh_token);
    assert.equal(lost.body.refresh_token, second.body.refresh_token);
    const third = await refresh(second.body.refresh_token);
    assert.equal(third.status, 200);
    assert.equal((await refresh(first.refresh_token)).status, 401, 'two behind is a reuse, in time or not');
    assert.equal((await refresh(third.body.refresh_token)).status, 401, 'and ends the session for everybody');
    assert.equal((await me(third.body.access_token)).status, 401);
    assert.ok(
      door.recorded.some((event) => event.type === 'session_revoked' && event.details.because === 'token_reused'),
    );
  });

  it('takes the token before the newest for 30 seconds only', async () => {
    const { email } = await door.person();
    const first = (await login(email)).body;
    const second = (await refresh(first.refresh_token)).body;
    door.wait(31);
    assert.equal((await refresh(first.refresh_token)).status, 401);
    assert.equal((await refresh(second.refresh_token)).status, 401);
  });

  it('lets two tabs that refresh at once both go on', async () => {
    const { email } = await door.person();
    const { refresh_token: token } = (await login(email)).body;
    const both = await Promise.all([refresh(token), refresh(token)]);
    assert.deepEqual(
      both.map(({ status }) => status),
      [200, 200],
    );
    assert.equal(both[0]?.body.refresh_token, both[1]?.body.refresh_token);
  });

  it('ends seven days after sign-in however often it is used', async () => {
    const { email } = await door.person();
    let { refresh_token: token } = (await login(email)).body;
    for (let day = 0; day < 6; day += 1) {
      door.wait(24 * 3600);
      const next = await refresh(token);
      assert.equal(next.status, 200);
      token = next.body.refresh_token;
    }
    door.wait(24 * 3600 + 1);
    assert.equal((await refresh(token)).status, 401);
  });

  it('takes no access token for a refresh token, nor the other way round', async () => {
    const { email } = await door.person();
    const { body } = await login(email);
    assert.equal((await refresh(body.access_token)).status, 401);
    assert.equal((await me(body.refresh_token)).status, 401);
  });

  it('asks for a token', async () => {
    const { status, body } = await door.call('/v1/auth/refresh', { body: {} });
    assert.equal(status, 400);
    assert.deepEqual(body.error.details, [{ field: 'refresh_token', issue: 'Field is required' }]);
    assert.equal((await door.call('/v1/auth/refresh', { method: 'POST' })).status, 400);
  });
});

describe('a session in the browser', () => {
  const asked = { 'x-atlas-session': 'cookie', 'sec-fetch-site': 'same-origin' };

  async function signInByCookie(): Promise<{ cookie: string; csrf: string; answer: Answer }> {
    const { email } = await door.person();
    const answer = await login(email, PASSWORD, asked);
    const [session = '', twin = ''] = answer.headers.getSetCookie();
    return { cookie: session.split(';')[0] ?? '', csrf: twin.split(';')[0]?.split('=')[1] ?? '', answer };
  }

  it('holds the refresh token in a cookie no script can read', async () => {
    const { answer } = await signInByCookie();
    assert.equal(answer.body.refresh_token, undefined);
    const [session = '', twin = ''] = answer.headers.getSetCookie();
    assert.match(
      session,
      /^__Host-atlas-[0-9a-f]{8}=[^;]+; Path=\/; Secure; SameSite=Strict; HttpOnly; Max-Age=60(4800|47\d\d)$/,
    );
    assert.match(
      twin,
      /^__Host-atlas-csrf-[0-9a-f]{8}=[^;]+; Path=\/; Secure; SameSite=Strict; Max-Age=60(4800|47\d\d)$/,
    );
  });

  it('refreshes and signs out for our own page only', async () => {
    const { cookie, csrf } = await signInByCookie();
    const post = (headers: Record<string, string>, path = 'refresh'): Promise<Answer> =>
      door.call(`/v1/auth/${path}`, { method: 'POST', headers });
    const good = { ...asked, cookie, 'x-atlas-csrf': csrf };
    assert.equal((await post({ ...asked, cookie })).status, 403, 'without the twin');
    assert.equal((await post({ ...good, 'x-atlas-csrf': `${csrf.slice(1)}A` })).status, 403);
    assert.equal((await post({ ...good, 'sec-fetch-site': 'cross-site' })).status, 403);
    assert.equal((await post({ ...good, origin: 'https://evil.example' })).status, 403);
    assert.equal((await post({ ...good, origin: 'null' })).status, 403);
    assert.equal((await post({ ...asked, 'x-atlas-csrf': csrf })).status, 401, 'no cookie');
    assert.equal((await post({ ...good, cookie: `${cookie}; ${cookie}` })).status, 401, 'a cookie in doubt');
    const next = await post({ ...good, origin: door.url });
    assert.equal(next.status, 200);
    const [session = '', twin = ''] = next.headers.getSetCookie();
    const now = {
      ...asked,
      cookie: session.split(';')[0] ?? '',
      'x-atlas-csrf': twin.split(';')[0]?.split('=')[1] ?? '',
    };
    const bye = await post(now, 'logout');
    assert.equal(bye.status, 200);
    assert.match(bye.headers.getSetCookie()[0] ?? '', /Max-Age=0/);
    assert.equal((await me(next.body.access_token)).status, 401);
  });
});

describe('signing out', () => {
  it('ends the session of a refresh token, or of an access token', async () => {
    const { email } = await door.person();
    const one = (await login(email)).body;
    const two = (await login(email)).body;
    const bodied = await door.call('/v1/auth/logout', { body: { refresh_token: one.refresh_token } });
    assert.equal(bodied.status, 200);
    assert.equal((await me(one.access_token)).status, 401);
    assert.equal((await me(two.access_token)).status, 200);
    assert.equal((await door.call('/v1/auth/logout', { method: 'POST', token: two.access_token })).status, 200);
    assert.equal((await me(two.access_token)).status, 401);
  });

  it('ends all sessions at once', async () => {
    const { email } = await door.person();
    const [one, two] = [(await login(email)).body, (await login(email)).body];
    assert.equal((await door.call('/v1/auth/logout-all', { method: 'POST', token: one.access_token })).status, 200);
    for (const { access_token: token } of [one, two]) assert.equal((await me(token)).status, 401);
  });
});

describe('a request with a token', () => {
  it('is decided on the person as they are now', async () => {
    const { id, email } = await door.person('viewer');
    const token = await door.signIn(email);
    const before = await me(token);
    assert.equal(before.body.role, 'viewer');
    assert.equal(before.body.landing, '/');
    assert.ok(!before.body.can.includes('user.manage'));
    await sql`UPDATE identity.users SET role = 'admin' WHERE id = ${id}`.execute(door.db);
    assert.ok((await me(token)).body.can.includes('user.manage'));
    await sql`UPDATE identity.users SET is_active = false WHERE id = ${id}`.execute(door.db);
    assert.equal((await me(token)).status, 401);
  });

  it('ends after an hour', async () => {
    const { email } = await door.person();
    const token = await door.signIn(email);
    door.wait(3599);
    assert.equal((await me(token)).status, 200);
    door.wait(2);
    assert.equal((await me(token)).status, 401);
  });
});

describe('a new password', () => {
  it('takes the old one and ends the other sessions', async () => {
    const { email } = await door.person();
    const [here, there] = [(await login(email)).body, (await login(email)).body];
    const set = (old: string, next: string): Promise<Answer> =>
      door.call('/v1/auth/password', { token: here.access_token, body: { old_password: old, new_password: next } });
    assert.equal((await set('not the old one', 'the harbour at dawn')).status, 400);
    assert.equal((await set(PASSWORD, PASSWORD)).status, 400);
    assert.equal((await set(PASSWORD, 'short one')).status, 400);
    assert.equal((await set(PASSWORD, 'the harbour at dawn')).status, 200);
    assert.equal((await me(here.access_token)).status, 200);
    assert.equal((await me(there.access_token)).status, 401);
  });
});

describe('a download link', () => {
  it('is good for one thing, one person and five minutes', async () => {
    const { id, email } = await door.person();
    const entrant = await door.identity.checkAccess(await door.signIn(email));
    const evidenceId = '01a204b5-1e77-72d5-b657-f61c5f614b38';
    const token = await door.identity.signDownload(entrant, { evidenceId, keys: 'none' });
    const opened = await door.identity.openDownload(token);
    assert.deepEqual([opened.evidenceId, opened.keys, opened.person.id], [evidenceId, 'none', id]);
    await assert.rejects(door.identity.checkAccess(token), { code: 'AUTHENTICATION_FAILED' });
    door.wait(301);
    await assert.rejects(door.identity.openDownload(token), { code: 'AUTHENTICATION_FAILED' });
  });
});
