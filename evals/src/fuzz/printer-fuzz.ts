import { misreadTrees } from '../../../packages/sqlguard/test/fuzz/printer-fuzz.ts';
import type { Fuzz, FuzzRun } from './fuzz-run.ts';

const BATCH = 500;

/** Random trees of every form: the parser must give back what was printed. */
export const printerFuzz: Fuzz = {
  name: 'printer',
  usual: 100_000,
  run({ random, goesOn }: FuzzRun) {
    const findings: string[] = [];
    let tried = 0;
    for (; goesOn(tried); tried += BATCH) findings.push(...misreadTrees(random, BATCH));
    return Promise.resolve({ tried, findings, figures: { mismatches: findings.length } });
  },
};
