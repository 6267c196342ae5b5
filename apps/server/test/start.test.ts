import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'atlas-start-'));
const home = join(folder, 'home');
const running: Started[] = [];

type Started = {
  readonly process: ChildProcess;
  /** Everything it has written so far. */
  said(): string;
  /** Until these words were written; throws if the program ends without them. */
  until(words: string): Promise<void>;
  readonly ended: Promise<number | null>;
};

function begin(): Started {
  const { PATH, NODE_V8_COVERAGE } = process.env;
  const child = spawn(process.execPath, [MAIN, 'start'], {
    cwd: folder,
    env: { PATH, NODE_V8_COVERAGE, ATLAS_HOME: home, ATLAS_LOG_LEVEL: 'ERROR' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (part: Buffer) => (text += String(part)));
  const ended = once(child, 'close').then(([code]) => code as number | null);
  const started: Started = {
    process: child,
    said: () => text,
    async until(words) {
      while (!text.includes(words)) {
        const over = await Promise.race([ended.then(() => true), once(child.stdout, 'data').then(() => false)]);
        assert.ok(!over || text.includes(words), `it ended without “${words}”: ${text}`);
      }
    },
    ended,
  };
  running.push(started);
  return started;
}

afterEach(async () => {
  for (const { process: child, ended } of running.splice(0)) {
    child.kill('SIGTERM');
    await ended;
  }
});
after(() => rmSync(folder, { recursive: true, force: true }));

test('a first start is stopped in the middle of a long step, and the next one takes it up from there', async () => {
  for (const words of ['Making the bank database cluster', 'Making Meridian Bank']) {
    const atlas = begin();
    await atlas.until(words);
    atlas.process.kill('SIGINT');
    assert.equal(await atlas.ended, 0, atlas.said());
    assert.match(atlas.said(), /\nStopping\.\n$/);
    assert.equal(existsSync(join(home, 'ready.json')), false);
  }
});

test('a started Atlas is found by a second one, which names it, and stops on the same Ctrl-C heard twice', async () => {
  const atlas = begin();
  await atlas.until('Atlas is ready at');
  const { pid, url } = JSON.parse(readFileSync(join(home, 'ready.json'), 'utf8')) as { pid: number; url: string };
  assert.equal(pid, atlas.process.pid);
  const second = begin();
  assert.equal(await second.ended, 1);
  assert.ok(second.said().includes(`Another Atlas is using ${home}: process ${pid}, at ${url}.`), second.said());
  assert.equal((await fetch(`${url}/health`)).status, 200, 'the first goes on');
  atlas.process.kill('SIGINT');
  atlas.process.kill('SIGINT');
  assert.equal(await atlas.ended, 0, atlas.said());
  assert.equal(existsSync(join(home, 'ready.json')), false);
});
