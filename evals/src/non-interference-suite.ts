import type { EvalServer } from './database/server.ts';
import { compareInRounds } from './fuzz/non-interference-fuzz.ts';
import { makeTally, type SuiteResult } from './scoring/tally.ts';

const QUESTIONS = 100_000;
const SEED = 1;
/** Said on the way, so that a run of minutes is seen to move. */
const SAID_EVERY = 10_000;

/** 3-guard, Proof: two banks that differ in what is hidden, asked a hundred thousand questions by every shipped profile. */
export async function runNonInterferenceSuite(
  server: EvalServer,
  say: (sentence: string) => void,
): Promise<SuiteResult[]> {
  let said = 0;
  const goesOn = (tried: number): boolean => {
    if (tried >= said + SAID_EVERY) say(`non-interference: ${(said = tried)} of ${QUESTIONS}`);
    return tried < QUESTIONS;
  };
  const onDifference = (where: string, difference: string): void => say(`a difference, ${where}:\n  ${difference}`);
  const tally = makeTally('guard/non-interference');
  for (const figure of ['generated', 'accepted', 'undetermined', 'errors', 'planned', 'compared', 'differences'])
    tally.count(figure, 0);
  for (const [way, found] of await compareInRounds({ seed: SEED, goesOn, server, onDifference })) {
    for (const figure of ['generated', 'accepted', 'undetermined', 'errors', 'planned', 'compared'] as const)
      tally.count(figure, found[figure]);
    tally.count('differences', found.differences.length);
    for (const difference of found.differences) tally.fail(way, way, difference);
    for (let left = found.compared - found.differences.length; left > 0; left -= 1) tally.pass(way);
  }
  return [tally.result()];
}
