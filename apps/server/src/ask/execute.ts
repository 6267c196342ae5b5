import type { AskDeps } from './ask-deps.ts';
import { type Cleared, type Fetched, mint } from './stages.ts';

/** Fetches by cursor, up to the caps, and always rolls back. Once the cursor is open there is no way back. */
export async function execute(deps: AskDeps, cleared: Cleared): Promise<Fetched> {
  const { sql } = cleared.intended.compiled.compiled;
  const fetched = await cleared.session.fetch(sql);
  await cleared.session.close();
  const execution = { ...cleared.facts, endedAt: deps.clock.now().toISOString() };
  const truncated = fetched.cut || fetched.rows.length > deps.limits.rows;
  return mint<Fetched>({ cleared, rows: fetched.rows.slice(0, deps.limits.rows), truncated, execution });
}
