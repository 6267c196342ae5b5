import { compile } from './compile.ts';
import type { AskDeps } from './ask-deps.ts';
import { execute } from './execute.ts';
import { ground } from './ground.ts';
import { guard } from './guard.ts';
import { intend } from './intend.ts';
import { permit } from './permit.ts';
import { plan } from './plan.ts';
import { preflight } from './preflight.ts';
import { record } from './record.ts';
import { refuse, refuseAttempt } from './refuse.ts';
import { seal } from './seal.ts';
import type { Cleared, Grounded, Question } from './stages.ts';
import { type Trail, makeTrail } from './trail.ts';

/** The first candidate and at most two repairs of it. */
const ATTEMPTS = 3;

/**
 * The life of one question, one line per stage. Each stage's outcome is the only key to the next; whatever goes wrong
 * is met once, here, and recorded with the same care as an answer.
 */
export async function answer(deps: AskDeps, question: Question): Promise<void> {
  const trail = makeTrail(deps, question);
  try {
    const grounded = await trail.step('ground', () => ground(deps, question));
    const cleared = await clear(deps, trail, grounded);
    try {
      const fetched = await trail.step('execute', () => execute(deps, cleared));
      const sealed = await trail.step('seal', () => seal(deps, trail, fetched));
      await trail.step('record', () => record(deps, trail, sealed));
    } finally {
      await cleared.session.close();
    }
  } catch (error) {
    await refuse(deps, trail, error);
  } finally {
    trail.end();
  }
}

/** The only loop: a repairable verdict of guard or preflight goes back to the planner as a hint, at most twice. */
async function clear(deps: AskDeps, trail: Trail, grounded: Grounded): Promise<Cleared> {
  let hint: string | null = null;
  for (let attempt = 1; ; attempt += 1) {
    try {
      const planned = await trail.step('plan', () => plan(deps, grounded, { attempt, hint }));
      const guarded = await trail.step('guard', () => guard(deps, planned));
      const permitted = await trail.step('permit', () => permit(deps, guarded));
      const compiled = await trail.step('compile', () => compile(deps, permitted));
      const intended = await trail.step('intend', () => intend(deps, compiled));
      return await trail.step('preflight', () => preflight(deps, intended));
    } catch (error) {
      hint = attempt < ATTEMPTS ? await refuseAttempt(deps, trail, error) : null;
      if (hint === null) throw error;
    }
  }
}
