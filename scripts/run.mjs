/** `node scripts/run.mjs FILE.ts …`: a program of this repository on the pinned Node, installed and built if need be. */
import { resolve } from 'node:path';
import { runPinned } from './pinned-node.mjs';

const [file, ...args] = process.argv.slice(2);
try {
  if (file === undefined) throw new Error('Which file? node scripts/run.mjs FILE.ts …');
  // Standard output belongs to the program: `--json` must print JSON and nothing else.
  console.log = console.error;
  const { ensureInstalled } = await import('./install.mjs');
  ensureInstalled();
  runPinned(resolve(file), args);
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
