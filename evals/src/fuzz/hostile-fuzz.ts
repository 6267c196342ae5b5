import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { HostileFindings } from '../../../packages/sqlguard/test/fuzz/try-hostile.ts';
import type { Fuzz, FuzzRun } from './fuzz-run.ts';

const BATCH = 2000;
const STACK_MB = 4;
/** One text may take so long on a busy machine; the worker's own deadline is shorter. */
const LONGEST_MS = 2000;

/** Deep, long, odd and broken texts: always a verdict, in bounded time, and the next one is judged as well as ever. */
export const hostileFuzz: Fuzz = {
  name: 'hostile',
  usual: 10_000,
  async run({ seed, goesOn }: FuzzRun) {
    const findings: string[] = [];
    let [tried, accepted, broken, slowest] = [0, 0, 0, 0];
    for (let batch = 0; goesOn(tried); batch += 1) {
      const found = await inThread({ seed: seed + batch, count: BATCH });
      findings.push(...found.findings);
      tried += found.tried;
      accepted += found.accepted;
      broken += found.broken;
      slowest = Math.max(slowest, found.slowestMs);
    }
    if (slowest > LONGEST_MS) findings.push(`one text took ${Math.round(slowest)} ms`);
    return { tried, findings, figures: { accepted, broken_parsers: broken, slowest_ms: Math.round(slowest) } };
  },
};

async function inThread(workerData: { seed: number; count: number }): Promise<HostileFindings> {
  const program = new URL('./hostile-worker.ts', import.meta.url);
  const worker = new Worker(program, {
    workerData,
    resourceLimits: { stackSizeMb: STACK_MB },
    stdout: true,
    stderr: true,
  });
  worker.stdout.resume();
  worker.stderr.resume();
  const [found] = (await once(worker, 'message')) as [HostileFindings];
  await worker.terminate();
  return found;
}
