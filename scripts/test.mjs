/** `npm test`: checks, every test, coverage against the floors; the last line counts them. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureBrowser } from './browser.mjs';
import { ensureBuilt } from './build.mjs';
import { judgeCoverage } from './coverage.mjs';
import { ensureInstalled } from './install.mjs';
import { findNode, ROOT } from './pinned-node.mjs';

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
  const reporters = [
    ...['--test-reporter=spec', '--test-reporter-destination=stdout'],
    ...['--test-reporter=./scripts/count-reporter.mjs', `--test-reporter-destination=${counts}`],
  ];
  spawnSync(
    findNode(),
    [
      ...['--test', '--test-global-setup=apps/server/test/support/run.ts', '--test-concurrency=2'],
      ...[`--test-timeout=${PATIENCE_MS}`, '--disable-warning=ExperimentalWarning', ...reporters, ...TESTS],
    ],
    {
      cwd: ROOT,
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, NODE_V8_COVERAGE: join(folder, 'coverage'), NODE_ENV: 'test' },
    },
  );
  try {
    return JSON.parse(readFileSync(counts, 'utf8'));
  } catch {
    return { passed: 0, failed: 1, skipped: 0, reasons: ['the test run did not finish'] };
  }
}

function main(folder) {
  ensureInstalled();
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

const folder = mkdtempSync(join(tmpdir(), 'atlas-tests-'));
let counts = { passed: 0, failed: 1, skipped: 0 };
try {
  counts = main(folder);
} catch (error) {
  console.error(error.message);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
console.log(
  `${counts.passed} passed, ${counts.failed} failed${counts.skipped > 0 ? `, ${counts.skipped} skipped` : ''}`,
);
process.exitCode = counts.failed > 0 ? 1 : 0;
