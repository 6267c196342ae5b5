import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { assertEnvelope, openFrontDoor, temporaryFolder } from '../../../test/support/front-door.ts';
import type { Answer, FrontDoor } from '../../../test/support/front-door.ts';
import { sampleRoutes } from '../../../test/support/sample-routes.ts';
import { z } from 'zod';
import { untilReady } from '#platform/process';
import { startHttpServer } from './http-server.ts';
import { json } from './reply.ts';
import { route } from './route.ts';

let door: FrontDoor;
let token: string;
const web = temporaryFolder();

before(async () => {
  mkdirSync(join(web.path, 'assets'));
  writeFileSync(join(web.path, 'index.html'), '<!doctype html><title>Atlas</title>');
  writeFileSync(join(web.path, 'theme.js'), '0');
  writeFileSync(join(web.path, 'assets', 'app-abc.js'), '1');
  door = await openFrontDoor({ routes: () => sampleRoutes, webRoot: web.path, limits: { ask: 1000 } });
  token = await door.signIn((await door.person('analyst')).email);
});
after(async () => {
  await door.close();
  web.remove();
});

const echo = (body: unknown, headers: Record<string, string> = {}): Promise<Answer> =>
  door.call('/v1/echo', { body, token, headers, method: 'POST' });

describe('the envelope', () => {
  it('says which field is wrong, and how', async () => {
    const answer = await echo({ tags: [1], more: true });
    assertEnvelope(answer, 400, 'VALIDATION_ERROR');
    assert.deepEqual(answer.body.error.details, [
      { field: 'text', issue: 'Field is required' },
      { field: 'tags.0', issue: 'Invalid input: expected string, received number' },
      { field: 'more', issue: 'Unknown field' },
    ]);
  });

  it('refuses text that no database holds as it was sent, before any schema and however deep it is nested', async () => {
    const issue = 'Must be text without NUL and without half characters';
    for (const [body, field] of [
      [{ text: 'a\0b' }, 'text'],
      [{ text: 'a\ud800b' }, 'text'],
      [{ text: 'a', tags: ['\udc00'] }, 'tags'],
      [{ text: 'a', '\0': 1 }, 'body'],
      [`{"text":"a","tags":${'['.repeat(30_000)}"\\u0000"${']'.repeat(30_000)}}`, 'tags'],
    ] as const) {
      const answer = await echo(body);
      assertEnvelope(answer, 400, 'VALIDATION_ERROR');
      assert.deepEqual(answer.body.error.details, [{ field, issue }]);
    }
    assert.equal((await echo({ text: 'a \ud83c\udfe6 b' })).status, 200);
  });

  it('covers what the framework refuses', async () => {
    assertEnvelope(await echo('{"text'), 400, 'VALIDATION_ERROR');
    assertEnvelope(await echo('{"__proto__": {"x": 1}, "text": "a"}'), 400, 'VALIDATION_ERROR');
    assertEnvelope(await echo(''), 400, 'VALIDATION_ERROR');
    assertEnvelope(await door.call('/v1/echo', { method: 'POST', token }), 400, 'VALIDATION_ERROR');
    assertEnvelope(await echo({ text: 'x'.repeat(66_000) }), 413, 'PAYLOAD_TOO_LARGE');
    assertEnvelope(await echo('text=1', { 'content-type': 'text/plain' }), 415, 'UNSUPPORTED_MEDIA_TYPE');
    assertEnvelope(await door.call('/v1/%zz'), 400, 'VALIDATION_ERROR');
    assertEnvelope(await door.call('/v1/nothing'), 404, 'RESOURCE_NOT_FOUND');
    assertEnvelope(await door.call('/v1/echo', { method: 'DELETE', token }), 404, 'RESOURCE_NOT_FOUND');
  });

  it('covers three megabytes and a body that is cut off', async () => {
    const answer = await echo({ text: 'x'.repeat(3_000_000) }).catch((error: Error) => error);
    if (answer instanceof Error) assert.fail(answer);
    assertEnvelope(answer, 413, 'PAYLOAD_TOO_LARGE');
  });

  it('covers what is no HTTP', async () => {
    const text = await new Promise<string>((resolve, reject) => {
      const socket = connect(Number(new URL(door.url).port), '127.0.0.1', () => socket.write('NONSENSE\r\n\r\n'));
      let all = '';
      socket
        .on('data', (part) => (all += String(part)))
        .on('end', () => resolve(all))
        .on('error', reject);
    });
    assert.match(text, /^HTTP\/1\.1 400 Bad Request\r\n/);
    assert.equal(JSON.parse(text.split('\r\n\r\n')[1] ?? '').error.code, 'VALIDATION_ERROR');
  });

  it('hides what broke, and logs it under the same id without the words', async () => {
    for (const path of ['/v1/breaks', '/v1/leaks', '/v1/undeclared', '/v1/odd-file']) {
      const answer = await door.call(path, { token });
      assertEnvelope(answer, 500, 'INTERNAL_ERROR');
      assert.doesNotMatch(JSON.stringify(answer.body), /secret|schema/);
      const line = door.logged
        .map((text) => JSON.parse(text))
        .find((entry) => entry.context.request_id === answer.body.error.request_id);
      assert.equal(line.level, 'ERROR');
      assert.equal(line.trace_id.length, 32);
    }
    assert.doesNotMatch(door.logged.join(), /with a secret inside|never seen/);
  });

  it('says that a thing is away, not that it is broken', async () => {
    for (const path of ['/v1/away', '/v1/away-too']) {
      const answer = await door.call(path, { token });
      assertEnvelope(answer, 503, 'SERVICE_UNAVAILABLE');
      assert.equal(answer.headers.get('retry-after'), '5');
    }
  });

  it('names no value of an address it refuses', async () => {
    const answer = await door.call('/v1/things/not-an-id?page=0&x=1', { token });
    assertEnvelope(answer, 400, 'VALIDATION_ERROR');
    assert.doesNotMatch(JSON.stringify(answer.body), /not-an-id/);
    assertEnvelope(await door.call('/v1/admin?x=1', { token: await admin() }), 400, 'VALIDATION_ERROR');
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
    assert.equal((await door.call('/v1/table')).text, 'a,b\n1,2\n');
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
      const { status, text, headers } = await door.call(path, page);
      assert.equal(status, 200);
      assert.match(text, /Atlas/);
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
    for (const path of ['/assets/gone.js', '/../package.json', '/%2e%2e/package.json'])
      assert.equal((await door.call(path)).status, 404);
    assert.equal((await door.call('/', { ...page, method: 'POST' })).status, 404);
  });
});

describe('the server', () => {
  it('does not listen to a network in the clear', async () => {
    const open = startHttpServer({ routes: [], doors: {} as never, log: {} as never, host: '0.0.0.0', port: 0 });
    await assert.rejects(open, /in the clear/);
  });

  it('speaks TLS 1.3 and nothing older', async () => {
    const file = (name: string): string => fileURLToPath(new URL(`../../../test/support/tls/${name}`, import.meta.url));
    const tls = { certFile: file('cert.pem'), keyFile: file('key.pem') };
    const secure = await openFrontDoor({ server: { host: '127.0.0.1', tls } });
    const { port } = new URL(secure.url);
    const handshake = (maxVersion: 'TLSv1.2' | 'TLSv1.3'): Promise<string | null> =>
      new Promise((resolve, reject) => {
        const socket = connectTls(
          { port: Number(port), host: '127.0.0.1', rejectUnauthorized: false, maxVersion },
          () => {
            resolve(socket.getProtocol());
            socket.destroy();
          },
        );
        socket.once('error', reject);
      });
    assert.equal(new URL(secure.url).protocol, 'https:');
    assert.equal(await handshake('TLSv1.3'), 'TLSv1.3');
    await assert.rejects(handshake('TLSv1.2'));
    await secure.close();
  });

  it('is asked whether it is ready at its own address, whatever it is called outside and by whatever certificate', async () => {
    const probe = route({
      method: 'GET',
      path: '/health/ready',
      permission: 'public',
      audit: 'health.ready',
      rate: 'free',
      summary: 'Ready',
      responses: { 200: z.strictObject({ status: z.string() }) },
      handle: () => json(200, { status: 'ok' }),
    });
    const file = (name: string): string => fileURLToPath(new URL(`../../../test/support/tls/${name}`, import.meta.url));
    for (const tls of [undefined, { certFile: file('cert.pem'), keyFile: file('key.pem') }]) {
      const server = { host: '0.0.0.0', publicUrl: 'https://atlas.invalid', tls, trustedProxies: ['10.0.0.1'] };
      const named = await openFrontDoor({ routes: () => [probe], server });
      assert.equal(named.server.url, 'https://atlas.invalid');
      await untilReady(named.server.ownUrl, new AbortController().signal);
      await named.close();
    }
  });

  it('believes a proxy that it was told of, and no other, about the address', async () => {
    const limits = { login: 1 };
    const body = { email: 'x@x.example', password: 'x' };
    const from = (address: string): object => ({ body, headers: { 'x-forwarded-for': address } });
    const plain = await openFrontDoor({ limits });
    const proxied = await openFrontDoor({ limits, server: { host: '127.0.0.1', trustedProxies: ['127.0.0.1'] } });
    for (const [server, second] of [
      [plain, 429],
      [proxied, 401],
    ] as const) {
      assert.equal((await server.call('/v1/auth/login', from('203.0.113.1'))).status, 401);
      assert.equal((await server.call('/v1/auth/login', from('203.0.113.2'))).status, second);
      await server.close();
    }
  });

  it('logs a request by its pattern, never by what was typed into it', async () => {
    const id = '7d0f0c1e-5d0c-4a3e-8f37-0d3d5e1a2b3c';
    const { headers } = await door.call(`/v1/things/${id}?page=4711`, { token });
    const line = door.logged.find((text) => text.includes(headers.get('x-request-id') ?? 'none')) ?? assert.fail();
    assert.match(line, /"route":"\/v1\/things\/:id","status":200/);
    assert.doesNotMatch(line, /4711/);
  });

  it('closes although streams are open', async () => {
    const other = await openFrontDoor({ routes: () => sampleRoutes });
    const own = await other.signIn((await other.person()).email);
    const reply = await fetch(`${other.url}/v1/stream`, { headers: { authorization: `Bearer ${own}` } });
    const read = reply.text();
    await other.close();
    assert.match(await read, /id: 2/);
  });

  it('says no where it cannot keep its record', async () => {
    const other = await openFrontDoor({ routes: () => sampleRoutes });
    const own = await other.signIn((await other.person()).email);
    await other.breakRecord();
    const answer = await other.call('/v1/missing', { token: own });
    assertEnvelope(answer, 503, 'SERVICE_UNAVAILABLE');
    await other.close();
  });
});
