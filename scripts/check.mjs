/** `npm run check`: format, lint, types, arrows, unused things. `-- --fix` writes what can be written. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { findHouseBreaches } from './house-rules.mjs';
import { ensureInstalled } from './install.mjs';
import { findNode, ROOT } from './pinned-node.mjs';

/**
 * dependency-cruiser with a parser that reads nothing is content with everything. Fewer modules than this means that
 * it is blind, not that the house has shrunk.
 */
const FEWEST_MODULES = 250;
const ROOMS = ['apps', 'packages', 'demo', 'evals', 'bench', 'e2e'];

const isFixing = process.argv.includes('--fix');

const STEPS = [
  ['format', () => run('oxfmt/bin/oxfmt', isFixing ? ['.'] : ['--check', '.'])],
  ['lint', () => run('oxlint/bin/oxlint', ['--type-aware', ...(isFixing ? ['--fix'] : []), '.'])],
  ['house', () => report(findHouseBreaches(ROOT))],
  ['types', () => all(workspaces().map((folder) => run('typescript/bin/tsc', ['-p', folder])))],
  ['arrows', checkArrows],
  ['unused', () => run('knip/bin/knip.js', ['--no-progress', '--no-config-hints'])],
];

function run(program, args) {
  const result = spawnSync(findNode(), [join(ROOT, 'node_modules', program), ...args], {
    cwd: ROOT,
    encoding: 'utf8',
    maxBuffer: 1 << 26,
    env: { ...process.env, NODE_V8_COVERAGE: '' },
  });
  return { passed: result.status === 0, words: `${result.stdout}${result.stderr}` };
}

function all(results) {
  return { passed: results.every((result) => result.passed), words: results.map((result) => result.words).join('') };
}

function report(breaches) {
  return { passed: breaches.length === 0, words: breaches.map((line) => `${line}\n`).join('') };
}

function workspaces() {
  const nested = ['apps', 'packages'].flatMap((group) =>
    readdirSync(join(ROOT, group)).map((name) => `${group}/${name}`),
  );
  return [...nested, ...ROOMS.slice(2)].filter((folder) => existsSync(join(ROOT, folder, 'tsconfig.json')));
}

function checkArrows() {
  const args = ['--config', '.dependency-cruiser.mjs', '--output-type', 'json', ...ROOMS];
  const { words } = run('dependency-cruiser/bin/dependency-cruiser.mjs', args);
  const { summary } = JSON.parse(words.slice(words.indexOf('{'), words.lastIndexOf('}') + 1));
  const lines = summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`);
  if (summary.totalCruised < FEWEST_MODULES)
    lines.push(`Only ${summary.totalCruised} modules were found: the tool is blind.`);
  return report(lines);
}

try {
  ensureInstalled();
  for (const [name, step] of STEPS) {
    const started = Date.now();
    const { passed, words } = step();
    console.log(`${passed ? '✔' : '✖'} ${name} (${((Date.now() - started) / 1000).toFixed(1)} s)`);
    if (!passed) console.log(words);
    if (!passed) process.exitCode = 1;
  }
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
