import type { EvalServer } from '../database/server.ts';
import type { Random } from '../../../packages/sqlguard/test/fuzz/random.ts';

export type FuzzRun = {
  readonly random: Random;
  readonly seed: number;
  /** False once enough has been tried, or the time is over. */
  readonly goesOn: (tried: number) => boolean;
  readonly server: EvalServer;
};
export type FuzzOutcome = {
  readonly tried: number;
  readonly findings: readonly string[];
  readonly figures: Readonly<Record<string, number>>;
};
export type Fuzz = {
  readonly name: string;
  /** How many are tried where no time is given. */
  readonly usual: number;
  readonly run: (run: FuzzRun) => Promise<FuzzOutcome>;
};
