/** `npm test`: checks, every test, coverage against the floors; the last line counts them. */
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureBrowser } from './browser.mjs';
import { ensureBuilt } from './build.mjs';
import { ensureInstalled } from './install.mjs';
import { findNode, ROOT, runPinned } from './pinned-node.mjs';

const TESTS = [
  'scripts/*.test.mjs',
  'packages/*/{src,bin,test,scripts}/**/*.test.ts',
  'apps/*/{src,test}/**/*.test.ts',
  '{demo,evals,bench,e2e}/**/*.test.ts',
];
/** A test that hangs is a leak: it must fail, and not stop the run for ever. */
const PATIENCE_MS = 300_000;

function runTests(folder) {
  const counts = join(folder, 'counts.json');
  const flags = [
    '--test --import=./scripts/leak-watch.mjs --test-global-setup=apps/server/test/support/run.ts',
    `--test-concurrency=2 --test-timeout=${PATIENCE_MS} --disable-warning=ExperimentalWarning`,
    '--test-reporter=spec --test-reporter-destination=stdout --test-reporter=./scripts/count-reporter.mjs',
  ].flatMap((words) => words.split(' '));
  const options = { cwd: ROOT, stdio: ['ignore', 'inherit', 'inherit'], env: environmentOf(folder) };
  spawnSync(findNode(), [...flags, `--test-reporter-destination=${counts}`, ...TESTS], options);
  try {
    return JSON.parse(readFileSync(counts, 'utf8'));
  } catch {
    return { passed: 0, failed: 1, skipped: 0, reasons: ['the test run did not finish'] };
  }
}

/** The caller's settings of Atlas do not count, and whatever a test leaves in the temporary folder goes with it. */
function environmentOf(folder) {
  const temporary = join(folder, 'tmp');
  mkdirSync(temporary, { mode: 0o711 });
  const own = Object.entries(process.env).filter(([key]) => !key.startsWith('ATLAS_'));
  const more = { NODE_V8_COVERAGE: join(folder, 'coverage'), NODE_ENV: 'test', TMPDIR: temporary };
  return { ...Object.fromEntries(own), ...more };
}

function tidy(folder) {
  rmSync(folder, { recursive: true, force: true });
  const room = './apps/server/src/platform/postgres/index.ts';
  const program = `(await import(${JSON.stringify(room)})).removeAbandonedShelters()`;
  spawnSync(findNode(), ['--input-type=module', '-e', program], { cwd: ROOT, stdio: 'ignore' });
}

async function main(folder) {
  const { judgeCoverage } = await import('./coverage.mjs');
  ensureBrowser();
  ensureBuilt();
  const check = spawnSync(findNode(), ['scripts/check.mjs'], { cwd: ROOT, stdio: ['ignore', 'inherit', 'inherit'] });
  const tests = runTests(folder);
  const coverage = judgeCoverage(join(folder, 'coverage'));
  console.log(coverage.lines.join('\n'));
  if (!coverage.holds) console.log(coverage.worst.join('\n'));
  for (const reason of tests.reasons) console.log(`skipped: ${reason}`);
  const more = [check.status === 0, coverage.holds];
  return {
    passed: tests.passed + more.filter(Boolean).length,
    failed: tests.failed + more.filter((held) => !held).length,
    skipped: tests.skipped,
  };
}

async function run() {
  const folder = mkdtempSync(join(tmpdir(), 'atlas-tests-'));
  // PostgreSQL runs as somebody else under root, and must get through.
  chmodSync(folder, 0o711);
  let counts = { passed: 0, failed: 1, skipped: 0 };
  try {
    counts = await main(folder);
  } catch (error) {
    console.error(error.message);
  } finally {
    tidy(folder);
  }
  const { passed, failed, skipped } = counts;
  console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
  process.exitCode = failed > 0 ? 1 : 0;
}

try {
  ensureInstalled();
  if (process.execPath === findNode()) await run();
  else runPinned(import.meta.filename);
} catch (error) {
  console.error(error.message);
  console.log('0 passed, 1 failed');
  process.exitCode = 1;
}
