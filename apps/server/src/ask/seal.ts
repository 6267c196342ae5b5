import type { AskDeps } from './ask-deps.ts';
import { accountOf } from './statements.ts';
import { type Fetched, type Sealed, mint } from './stages.ts';
import type { Trail } from './trail.ts';

/** Encrypts the result and writes the put-once parts under a new evidence id; its keys live nowhere yet. */
export async function seal(deps: AskDeps, trail: Trail, fetched: Fetched): Promise<Sealed> {
  const { compiled } = fetched.cleared.intended.compiled;
  const sealed = await deps.evidence.seal(deps.db, {
    account: await accountOf(deps, trail),
    result: { columns: compiled.columns.map(({ name, type }) => ({ name, type })), rows: fetched.rows },
    truncated: fetched.truncated,
  });
  return mint<Sealed>({ fetched, sealed });
}
