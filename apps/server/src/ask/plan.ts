import type { AskDeps } from './ask-deps.ts';
import { type Grounded, type Planned, mint } from './stages.ts';

/** Asks the planner for candidate SQL: an untrusted text from here on, whoever wrote it. */
export async function plan(
  deps: AskDeps,
  grounded: Grounded,
  { attempt, hint }: { attempt: number; hint: string | null },
): Promise<Planned> {
  const candidate = await deps.planner.plan(grounded, hint);
  const { name, version } = deps.planner;
  return mint<Planned>({ grounded, attempt, planner: { name, version }, candidate });
}
