/** A thread of its own for a batch of hostile texts, with the stack that the server gives its guard. */
import { parentPort, workerData } from 'node:worker_threads';
import { tryHostileInputs } from '../../../packages/sqlguard/test/fuzz/try-hostile.ts';
import { makeRandom } from '../../../packages/sqlguard/test/fuzz/random.ts';

const { seed, count } = workerData as { seed: number; count: number };
parentPort?.postMessage(tryHostileInputs(makeRandom(seed), count, () => performance.now()));
