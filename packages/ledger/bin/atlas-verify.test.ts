import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { PackReport } from '../src/index.ts';
import { makeKeys, makeRefusal, makeTrust, packRun } from '../test/sample-run.ts';

const PROGRAM = fileURLToPath(new URL('./atlas-verify.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'ledger-'));

before(async () => {
  const keys = makeKeys();
  const run = await makeRefusal(keys);
  const { pack, trust } = await packRun(run, keys);
  const pending = await packRun(run, keys, { pending: true });
  const flipped = pack.slice();
  flipped[3000] = (flipped[3000] ?? 0) ^ 1;
  const files = {
    'pack.zip': pack,
    'cut.zip': pack.subarray(0, 1000),
    'almost.zip': pack.subarray(0, -22),
    'trust.json': trust,
    'pending.zip': pending.pack,
    'flipped.zip': flipped,
  };
  for (const [name, bytes] of Object.entries(files)) writeFileSync(join(folder, name), bytes);
  writeFileSync(join(folder, 'other.json'), await makeTrust(makeKeys()));
  writeFileSync(join(folder, 'nonsense.zip'), 'this is no archive at all, however long it may be');
});
after(() => rmSync(folder, { recursive: true }));

function run(...args: string[]): { readonly code: number | null; readonly out: string; readonly err: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [PROGRAM, ...args], { cwd: folder, encoding: 'utf8' });
  return { code: status, out: stdout, err: stderr };
}

test('a whole pack is green, by the trust file of the folder or the one named', () => {
  for (const args of [['pack.zip'], ['pack.zip', '--trust', join(folder, 'trust.json')]]) {
    const { code, out } = run(...args);
    assert.equal(code, 0, out);
    assert.match(out, /^✓ holds: 13 claims hold; operator not witnessed\.\n/);
    assert.match(out, /Not shown by any claim:/);
  }
});

test('after one flipped byte it is red and says where', () => {
  const { code, out } = run('flipped.zip');
  assert.equal(code, 1);
  assert.equal(run('almost.zip').code, 1);
  assert.match(out, /^✗ FAILS/);
  assert.match(out, /First difference at byte \d+, [\w.-]+:/);
});

test('a pack that is not yet in the log is pending', () => {
  const { code, out } = run('pending.zip');
  assert.equal(code, 3);
  assert.match(out, /^… pending/);
});

test('another trust file makes it red, none makes it unreadable', () => {
  assert.equal(run('pack.zip', '--trust', 'other.json').code, 1);
  const none = run('pack.zip', '--trust', 'nowhere.json');
  assert.deepEqual([none.code, none.out], [2, '']);
  assert.match(none.err, /The trust file cannot be read: nowhere\.json \(ENOENT\)/);
});

test('what cannot be read is one sentence and exit code 2', () => {
  assert.match(run('absent.zip').err, /The pack cannot be read/);
  assert.match(run('cut.zip').err, /Nothing can be judged: the pack is cut off/);
  assert.match(run('nonsense.zip').err, /Nothing can be judged: not a pack\./);
  assert.match(run('pack.zip', '--trust', 'nonsense.zip').err, /Nothing can be judged: the trust file is not JSON\./);
  for (const args of [['absent.zip'], ['cut.zip'], ['nonsense.zip'], [], ['a', 'b'], ['--nonsense']])
    assert.equal(run(...args).code, 2);
});

test('built to one file, it runs where there is nothing else', () => {
  const root = fileURLToPath(new URL('../../../', import.meta.url));
  const file = join(folder, 'atlas-verify.mjs');
  const build = ['packages/ledger/bin/atlas-verify-main.ts', '--file', file, '--platform', 'node', '--format', 'esm'];
  const env = { ...process.env, NODE_V8_COVERAGE: '' };
  const built = spawnSync(process.execPath, ['node_modules/rolldown/bin/cli.mjs', ...build], {
    cwd: root,
    env,
    encoding: 'utf8',
  });
  assert.equal(built.status, 0, built.stderr);
  assert.deepEqual(
    [...readFileSync(file, 'utf8').matchAll(/^import .* from "(.*)"/gm)].map(([, from]) => from),
    ['node:fs/promises', 'node:util'],
  );
  const { status, stdout } = spawnSync(process.execPath, ['atlas-verify.mjs', 'pack.zip'], {
    cwd: folder,
    env,
    encoding: 'utf8',
  });
  assert.equal(status, 0, stdout);
});

test('machines get JSON alone, people get help', () => {
  const report = JSON.parse(run('pack.zip', '--json').out) as PackReport;
  assert.equal(report.headline.verdict, 'holds');
  assert.equal(report.claims.length, 16);
  const help = run('--help');
  assert.deepEqual([help.code, help.out.startsWith('atlas-verify PACK')], [0, true]);
});
