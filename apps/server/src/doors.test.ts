import assert from 'node:assert/strict';
import { request } from 'node:http';
import { connect } from 'node:net';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { AtlasError } from '@aureus/contract';
import { z } from 'zod';
import { openFrontDoor, PASSWORD, temporaryFolder } from '../test/support/front-door.ts';
import type { Answer, FrontDoor } from '../test/support/front-door.ts';
import { alreadyRecorded, bytes, events, json, route, startHttpServer } from '#platform/http';
import type { Route } from '#platform/http';

const echoBody = z.strictObject({ text: z.string().max(100_000), tags: z.array(z.string()).optional() });
const state = z.strictObject({ n: z.number() });
let handled = 0;

/** What later rooms bring, in small. */
const routes: readonly Route[] = [
  route({
    method: 'POST',
    path: '/v1/echo',
    permission: 'query.ask',
    audit: 'query.ask',
    rate: 'ask',
    summary: 'Echo',
    body: echoBody,
    responses: { 200: z.strictObject({ text: z.string(), results: z.array(z.unknown()) }) },
    handle: ({ body }) => {
      handled += 1;
      return json(200, { text: body.text, results: [] }, { raw: { results: '[{"__proto__":1.50}]' } });
    },
  }),
  route({
    method: 'GET',
    path: '/v1/things/:id',
    permission: 'query.read',
    audit: 'thing.read',
    rate: 'other',
    summary: 'A thing',
    params: z.strictObject({ id: z.uuid() }),
    query: z.strictObject({ page: z.coerce.number().int().min(1).optional() }),
    responses: { 200: z.strictObject({ id: z.string(), page: z.number() }) },
    handle: ({ params, query }) => json(200, { id: params.id, page: query.page ?? 1 }),
  }),
  route({
    method: 'GET',
    path: '/v1/admin',
    permission: 'user.manage',
    audit: 'user.list',
    rate: 'other',
    summary: 'Admins only',
    responses: { 200: z.strictObject({}) },
    handle: () => json(200, {}),
  }),
  failing('/v1/leaks', () => json(200, { secret: 'never seen' })),
  failing('/v1/undeclared', () => json(201, {})),
  failing('/v1/breaks', () => {
    throw new TypeError('with a secret inside');
  }),
  failing('/v1/missing', () => {
    throw new AtlasError('RESOURCE_NOT_FOUND', 'There is no such thing.');
  }),
  failing('/v1/recorded', () => {
    throw alreadyRecorded(new AtlasError('CONFLICT', 'Recorded by its own room.'));
  }),
  failing('/v1/away', () => {
    throw Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
  }),
  failing('/v1/away-too', () => {
    throw new Error('Connection terminated unexpectedly');
  }),
  route({
    method: 'GET',
    path: '/v1/stream',
    permission: 'query.read',
    audit: 'query.events',
    rate: 'other',
    summary: 'A stream',
    responses: { 200: { events: state } },
    handle: () => events(countForEver()),
  }),
  route({
    method: 'GET',
    path: '/v1/file',
    permission: 'public',
    audit: 'file.read',
    rate: 'other',
    summary: 'A download',
    responses: { 200: { bytes: 'application/zip' } },
    handle: () => bytes('application/zip', new Uint8Array([80, 75]), { 'Content-Disposition': 'attachment; filename="pack.zip"' }),
  }),
  route({
    method: 'GET',
    path: '/v1/table',
    permission: 'public',
    audit: 'file.read',
    rate: 'free',
    summary: 'Rows as they come',
    responses: { 200: { bytes: 'text/csv' } },
    handle: () => bytes('text/csv; charset=utf-8', lines()),
  }),
  {
    ...failing('/v1/odd-file', () => bytes('text/html', new Uint8Array())),
    responses: { 200: { bytes: 'application/zip' } },
  },
];

function failing(path: string, handle: Route['handle']): Route {
  const responses = { 200: z.strictObject({}) };
  return { method: 'GET', path, permission: 'query.read', audit: 'thing.read', rate: 'other', summary: '', responses, handle };
}

async function* countForEver(): AsyncGenerator<{ id: number; data: unknown }> {
  for (let n = 1; n <= 2; n += 1) yield { id: n, data: { n } };
  await new Promise(() => undefined);
}

async function* lines(): AsyncGenerator<string> {
  yield 'a,b\n';
  yield '1,2\n';
}

let door: FrontDoor;
let token: string;
let person: { id: string; email: string };
const web = temporaryFolder();

before(async () => {
  mkdirSync(join(web.path, 'assets'));
  writeFileSync(join(web.path, 'index.html'), '<!doctype html><title>Atlas</title>');
  writeFileSync(join(web.path, 'theme.js'), '0');
  writeFileSync(join(web.path, 'assets', 'app-abc.js'), '1');
  door = await openFrontDoor({ routes: () => routes, webRoot: web.path });
  person = await door.person('analyst');
  token = await door.signIn(person.email);
});
after(async () => {
  await door.close();
  web.remove();
});

function envelope(answer: Answer, status: number, code: string): void {
  assert.equal(answer.status, status, JSON.stringify(answer.body));
  assert.equal(answer.body.error.code, code);
  assert.equal(answer.body.error.request_id, answer.headers.get('x-request-id'));
  assert.equal(answer.headers.get('cache-control'), 'no-store');
}

const echo = (body: unknown, headers: Record<string, string> = {}): Promise<Answer> =>
  door.call('/v1/echo', { body, token, headers, method: 'POST' });

describe('the envelope', () => {
  it('says which field is wrong, and how', async () => {
    const answer = await echo({ tags: [1], more: true });
    envelope(answer, 400, 'VALIDATION_ERROR');
    assert.deepEqual(answer.body.error.details, [
      { field: 'text', issue: 'Field is required' },
      { field: 'tags.0', issue: 'Invalid input: expected string, received number' },
      { field: 'more', issue: 'Unknown field' },
    ]);
  });

  it('covers what the framework refuses', async () => {
    envelope(await echo('{"text'), 400, 'VALIDATION_ERROR');
    envelope(await echo('{"__proto__": {"x": 1}, "text": "a"}'), 400, 'VALIDATION_ERROR');
    envelope(await echo(''), 400, 'VALIDATION_ERROR');
    envelope(await door.call('/v1/echo', { method: 'POST', token }), 400, 'VALIDATION_ERROR');
    envelope(await echo({ text: 'x'.repeat(66_000) }), 413, 'PAYLOAD_TOO_LARGE');
    envelope(await echo('text=1', { 'content-type': 'text/plain' }), 415, 'UNSUPPORTED_MEDIA_TYPE');
    envelope(await door.call('/v1/%zz'), 400, 'VALIDATION_ERROR');
    envelope(await door.call('/v1/nothing'), 404, 'RESOURCE_NOT_FOUND');
    envelope(await door.call('/v1/echo', { method: 'DELETE', token }), 404, 'RESOURCE_NOT_FOUND');
  });

  it('covers three megabytes and a body that is cut off', async () => {
    const answer = await echo({ text: 'x'.repeat(3_000_000) }).catch((error: Error) => error);
    if (answer instanceof Error) assert.fail(answer);
    envelope(answer, 413, 'PAYLOAD_TOO_LARGE');
  });

  it('covers what is no HTTP', async () => {
    const text = await new Promise<string>((resolve, reject) => {
      const socket = connect(Number(new URL(door.url).port), '127.0.0.1', () => socket.write('NONSENSE\r\n\r\n'));
      let all = '';
      socket.on('data', (part) => (all += String(part))).on('end', () => resolve(all)).on('error', reject);
    });
    assert.match(text, /^HTTP\/1\.1 400 Bad Request\r\n/);
    assert.equal(JSON.parse(text.split('\r\n\r\n')[1] ?? '').error.code, 'VALIDATION_ERROR');
  });

  it('hides what broke, and logs it under the same id without the words', async () => {
    for (const path of ['/v1/breaks', '/v1/leaks', '/v1/undeclared', '/v1/odd-file']) {
      const answer = await door.call(path, { token });
      envelope(answer, 500, 'INTERNAL_ERROR');
      assert.doesNotMatch(JSON.stringify(answer.body), /secret|schema/);
      const line = door.logged.map((text) => JSON.parse(text)).find((entry) => entry.context.request_id === answer.body.error.request_id);
      assert.equal(line.level, 'ERROR');
      assert.equal(line.trace_id.length, 32);
    }
    assert.doesNotMatch(door.logged.join(), /with a secret inside|never seen/);
  });

  it('says that a thing is away, not that it is broken', async () => {
    for (const path of ['/v1/away', '/v1/away-too']) {
      const answer = await door.call(path, { token });
      envelope(answer, 503, 'SERVICE_UNAVAILABLE');
      assert.equal(answer.headers.get('retry-after'), '5');
    }
  });

  it('names no value of an address it refuses', async () => {
    const answer = await door.call('/v1/things/not-an-id?page=0&x=1', { token });
    envelope(answer, 400, 'VALIDATION_ERROR');
    assert.doesNotMatch(JSON.stringify(answer.body), /not-an-id/);
    envelope(await door.call('/v1/admin?x=1', { token: await admin() }), 400, 'VALIDATION_ERROR');
  });
});

async function admin(): Promise<string> {
  return door.signIn((await door.person('admin')).email);
}

describe('a reply', () => {
  it('carries rows that the caller printed himself', async () => {
    const raw = await fetch(`${door.url}/v1/echo`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: '{"text":"a"}',
    });
    assert.equal(await raw.text(), '{"text":"a","results":[{"__proto__":1.50}]}');
  });

  it('may be a download', async () => {
    const raw = await fetch(`${door.url}/v1/file`);
    assert.equal(raw.headers.get('content-type'), 'application/zip');
    assert.deepEqual(new Uint8Array(await raw.arrayBuffer()), new Uint8Array([80, 75]));
    assert.equal((await door.call('/v1/table')).body, 'a,b\n1,2\n');
  });

  it('forbids scripts and frames, and every store to keep it', async () => {
    const { headers } = await door.call('/v1/auth/me', { token });
    assert.match(headers.get('content-security-policy') ?? '', /default-src 'none'.*frame-ancestors 'none'/);
    assert.equal(headers.get('strict-transport-security'), 'max-age=31536000');
    assert.equal(headers.get('x-content-type-options'), 'nosniff');
    assert.equal(headers.get('access-control-allow-origin'), null);
  });
});

describe('the web app', () => {
  const page = { headers: { accept: 'text/html' } };

  it('is served for every address that is a screen', async () => {
    for (const path of ['/', '/q/01a204b5-1e77-72d5-b657-f61c5f614b38', '/sign-in']) {
      const { status, body, headers } = await door.call(path, page);
      assert.equal(status, 200);
      assert.match(body, /Atlas/);
      assert.equal(headers.get('cache-control'), 'no-cache');
      const policy = headers.get('content-security-policy') ?? '';
      assert.match(policy, /script-src 'self'; style-src 'self'/);
      assert.match(policy, /require-trusted-types-for 'script'/);
      assert.doesNotMatch(policy, /unsafe/);
    }
  });

  it('is kept for ever where its name says what is inside', async () => {
    assert.match((await door.call('/assets/app-abc.js')).headers.get('cache-control') ?? '', /immutable/);
    assert.equal((await door.call('/theme.js')).headers.get('cache-control'), 'no-cache');
  });

  it('stands in for nothing else', async () => {
    for (const path of ['/v1/nothing', '/v1']) assert.equal((await door.call(path, page)).status, 404);
    for (const path of ['/assets/gone.js', '/../package.json', '/%2e%2e/package.json']) assert.equal((await door.call(path)).status, 404);
    assert.equal((await door.call('/', { ...page, method: 'POST' })).status, 404);
  });
});

describe('the doors', () => {
  it('ask who is there, and count strangers instead of recording them', async () => {
    const before = door.recorded.length;
    envelope(await door.call('/v1/auth/me'), 401, 'AUTHENTICATION_FAILED');
    for (const bad of ['x', 'a.b.c', `${token}x`, token.replace(/^[^.]+/, 'eyJhbGciOiJub25lIn0')]) {
      const answer = await door.call('/v1/auth/me', { token: bad });
      envelope(answer, 401, 'AUTHENTICATION_FAILED');
      assert.equal(answer.headers.get('www-authenticate'), 'Bearer');
    }
    assert.equal(door.recorded.length, before);
    assert.ok(door.counted.includes('auth.me AUTHENTICATION_FAILED 127.0.0.1'));
  });

  it('refuse by role before the body is read, and record it', async () => {
    envelope(await door.call('/v1/admin', { token }), 403, 'AUTHORIZATION_FAILED');
    const { type, actor, details, origin } = door.recorded.at(-1) ?? assert.fail();
    assert.deepEqual([type, actor?.id, details], ['request_refused', person.id, { act: 'user.list', code: 'AUTHORIZATION_FAILED' }]);
    assert.equal(origin.address, '127.0.0.1');
  });

  it('record what a room refused, unless the room did so itself', async () => {
    envelope(await door.call('/v1/missing', { token }), 404, 'RESOURCE_NOT_FOUND');
    assert.equal(door.recorded.at(-1)?.details.code, 'RESOURCE_NOT_FOUND');
    const before = door.recorded.length;
    envelope(await door.call('/v1/recorded', { token }), 409, 'CONFLICT');
    assert.equal(door.recorded.length, before);
  });

  it('keep somebody with a one-time password from everything but a new one', async () => {
    const about = { email: 'once@m.example', fullName: 'On Ce', role: 'admin', team: 'it', jurisdictions: [] } as const;
    const { password } = await door.identity.createUser(about);
    const { body } = await door.call('/v1/auth/login', { body: { email: about.email, password } });
    envelope(await door.call('/v1/admin', { token: body.access_token }), 403, 'AUTHORIZATION_FAILED');
    assert.equal((await door.call('/v1/auth/me', { token: body.access_token })).status, 200);
  });

  it('know this server by its own names only', async () => {
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const { port } = new URL(door.url);
      request({ port, host: '127.0.0.1', path: '/v1/auth/me', headers: { host: 'evil.example' } }, (reply) => resolve(reply.statusCode))
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
    for (let left = 9; left >= 0; left -= 1) assert.equal((await ask()).headers.get('ratelimit-remaining'), String(left));
    const before = handled;
    const over = await ask();
    envelope(over, 429, 'RATE_LIMIT_EXCEEDED');
    const wait = Number(over.headers.get('retry-after'));
    assert.ok(wait > 50 && wait <= 60);
    assert.equal(over.headers.get('ratelimit-limit'), '10');
    assert.equal(handled, before);
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
      envelope(over, 429, 'RATE_LIMIT_EXCEEDED');
      for (let n = 0; n < 60; n += 1) assert.equal((await small.call('/v1/auth/me', { token: 'guess' })).status, 401);
      assert.equal((await small.call('/v1/auth/me', { token: 'guess' })).status, 429);
      assert.equal((await small.call('/v1/auth/me', { token: own })).status, 200, 'whoever has a session is no stranger');
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
    for (let tries = 0; tries < 100 && (await stream(own)).status !== 200; tries += 1) await new Promise((r) => setTimeout(r, 10));
    await door.call('/v1/auth/logout', { method: 'POST', token: own });
    await Promise.allSettled(open.slice(1).map(readToEnd));
  });
});

describe('the server', () => {
  it('does not listen to a network in the clear', async () => {
    const open = startHttpServer({ routes: [], doors: {} as never, log: {} as never, host: '0.0.0.0', port: 0 });
    await assert.rejects(open, /in the clear/);
  });

  it('closes although streams are open', async () => {
    const other = await openFrontDoor({ routes: () => routes });
    const own = await other.signIn((await other.person()).email);
    const reply = await fetch(`${other.url}/v1/stream`, { headers: { authorization: `Bearer ${own}` } });
    const read = reply.text();
    await other.close();
    assert.match(await read, /id: 2/);
  });

  it('says no where it cannot keep its record', async () => {
    const other = await openFrontDoor({ routes: () => routes });
    const own = await other.signIn((await other.person()).email);
    await other.breakRecord();
    const answer = await other.call('/v1/missing', { token: own });
    envelope(answer, 503, 'SERVICE_UNAVAILABLE');
    await other.close();
  });
});
