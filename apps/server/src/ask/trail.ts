import { STAGES, type StageName } from '@aureus/contract';
import type { Log } from '#platform/log';
import type { AskDeps } from './ask-deps.ts';
import { updateProgress } from './ask-store.ts';
import type { Question, StageTime } from './stages.ts';

/** What running the stages leaves behind: how long each took, what each made, and how far the question came. */
export type Trail = {
  readonly question: Question;
  /** Runs one stage, times it, reports progress and keeps its outcome. */
  step<T extends object>(stage: StageName, work: () => Promise<T> | T): Promise<T>;
  /** What a stage made in the attempt under way, for the statement of whoever has to close the question. */
  outcome<T>(stage: StageName): T | undefined;
  readonly reached: () => StageName;
  readonly times: () => readonly StageTime[];
  end(): void;
};

/** A quick question writes no progress at all; a slow one tells its reader ten times a second at most. */
const PROGRESS_MS = 100;

/** Times stages and reports progress. Progress may be lost; nothing is decided on it. */
export function makeTrail(deps: Pick<AskDeps, 'db' | 'log' | 'onStage'>, question: Question): Trail {
  const times = new Map<StageName, number>();
  const outcomes = new Map<StageName, unknown>();
  let reached: StageName = 'ground';
  const reporter = report(deps, question, () => ({ stage: reached, times: list(times), reading: readingOf(outcomes) }));

  return {
    question,
    async step(stage, work) {
      reached = stage;
      for (const later of STAGES.slice(STAGES.indexOf(stage))) outcomes.delete(later);
      deps.onStage(stage, question.id);
      const start = performance.now();
      try {
        const outcome = await work();
        outcomes.set(stage, outcome);
        return outcome;
      } finally {
        times.set(stage, (times.get(stage) ?? 0) + performance.now() - start);
      }
    },
    outcome: <T>(stage: StageName) => outcomes.get(stage) as T | undefined,
    reached: () => reached,
    times: () => list(times),
    end: () => reporter.stop(),
  };
}

const list = (times: ReadonlyMap<StageName, number>): StageTime[] =>
  [...times].map(([name, ms]) => ({ name, ms: Math.round(ms * 10) / 10 }));

function readingOf(outcomes: ReadonlyMap<StageName, unknown>): string | null {
  const planned = outcomes.get('plan') as { candidate?: { sentence?: string } } | undefined;
  return planned?.candidate?.sentence ?? null;
}

type State = { stage: StageName; times: StageTime[]; reading: string | null };

function report(deps: { db: AskDeps['db']; log: Log }, question: Question, state: () => State): { stop(): void } {
  let told: StageName | null = null;
  let writing = false;
  const timer = setInterval(() => {
    const now = state();
    if (writing || told === now.stage) return;
    writing = true;
    told = now.stage;
    updateProgress(deps.db, question, now)
      .catch(() => deps.log.warning('Progress was not written', { query_id: question.id }))
      .finally(() => {
        writing = false;
      });
  }, PROGRESS_MS);
  return { stop: () => clearInterval(timer) };
}
