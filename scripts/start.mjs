/** `npm start`: installs, builds the web app, starts everything. The second time it only starts. */
import { ensureInstalled } from './install.mjs';
import { runPinned, ROOT } from './pinned-node.mjs';
import { join } from 'node:path';

try {
  ensureInstalled();
  const { ensureBuilt } = await import('./build.mjs');
  ensureBuilt();
  runPinned(join(ROOT, 'apps/server/src/main.ts'), ['start', ...process.argv.slice(2)]);
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
