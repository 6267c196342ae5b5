import assert from 'node:assert/strict';
import { createHash, createPublicKey, randomBytes, verify } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { makeSubtleCrypto } from '@aureus/ledger';
import { ensureKeys, ensureLogKey, nodeCrypto, openKeys, openLogKey } from './index.ts';

const home = mkdtempSync(join(tmpdir(), 'atlas-keys-'));
after(() => rmSync(home, { recursive: true, force: true }));
await ensureKeys({ home });
await ensureLogKey(home);

test('makes keys once, readable by their owner alone', async () => {
  const before = await openKeys({ home });
  await Promise.all([ensureKeys({ home }), ensureKeys({ home })]);
  assert.equal((await openKeys({ home })).attester.kid, before.attester.kid);
  assert.deepEqual(readdirSync(join(home, 'keys')).toSorted(), ['attester.pem', 'log.pem', 'master.key']);
  for (const name of readdirSync(join(home, 'keys')))
    assert.equal(statSync(join(home, 'keys', name)).mode & 0o777, 0o600);
  assert.equal(statSync(join(home, 'keys')).mode & 0o777, 0o700);
});

test('never makes a missing key in passing', async () => {
  await assert.rejects(openKeys({ home: join(home, 'elsewhere') }), { code: 'SERVICE_UNAVAILABLE' });
  await assert.rejects(openLogKey(join(home, 'elsewhere')), { code: 'SERVICE_UNAVAILABLE' });
});

test('fails where the folder of keys is a file', async () => {
  writeFileSync(join(home, 'file'), '');
  await assert.rejects(ensureKeys({ home: join(home, 'file') }));
});

test('signs statements with P-256 and names the key by its digest', async () => {
  const { attester } = await openKeys({ home });
  const message = randomBytes(100);
  const signature = await attester.sign(message);
  const key = createPublicKey(attester.publicPem);
  assert.equal(
    attester.kid,
    createHash('sha256')
      .update(key.export({ type: 'spki', format: 'der' }))
      .digest('hex'),
  );
  assert.ok(verify('sha256', message, { key, dsaEncoding: 'ieee-p1363' }, signature));
});

test('signs the log with Ed25519', async () => {
  const key = await openLogKey(home);
  const message = randomBytes(50);
  assert.equal(key.publicKey.length, 32);
  assert.ok(await nodeCrypto.verifyEd25519(key.publicKey, message, await key.sign(message)));
});

test('opens a wrapped key for its own purpose only', async () => {
  const { data } = await openKeys({ home });
  const secret = randomBytes(32);
  const wrapped = await data.wrap(secret, 'run/1/salt');
  assert.deepEqual(Buffer.from(await data.unwrap(wrapped, 'run/1/salt')), secret);
  await assert.rejects(data.unwrap(wrapped, 'run/2/salt'), { code: 'SERVICE_UNAVAILABLE' });
  await assert.rejects(data.unwrap({ ...wrapped, masterKid: '0'.repeat(16) }, 'run/1/salt'), {
    code: 'SERVICE_UNAVAILABLE',
  });
  await assert.rejects(data.unwrap({ ...wrapped, wrapped: new Uint8Array(5) }, 'run/1/salt'), {
    code: 'SERVICE_UNAVAILABLE',
  });
  const bent = Buffer.from(wrapped.wrapped);
  bent[15] = (bent[15] ?? 0) ^ 1;
  await assert.rejects(data.unwrap({ ...wrapped, wrapped: bent }, 'run/1/salt'), { code: 'SERVICE_UNAVAILABLE' });
});

test('takes ENCRYPTION_KEY in base64 or hex instead of a file', async () => {
  const own = mkdtempSync(join(home, 'own-'));
  const key = randomBytes(32);
  await ensureKeys({ home: own, encryptionKey: key.toString('base64') });
  assert.ok(!readdirSync(join(own, 'keys')).includes('master.key'));
  const wrapped = await (await openKeys({ home: own, encryptionKey: key.toString('hex') })).data.wrap(key, 'p');
  assert.deepEqual(
    Buffer.from(
      await (await openKeys({ home: own, encryptionKey: key.toString('base64url') })).data.unwrap(wrapped, 'p'),
    ),
    key,
  );
  await assert.rejects(openKeys({ home: own, encryptionKey: 'short' }), { code: 'SERVICE_UNAVAILABLE' });
});

test("the server's crypto and WebCrypto understand each other", async () => {
  const web = makeSubtleCrypto(globalThis.crypto as unknown as Parameters<typeof makeSubtleCrypto>[0]);
  const [key, iv, aad, text] = [randomBytes(32), randomBytes(12), randomBytes(5), randomBytes(70)].map(
    (part) => new Uint8Array(part),
  ) as [Uint8Array, Uint8Array, Uint8Array, Uint8Array];
  assert.deepEqual(await web.openAesGcm(key, iv, await nodeCrypto.sealAesGcm(key, iv, text, aad), aad), text);
  assert.deepEqual(await nodeCrypto.openAesGcm(key, iv, await web.sealAesGcm(key, iv, text, aad), aad), text);
  assert.equal(await nodeCrypto.openAesGcm(key, iv, await web.sealAesGcm(key, iv, text, aad), iv), null);
  assert.equal(await nodeCrypto.openAesGcm(key, iv, new Uint8Array(3), aad), null);
  assert.deepEqual(await nodeCrypto.hmacSha256(key, text), await web.hmacSha256(key, text));
  assert.deepEqual(await nodeCrypto.sha256(text), await web.sha256(text));
  const { attester } = await openKeys({ home });
  const spki = new Uint8Array(createPublicKey(attester.publicPem).export({ type: 'spki', format: 'der' }));
  const signature = await attester.sign(text);
  assert.equal(await web.verifyP256(spki, text, signature), true);
  assert.equal(await nodeCrypto.verifyP256(spki, text, signature), true);
  assert.equal(await nodeCrypto.verifyP256(spki, aad, signature), false);
  assert.equal(await nodeCrypto.verifyP256(aad, text, signature), false);
  assert.equal(await nodeCrypto.verifyEd25519(aad, text, signature), false);
});
