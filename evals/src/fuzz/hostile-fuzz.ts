import { tryHostileInputs } from '../../../packages/sqlguard/test/fuzz/hostile-input.ts';
import type { Fuzz, FuzzRun } from './fuzz-run.ts';

const BATCH = 200;
/** One text may take so long on a busy machine; the worker's own deadline is shorter. */
const LONGEST_MS = 2000;

/** Deep, long, odd and broken texts: always a verdict, in bounded time, and the next one is judged as well as ever. */
export const hostileFuzz: Fuzz = {
  name: 'hostile',
  usual: 10_000,
  run({ random, goesOn }: FuzzRun) {
    const findings: string[] = [];
    let [tried, accepted, slowest] = [0, 0, 0];
    for (; goesOn(tried); tried += BATCH) {
      const batch = tryHostileInputs(random, BATCH, () => performance.now());
      findings.push(...batch.findings);
      accepted += batch.accepted;
      slowest = Math.max(slowest, batch.slowestMs);
    }
    if (slowest > LONGEST_MS) findings.push(`one text took ${Math.round(slowest)} ms`);
    return Promise.resolve({ tried, findings, figures: { accepted, slowest_ms: Math.round(slowest) } });
  },
};
