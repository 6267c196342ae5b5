/** Coverage of everything that ran, in whatever process, against the floors. */
import { spawnSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { join, relative } from 'node:path';
import { findNode, ROOT } from './pinned-node.mjs';

const MEASURED = [
  'packages/*/src/**/*.ts',
  'packages/*/bin/**/*.ts',
  'apps/server/src/**/*.ts',
  'apps/cli/src/**/*.ts',
];
const LEFT_OUT = [
  '**/*.test.ts',
  '**/*.test-*.ts',
  '**/*.gen.ts',
  '**/generated/**',
  '**/*.d.ts',
  '**/node_modules/**',
];

const FLOORS = [
  {
    what: 'lines',
    where: 'packages, apps/server, apps/cli',
    floor: 90,
    files: /^(?:packages|apps\/server|apps\/cli)\//,
  },
  { what: 'branches', where: 'packages', floor: 90, files: /^packages\// },
  { what: 'branches', where: 'apps/server/src/trust', floor: 90, files: /^apps\/server\/src\/trust\// },
];

/** Reads what V8 left in `folder` and returns one line per floor, and whether all hold. */
export function judgeCoverage(folder) {
  const out = join(folder, 'report');
  const globs = [
    ...MEASURED.flatMap((glob) => ['--include', glob]),
    ...[...LEFT_OUT, ...findTypesOnly()].flatMap((glob) => ['--exclude', glob]),
  ];
  const flags =
    '--max-old-space-size=4096 node_modules/c8/bin/c8.js report --all --merge-async --reporter json-summary';
  const folders = ['--temp-directory', folder, '--reports-dir', out];
  const options = { cwd: ROOT, encoding: 'utf8', env: { ...process.env, NODE_V8_COVERAGE: '' } };
  const result = spawnSync(findNode(), [...flags.split(' '), ...folders, ...globs], options);
  if (result.status !== 0) throw new Error(`Coverage could not be read: ${result.stderr}`);
  const summary = JSON.parse(readFileSync(join(out, 'coverage-summary.json'), 'utf8'));
  const files = Object.entries(summary).map(([path, figures]) => ({ path: relative(ROOT, path), figures }));
  const lines = FLOORS.map((rule) => judgeFloor(rule, files));
  return { lines: lines.map(({ text }) => text), holds: lines.every(({ holds }) => holds), worst: findWorst(files) };
}

/** Files of nothing but types are never loaded: there is nothing in them that could run. */
function findTypesOnly() {
  const isEmpty = (file) => {
    const code = stripTypeScriptTypes(readFileSync(join(ROOT, file), 'utf8'));
    return code.replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*|export \{\};?/g, '').trim() === '';
  };
  return globSync(MEASURED, { cwd: ROOT }).filter(isEmpty);
}

function judgeFloor({ what, where, floor, files: pattern }, files) {
  let covered = 0;
  let total = 0;
  for (const { path, figures } of files) {
    if (!pattern.test(path)) continue;
    covered += figures[what].covered;
    total += figures[what].total;
  }
  const percent = total === 0 ? 0 : (100 * covered) / total;
  const holds = percent >= floor;
  return {
    holds,
    text: `${holds ? '✔' : '✖'} coverage of ${what} in ${where}: ${percent.toFixed(1)} % (floor ${floor} %)`,
  };
}

/** Where a test would help most: the files with the most lines that nothing ran. */
function findWorst(files) {
  const missing = ({ figures }) => figures.lines.total - figures.lines.covered;
  const ranked = files.filter(({ path }) => path !== 'total').toSorted((a, b) => missing(b) - missing(a));
  return ranked.slice(0, 10).map((file) => `  ${missing(file)} lines never ran in ${file.path}`);
}
