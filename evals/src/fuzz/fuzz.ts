import type { EvalServer } from '../database/server.ts';
import { makeRandom } from '../../../packages/sqlguard/test/fuzz/random.ts';
import type { Fuzz, FuzzOutcome } from './fuzz-run.ts';
import { hostileFuzz } from './hostile-fuzz.ts';
import { limitsFuzz } from './limits-fuzz.ts';
import { nonInterferenceFuzz } from './non-interference-fuzz.ts';
import { printerFuzz } from './printer-fuzz.ts';

export const FUZZES: readonly Fuzz[] = [printerFuzz, nonInterferenceFuzz, hostileFuzz, limitsFuzz];

export type FuzzOptions = {
  readonly seed: number;
  /** For all together, shared evenly; null for the usual counts. */
  readonly seconds: number | null;
  readonly server: EvalServer;
  readonly say: (sentence: string) => void;
};

export type FuzzResult = FuzzOutcome & { readonly fuzz: string; readonly seconds: number };

export async function runFuzzes(fuzzes: readonly Fuzz[], options: FuzzOptions): Promise<FuzzResult[]> {
  const results: FuzzResult[] = [];
  for (const fuzz of fuzzes) {
    const started = performance.now();
    const until = options.seconds === null ? null : started + (options.seconds * 1000) / fuzzes.length;
    const goesOn = (tried: number): boolean => (until === null ? tried < fuzz.usual : performance.now() < until);
    const { seed, server } = options;
    const outcome = await fuzz.run({ random: makeRandom(seed), seed, goesOn, server });
    const seconds = Math.round((performance.now() - started) / 100) / 10;
    options.say(`${fuzz.name}: ${outcome.tried} tried, ${outcome.findings.length} findings, ${seconds} s`);
    results.push({ fuzz: fuzz.name, seconds, ...outcome });
  }
  return results;
}
