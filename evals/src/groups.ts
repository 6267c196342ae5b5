import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Provision } from '@aureus/sqlguard';
import type { EvalServer } from './database/server.ts';
import { runGuardSuites } from './guard-suite.ts';
import { runNonInterferenceSuite } from './non-interference-suite.ts';
import { runPiiSuite } from './pii-suite.ts';
import { runPlannerSuites } from './planner-suite.ts';
import { runPromptSuites } from './prompts-suite.ts';
import { runQuestionsSuite } from './questions-suite.ts';
import type { SuiteResult } from './scoring/tally.ts';
import { runServersSuite } from './servers-suite.ts';
import { runVectorSuites } from './vectors/vector-suites.ts';

export const GROUPS = ['guard', 'planner', 'prompts', 'pii', 'vectors', 'questions'] as const;
/** Proofs that need no corpus and take minutes: they run when they are asked for by name. */
export const LONG_GROUPS = ['non-interference', 'servers'] as const;
export type Group = (typeof GROUPS)[number] | (typeof LONG_GROUPS)[number];

export type RunOptions = {
  readonly corpora: string | null;
  readonly server: EvalServer;
  readonly provision: Provision;
  readonly say: (sentence: string) => void;
};

type Runner = (corpora: string, options: RunOptions) => Promise<SuiteResult[]>;

const OWN: Partial<Record<Group, (options: RunOptions) => Promise<SuiteResult[]>>> = {
  questions: async ({ server }) => [await runQuestionsSuite(server)],
  'non-interference': ({ server, say }) => runNonInterferenceSuite(server, say),
  servers: ({ server, say }) => runServersSuite(server, say),
};

const RUNNERS: Partial<Record<Group, Runner>> = {
  guard: (corpora, { server, provision }) => runGuardSuites({ corpora, server, provision }),
  planner: (corpora, { server }) => runPlannerSuites(corpora, server),
  prompts: async (corpora) => runPromptSuites(corpora),
  pii: async (corpora) => runPiiSuite(corpora),
  vectors: (corpora) => runVectorSuites(corpora),
};

/** The folder named, else the one that stands beside the checkout; null if there is none. */
export function findCorpora(named: string | null): string | null {
  if (named !== null && !existsSync(named)) throw new Error(`There is no folder ${named}.`);
  const beside = resolve(import.meta.dirname, '..', '..', '..', 'corpora');
  return named ?? (existsSync(beside) ? beside : null);
}

/** Runs the groups asked for. A corpus may lack a format; what it lacks is said, not scored. */
export async function runGroups(groups: readonly Group[], options: RunOptions): Promise<SuiteResult[]> {
  const results: SuiteResult[] = [];
  for (const group of groups) {
    const started = performance.now();
    const [own, runner] = [OWN[group], RUNNERS[group]];
    if (own !== undefined) results.push(...(await own(options)));
    else if (runner === undefined || options.corpora === null || !existsSync(join(options.corpora, group))) {
      options.say(`${group}: skipped, no such corpus (--corpora DIR)`);
      continue;
    } else results.push(...(await runner(options.corpora, options)));
    options.say(`${group}: ${((performance.now() - started) / 1000).toFixed(1)} s`);
  }
  return results;
}
