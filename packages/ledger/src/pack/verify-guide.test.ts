import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { makeAnswer, makeKeys, packRun } from '../../test/sample-run.ts';
import { utf8Text } from '../bytes/text.ts';
import { encodeVerifyGuide } from './verify-guide.ts';

const TOOLS = ['openssl', 'jq', 'python3', 'sha256sum'];
const missing = TOOLS.filter((tool) => spawnSync(tool, ['--version']).error !== undefined);
const skip = missing.length === 0 ? false : `not installed here: ${missing.join(', ')}`;
const BLOCKS = [...utf8Text(encodeVerifyGuide()).matchAll(/^~~~sh\n([\s\S]*?)^~~~$/gm)].map(([, block]) => block ?? '');

/** Runs the guide's blocks, as a reader would paste them, over files that may have been changed. */
async function runGuide(change: (folder: string) => void): Promise<string> {
  const keys = makeKeys();
  const { pack, trust } = await packRun(await makeAnswer(keys), keys);
  const folder = mkdtempSync(join(tmpdir(), 'ledger-'));
  try {
    writeFileSync(join(folder, 'pack.zip'), pack);
    spawnSync('python3', ['-m', 'zipfile', '-e', 'pack.zip', '.'], { cwd: folder });
    change(folder);
    writeFileSync(join(folder, 'mine.json'), trust);
    const env = {
      ...process.env,
      TRUST: 'mine.json',
      NODE_V8_COVERAGE: '',
      PATH: `${dirname(process.execPath)}:${process.env['PATH'] ?? ''}`,
    };
    const { stdout, stderr } = spawnSync('sh', ['-c', BLOCKS.join('\n')], { cwd: folder, encoding: 'utf8', env });
    return `${stdout}${stderr}`;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test('every command of the guide finds a whole pack whole', { skip }, async () => {
  const output = await runGuide(() => undefined);
  assert.equal(BLOCKS.length, 8);
  assert.doesNotMatch(output, /fail|error|warning/i);
  assert.equal(output.match(/: OK$/gm)?.length, 10, output);
  assert.equal(output.match(/^Verified OK$/gm)?.length, 5);
  assert.equal(output.match(/tlog-proof holds$/gm)?.length, 5);
  assert.match(output, /Signature Verified Successfully/);
  assert.deepEqual(output.match(/^.*: holds$/gm), ['snapshot.json: holds', 'candidate.sql: holds', 'final.sql: holds']);
});

test('the commands see what was changed', { skip }, async () => {
  const output = await runGuide((folder) => {
    writeFileSync(join(folder, 'entities.json'), '[1]\n');
    writeFileSync(join(folder, 'final.sql'), 'SELECT 1');
    const proof = readFileSync(join(folder, '03-decision.tlog-proof'), 'utf8');
    writeFileSync(join(folder, '03-decision.tlog-proof'), proof.replace(/^index \d+$/m, 'index 4'));
    const envelopes = readFileSync(join(folder, 'evidence.intoto.jsonl'), 'utf8');
    writeFileSync(join(folder, 'evidence.intoto.jsonl'), envelopes.replace('"payload":"e', '"payload":"f'));
  });
  assert.match(output, /entities\.json: FAILED/);
  assert.match(output, /final\.sql: FAILS/);
  assert.match(output, /^01-request\.tlog-proof FAILS$/m, 'its envelope is another');
  assert.match(output, /^02-derivation\.tlog-proof holds$/m);
  assert.match(output, /^03-decision\.tlog-proof FAILS$/m);
  assert.match(output, /^Verification failure$/m);
});
