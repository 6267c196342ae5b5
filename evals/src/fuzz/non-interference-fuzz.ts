import {
  compareBanks,
  emptyTally,
  type Tally,
} from '../../../packages/sqlguard/test/fuzz/non-interference.test-server.ts';
import { makeRandom } from '../../../packages/sqlguard/test/fuzz/random.ts';
import { shippedProfiles } from '../../../packages/sqlguard/test/fuzz/shipped-profiles.test-server.ts';
import { openTwins } from '../../../packages/sqlguard/test/fuzz/twin-pair.test-server.ts';
import type { EvalServer } from '../database/server.ts';
import type { Fuzz, FuzzRun } from './fuzz-run.ts';

/** Questions to one pair of banks, through each provision: then other banks are made. */
const PER_PAIR = 150;

export type Rounds = {
  readonly seed: number;
  readonly goesOn: (tried: number) => boolean;
  readonly server: EvalServer;
  /** Told of each difference when it is found. */
  readonly onDifference?: (way: string, difference: string) => void;
};

/** Generated questions to pairs of banks that differ in what is hidden, profile after profile; each round has new banks. */
export async function compareInRounds({
  seed,
  goesOn,
  server,
  onDifference,
}: Rounds): Promise<ReadonlyMap<string, Tally>> {
  const tallies = new Map<string, Tally>();
  const tried = (): number => [...tallies.values()].reduce((sum, { generated }) => sum + generated, 0);
  const profiles = await shippedProfiles();
  for (let round = 0; goesOn(tried()); round += 1) {
    const { name, profile } = profiles[round % profiles.length] ?? fail();
    const pair = await openTwins(profile, seed + round, () => server.createDatabase('twin'));
    await pair.provide();
    for (const provision of ['views', 'inline'] as const) {
      const key = `${name}, ${provision}`;
      const tally = tallies.get(key) ?? emptyTally();
      tallies.set(key, tally);
      const random = makeRandom(seed * 7919 + round * 2 + provision.length);
      const before = tally.differences.length;
      await compareBanks({ pair, random, count: PER_PAIR }, { profile, provision }, tally);
      for (const difference of tally.differences.slice(before)) onDifference?.(`round ${round}, ${key}`, difference);
    }
    await pair.close();
  }
  return tallies;
}

function fail(): never {
  throw new Error('no profile ships');
}

export const nonInterferenceFuzz: Fuzz = {
  name: 'non-interference',
  usual: 20_000,
  async run({ seed, goesOn, server }: FuzzRun) {
    const tallies = [...(await compareInRounds({ seed, goesOn, server })).values()];
    const sum = (of: (tally: Tally) => number): number => tallies.reduce((total, tally) => total + of(tally), 0);
    const figures = {
      accepted: sum((tally) => tally.accepted),
      undetermined: sum((tally) => tally.undetermined),
      errors: sum((tally) => tally.errors),
      planned: sum((tally) => tally.planned),
      compared: sum((tally) => tally.compared),
    };
    return { tried: sum((tally) => tally.generated), findings: tallies.flatMap((tally) => tally.differences), figures };
  },
};
