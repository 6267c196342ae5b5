import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { makeFileObjects } from './file-objects.ts';

const home = mkdtempSync(join(tmpdir(), 'atlas-objects-'));
after(() => rmSync(home, { recursive: true, force: true }));
const folder = join(home, 'objects');
const objects = makeFileObjects({ folder });
const bytes = (text: string): Uint8Array => Buffer.from(text);

test('keeps what was put, readable by its owner alone', async () => {
  await objects.putOnce('evidence-packs/a/manifest.json', bytes('one'));
  assert.deepEqual(await objects.get('evidence-packs/a/manifest.json'), Buffer.from('one'));
  assert.equal(statSync(join(folder, 'evidence-packs/a/manifest.json')).mode & 0o777, 0o600);
  assert.equal(statSync(join(folder, 'evidence-packs/a')).mode & 0o777, 0o700);
  assert.match(objects.urlOf('evidence-packs/a/manifest.json'), /^file:\/\/\/.*manifest\.json$/);
});

test('takes the same bytes again and refuses others under the same key', async () => {
  await objects.putOnce('evidence-packs/b/manifest.json', bytes('one'));
  await objects.putOnce('evidence-packs/b/manifest.json', bytes('one'));
  await assert.rejects(objects.putOnce('evidence-packs/b/manifest.json', bytes('two')), { code: 'CONFLICT' });
  assert.deepEqual(await objects.get('evidence-packs/b/manifest.json'), Buffer.from('one'));
});

test('lets one of many writers of one key win, whole', async () => {
  const texts = Array.from({ length: 16 }, (_, at) => String(at).repeat(20_000));
  const outcomes = await Promise.allSettled(texts.map((text) => objects.putOnce('evidence-packs/c/x', bytes(text))));
  assert.equal(outcomes.filter(({ status }) => status === 'fulfilled').length, 1);
  assert.ok(texts.includes(Buffer.from((await objects.get('evidence-packs/c/x')) ?? []).toString()));
  assert.deepEqual(readdirSync(join(folder, 'evidence-packs/c')), ['x']);
});

test('replaces the checkpoint', async () => {
  await objects.replace('log/checkpoint', bytes('1'));
  await objects.replace('log/checkpoint', bytes('2'));
  assert.deepEqual(await objects.get('log/checkpoint'), Buffer.from('2'));
});

test('says that an object is not there, and lists those that are', async () => {
  await objects.putOnce('log/tile/0/001', bytes('b'));
  await objects.putOnce('log/tile/0/000', bytes('a'));
  writeFileSync(join(folder, 'log/tile/0/.new-left-by-a-crash'), 'half');
  assert.equal(await objects.get('log/tile/0/002'), null);
  assert.deepEqual(await objects.list('log/tile/'), ['log/tile/0/000', 'log/tile/0/001']);
  assert.deepEqual(await objects.list('exports/'), []);
});

test('deletes results, exports and partial tiles, and nothing else', async () => {
  for (const key of [
    'query-results/q/results.parquet',
    'exports/u/e.zip',
    'log/tile/0/005.p/7',
    'log/tile/0/005',
    'audit-logs/2026/01/31/x.json',
  ]) {
    await objects.putOnce(key, bytes('x'));
  }
  assert.equal(await objects.deleteIfAllowed('query-results/q/results.parquet'), true);
  assert.equal(await objects.deleteIfAllowed('query-results/q/results.parquet'), true);
  assert.equal(await objects.deleteIfAllowed('exports/u/e.zip'), true);
  assert.equal(await objects.deleteIfAllowed('log/tile/0/005.p/7'), true);
  for (const kept of [
    'log/tile/0/005',
    'audit-logs/2026/01/31/x.json',
    'evidence-packs/a/manifest.json',
    'log/checkpoint',
  ]) {
    assert.equal(await objects.deleteIfAllowed(kept), false);
    assert.notEqual(await objects.get(kept), null);
  }
  assert.equal(await objects.get('query-results/q/results.parquet'), null);
});

test('refuses keys that would climb out or hide', async () => {
  for (const key of ['../x/y', 'a/../../y', '/etc/passwd', 'a//b', 'a/.b', 'A/b', 'a', 'a/b\0', 'a\\b/c', 'a/..b']) {
    await assert.rejects(async () => objects.putOnce(key, bytes('x')), { code: 'INTERNAL_ERROR' }, key);
    await assert.rejects(async () => objects.get(key), { code: 'INTERNAL_ERROR' }, key);
  }
});

test('is unavailable where a file stands in the place of its folder, also for root', async () => {
  writeFileSync(join(home, 'file'), '');
  const broken = makeFileObjects({ folder: join(home, 'file') });
  await assert.rejects(broken.putOnce('a/b', bytes('x')), { code: 'SERVICE_UNAVAILABLE' });
  await assert.rejects(broken.replace('log/checkpoint', bytes('x')), { code: 'SERVICE_UNAVAILABLE' });
  await assert.rejects(broken.get('a/b'), { code: 'SERVICE_UNAVAILABLE' });
  await assert.rejects(broken.list('a/'), { code: 'SERVICE_UNAVAILABLE' });
  await assert.rejects(broken.deleteIfAllowed('exports/b'), { code: 'SERVICE_UNAVAILABLE' });
});

test('works again when its folder is back', async () => {
  const place = join(home, 'returning');
  const store = makeFileObjects({ folder: place });
  await store.putOnce('a/b', bytes('1'));
  rmSync(place, { recursive: true });
  writeFileSync(place, '');
  await assert.rejects(store.putOnce('a/c', bytes('1')), { code: 'SERVICE_UNAVAILABLE' });
  rmSync(place);
  await store.putOnce('a/c', bytes('1'));
  assert.deepEqual(await store.get('a/c'), Buffer.from('1'));
});

test('fails to link into a place that is a folder, and leaves nothing behind', async () => {
  await objects.putOnce('evidence-packs/d/e/f', bytes('x'));
  await assert.rejects(objects.putOnce('evidence-packs/d/e', bytes('x')), { code: 'SERVICE_UNAVAILABLE' });
  assert.deepEqual(readdirSync(join(folder, 'evidence-packs/d')), ['e']);
});

test('writes nothing in read-only mode', async () => {
  const readOnly = makeFileObjects({ folder, readOnly: true });
  await assert.rejects(readOnly.putOnce('x/y', bytes('x')), { code: 'SERVICE_UNAVAILABLE' });
  await assert.rejects(readOnly.replace('log/checkpoint', bytes('x')), { code: 'SERVICE_UNAVAILABLE' });
  await assert.rejects(readOnly.deleteIfAllowed('exports/u/e.zip'), { code: 'SERVICE_UNAVAILABLE' });
  assert.deepEqual(await readOnly.get('log/checkpoint'), Buffer.from('2'));
});
