/**
 * Loaded into every test file's process. A process that stays although its tests are over has left something open: a
 * pool, a server, a loop. The runner would wait for it for ever; here it fails.
 */
import { after } from 'node:test';

/** A file that made twenty databases drops them at its end, which takes a loaded machine half a minute. */
const GRACE_MS = 60_000;

if (process.env.NODE_TEST_CONTEXT === 'child-v8') {
  after(() => {
    const timer = setTimeout(() => {
      const open = new Set(process.getActiveResourcesInfo());
      console.error(`${process.argv[1]} left something open: ${[...open].join(', ')}`);
      process.exit(1);
    }, GRACE_MS);
    timer.unref();
  });
}
