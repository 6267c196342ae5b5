import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { findNode, ROOT } from './pinned-node.mjs';

/** The Node of the machine, if it has one besides ours: programs are started by whatever is there. */
const INSTALLED = ['/usr/bin/node', '/usr/local/bin/node'].find((path) => existsSync(path));
const starters = [
  ['the pinned Node', findNode(), false],
  ['the installed Node', INSTALLED, INSTALLED === undefined && 'no other Node is installed here'],
];

describe('node scripts/run.mjs', () => {
  const folder = mkdtempSync(join(tmpdir(), 'atlas-programs-'));
  const program = join(folder, 'program.ts');
  writeFileSync(
    program,
    `const [what]: string[] = process.argv.slice(2);
     process.once('SIGTERM', () => { console.log('asked to stop'); process.exit(7); });
     console.log(process.version, what);
     if (what === 'wait') setInterval(() => undefined, 1000);
     else process.exitCode = 5;`,
  );
  after(() => rmSync(folder, { recursive: true }));
  const pinned = spawnSync(findNode(), ['--version'], { encoding: 'utf8' }).stdout.trim();

  for (const [name, node, skip] of starters) {
    it(`runs TypeScript on the pinned Node, started by ${name}`, { skip }, () => {
      const result = spawnSync(node, [join(ROOT, 'scripts/run.mjs'), program, 'go'], { encoding: 'utf8' });
      assert.deepEqual([result.stdout, result.stderr, result.status], [`${pinned} go\n`, '', 5]);
    });

    it(`hands on the wish to stop, started by ${name}`, { skip }, async () => {
      const child = spawn(node, [join(ROOT, 'scripts/run.mjs'), program, 'wait'], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      let said = '';
      child.stdout.on('data', (text) => (said += text));
      await once(child.stdout, 'data');
      child.kill('SIGTERM');
      const [code] = await once(child, 'close');
      assert.equal(code, 7);
      assert.match(said, /asked to stop/);
    });

    it(`ends with npm, also if that is killed, started by ${name}`, { skip }, async () => {
      const command = `"${node}" "${join(ROOT, 'scripts/run.mjs')}" "${program}" wait; exit`;
      const shell = spawn('/bin/sh', ['-c', command], {
        stdio: ['ignore', 'pipe', 'inherit'],
        env: { ...process.env, npm_lifecycle_event: 'start' },
      });
      let said = '';
      shell.stdout.on('data', (text) => (said += text));
      await once(shell.stdout, 'data');
      shell.kill('SIGKILL');
      await once(shell.stdout, 'close');
      assert.match(said, /asked to stop/);
    });
  }

  it('ends with the installed Node that started it, also if that is killed', { skip: starters[1][2] }, async () => {
    const child = spawn(INSTALLED, [join(ROOT, 'scripts/run.mjs'), program, 'wait'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let said = '';
    child.stdout.on('data', (text) => (said += text));
    await once(child.stdout, 'data');
    child.kill('SIGKILL');
    // The pipe closes when the last of those who hold it is gone.
    await once(child.stdout, 'close');
    assert.match(said, /asked to stop/);
  });

  it('asks which program, if none is named', () => {
    const result = spawnSync(findNode(), [join(ROOT, 'scripts/run.mjs')], { encoding: 'utf8' });
    assert.equal(result.status, 1);
    assert.match(result.stderr, /Which file\?/);
  });
});

describe('the package', () => {
  const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));

  it('has every script that its commands name', () => {
    const files = Object.values(manifest.scripts).map((command) =>
      command.split(' ').find((word) => word.endsWith('.mjs')),
    );
    assert.deepEqual(
      files.filter((file) => !existsSync(join(ROOT, file))),
      [],
    );
  });

  it('names no registry in its lock file', () => {
    assert.doesNotMatch(readFileSync(join(ROOT, 'package-lock.json'), 'utf8'), /"resolved": "https?:/);
  });

  it('has scripts of under a hundred lines', () => {
    const names = readdirSync(join(ROOT, 'scripts')).filter(
      (name) => name.endsWith('.mjs') && !name.includes('.test.'),
    );
    const lines = (name) => readFileSync(join(ROOT, 'scripts', name), 'utf8').split('\n').length;
    assert.deepEqual(
      names.filter((name) => lines(name) > 100),
      [],
    );
  });

  it('carries no licence that somebody would have to read first', () => {
    const result = spawnSync(findNode(), [join(ROOT, 'scripts/licences.mjs')], { encoding: 'utf8' });
    assert.equal(result.stderr, '');
    assert.equal(result.status, 0);
  });
});
