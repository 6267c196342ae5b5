import assert from 'node:assert/strict';
import { request } from 'node:http';
import { after, before, describe, it } from 'node:test';
import { assertEnvelope, openFrontDoor, PASSWORD } from '../test/support/front-door.ts';
import type { Answer, FrontDoor } from '../test/support/front-door.ts';
import { reached, sampleRoutes } from '../test/support/sample-routes.ts';

let door: FrontDoor;
let token: string;
let person: { id: string; email: string };

before(async () => {
  door = await openFrontDoor({ routes: () => sampleRoutes });
  person = await door.person('analyst');
  token = await door.signIn(person.email);
});
after(() => door.close());

const echo = (body: unknown, headers: Record<string, string> = {}): Promise<Answer> =>
  door.call('/v1/echo', { body, token, headers, method: 'POST' });

describe('the doors', () => {
  it('ask who is there, and count strangers instead of recording them', async () => {
    const before = door.recorded.length;
    assertEnvelope(await door.call('/v1/auth/me'), 401, 'AUTHENTICATION_FAILED');
    for (const bad of ['x', 'a.b.c', `${token}x`, token.replace(/^[^.]+/, 'eyJhbGciOiJub25lIn0')]) {
      const answer = await door.call('/v1/auth/me', { token: bad });
      assertEnvelope(answer, 401, 'AUTHENTICATION_FAILED');
      assert.equal(answer.headers.get('www-authenticate'), 'Bearer');
    }
    assert.equal(door.recorded.length, before);
    assert.ok(door.counted.includes('auth.me AUTHENTICATION_FAILED 127.0.0.1'));
  });

  it('refuse by role before the body is read, and record it', async () => {
    assertEnvelope(await door.call('/v1/admin', { token }), 403, 'AUTHORIZATION_FAILED');
    const { type, actor, details, origin } = door.recorded.at(-1) ?? assert.fail();
    assert.deepEqual(
      [type, actor?.id, details],
      ['request_refused', person.id, { act: 'user.list', code: 'AUTHORIZATION_FAILED' }],
    );
    assert.equal(origin.address, '127.0.0.1');
  });

  it('record what a room refused, unless the room did so itself', async () => {
    assertEnvelope(await door.call('/v1/missing', { token }), 404, 'RESOURCE_NOT_FOUND');
    assert.equal(door.recorded.at(-1)?.details.code, 'RESOURCE_NOT_FOUND');
    const before = door.recorded.length;
    assertEnvelope(await door.call('/v1/recorded', { token }), 409, 'CONFLICT');
    assert.equal(door.recorded.length, before);
  });

  it('keep somebody with a one-time password from everything but a new one', async () => {
    const about = { email: 'once@m.example', fullName: 'On Ce', role: 'admin', team: 'it', jurisdictions: [] } as const;
    const { password } = await door.identity.createUser(about);
    const { body } = await door.call('/v1/auth/login', { body: { email: about.email, password } });
    assertEnvelope(await door.call('/v1/admin', { token: body.access_token }), 403, 'AUTHORIZATION_FAILED');
    assert.equal((await door.call('/v1/auth/me', { token: body.access_token })).status, 200);
  });

  it('know this server by its own names only', async () => {
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const { port } = new URL(door.url);
      request({ port, host: '127.0.0.1', path: '/v1/auth/me', headers: { host: 'evil.example' } }, (reply) =>
        resolve(reply.statusCode),
      )
        .on('error', reject)
        .end();
    });
    assert.equal(status, 400);
  });
});

describe('the limits', () => {
  it('count a person by endpoint, ten questions a minute', async () => {
    const own = await door.signIn((await door.person()).email);
    const ask = (): Promise<Answer> => door.call('/v1/echo', { token: own, body: { text: 'a' } });
    for (let left = 9; left >= 0; left -= 1)
      assert.equal((await ask()).headers.get('ratelimit-remaining'), String(left));
    const before = reached.echo;
    const over = await ask();
    assertEnvelope(over, 429, 'RATE_LIMIT_EXCEEDED');
    const wait = Number(over.headers.get('retry-after'));
    assert.ok(wait > 50 && wait <= 60);
    assert.equal(over.headers.get('ratelimit-limit'), '10');
    assert.equal(reached.echo, before);
    assert.equal((await door.call('/v1/auth/me', { token: own })).status, 200, 'another endpoint');
    assert.equal((await echo({ text: 'a' })).status, 200, 'another person');
    door.wait(wait);
    assert.equal((await ask()).status, 200);
  });

  it('count strangers by address before a password or token is looked at', async () => {
    const small = await openFrontDoor({ limits: { login: 10, other: 60 } });
    try {
      const { email } = await small.person();
      const own = await small.signIn(email);
      const guess = { body: { email: 'x@x.example', password: PASSWORD } };
      for (let n = 1; n < 10; n += 1) assert.equal((await small.call('/v1/auth/login', guess)).status, 401);
      const over = await small.call('/v1/auth/login', { body: { email, password: PASSWORD } });
      assertEnvelope(over, 429, 'RATE_LIMIT_EXCEEDED');
      for (let n = 0; n < 60; n += 1) assert.equal((await small.call('/v1/auth/me', { token: 'guess' })).status, 401);
      assert.equal((await small.call('/v1/auth/me', { token: 'guess' })).status, 429);
      assert.equal(
        (await small.call('/v1/auth/me', { token: own })).status,
        200,
        'whoever has a session is no stranger',
      );
    } finally {
      await small.close();
    }
  });
});

describe('an event stream', () => {
  const stream = (bearer: string): Promise<Response> =>
    fetch(`${door.url}/v1/stream`, { headers: { authorization: `Bearer ${bearer}` } });

  async function readToEnd(reply: Response): Promise<string> {
    return reply.text();
  }

  it('ends when the session does', async () => {
    const own = await door.signIn((await door.person()).email);
    const reply = await stream(own);
    assert.equal(reply.headers.get('content-type'), 'text/event-stream; charset=utf-8');
    const read = readToEnd(reply);
    await door.call('/v1/auth/logout', { method: 'POST', token: own });
    assert.equal(await read, 'id: 1\ndata: {"n":1}\n\nid: 2\ndata: {"n":2}\n\n');
  });

  it('is one of six at most', async () => {
    const own = await door.signIn((await door.person()).email);
    const open = await Promise.all(Array.from({ length: 6 }, () => stream(own)));
    assert.ok(open.every(({ status }) => status === 200));
    assert.equal((await stream(own)).status, 429);
    await open[0]?.body?.cancel();
    for (let tries = 0; tries < 100 && (await stream(own)).status !== 200; tries += 1)
      await new Promise((r) => setTimeout(r, 10));
    await door.call('/v1/auth/logout', { method: 'POST', token: own });
    await Promise.allSettled(open.slice(1).map(readToEnd));
  });
});
