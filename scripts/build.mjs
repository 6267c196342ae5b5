/** `npm run build`: the web app to apps/web/dist, and the verifier to one file that needs nothing but Node 20. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { findNode, ROOT } from './pinned-node.mjs';

const SHARED = ['packages/contract/src', 'packages/ledger/src'];

const TARGETS = [
  {
    name: 'the web app',
    entry: 'apps/web/index.html',
    out: 'apps/web/dist/index.html',
    from: ['apps/web/index.html', 'apps/web/vite.config.ts', 'apps/web/public', 'apps/web/src', ...SHARED],
    command: ['node_modules/vite/bin/vite.js', 'build', 'apps/web', '--logLevel', 'error'],
  },
  {
    name: 'the verifier',
    entry: 'packages/ledger/bin/atlas-verify-main.ts',
    out: 'packages/ledger/dist/atlas-verify.mjs',
    from: ['packages/ledger/bin', ...SHARED],
    command: (
      'node_modules/rolldown/bin/cli.mjs packages/ledger/bin/atlas-verify-main.ts ' +
      '--file packages/ledger/dist/atlas-verify.mjs --platform node --format esm --log-level warn'
    ).split(' '),
  },
];

/** Builds what is missing or older than its sources. Told by digest: a clone gives all files the same age. */
export function ensureBuilt(options = { always: false }) {
  for (const target of TARGETS) {
    if (!existsSync(join(ROOT, target.entry))) continue;
    const mark = join(ROOT, 'node_modules', '.cache', 'aureus', target.out.replaceAll('/', '-'));
    const digest = digestOf([...target.from, 'package-lock.json']);
    const isFresh = existsSync(mark) && readFileSync(mark, 'utf8') === digest && existsSync(join(ROOT, target.out));
    if (isFresh && !options.always) continue;
    console.log(`Building ${target.name}.`);
    const result = spawnSync(findNode(), target.command, {
      cwd: ROOT,
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, NODE_V8_COVERAGE: '' },
    });
    if (result.status !== 0) throw new Error(`${target.name} could not be built: the reasons are above.`);
    mkdirSync(dirname(mark), { recursive: true });
    writeFileSync(mark, digest);
  }
}

function digestOf(paths) {
  const hash = createHash('sha256');
  for (const file of paths.flatMap(filesOf).sort()) {
    hash
      .update(`${file}\0`)
      .update(readFileSync(join(ROOT, file)))
      .update('\0');
  }
  return hash.digest('hex');
}

function filesOf(path) {
  const full = join(ROOT, path);
  if (!existsSync(full)) return [];
  if (!statSync(full).isDirectory()) return [path];
  const entries = readdirSync(full, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && !entry.name.includes('.test.'))
    .map((entry) => relative(ROOT, join(entry.parentPath ?? entry.path, entry.name)));
}

if (process.argv[1] === import.meta.filename) ensureBuilt({ always: true });
