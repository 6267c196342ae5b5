import { checkRelations } from '#platform/source';
import type { AskDeps } from './ask-deps.ts';
import { type Cleared, type Compiled, type Intended, Refusal, mint } from './stages.ts';

/** Of a question that has waited for its turn on the bank's server, the least that is left to answer it in, or to say why not. */
const LEFT_MS = 5000;

/** EXPLAIN of exactly what will run, under the profile's login: the relations it locks are those expected, the cost is under budget. */
export async function preflight(deps: AskDeps, intended: Intended): Promise<Cleared> {
  const { compiled, permitted } = intended.compiled;
  const { question, catalogue } = permitted.guarded.planned.grounded;
  const { address, login } = await deps.catalogue.attested(
    permitted.profile,
    compiled.maskedRelations.map(({ dataset }) => dataset),
  );
  const startedAt = deps.clock.now().toISOString();
  const { limits } = deps;
  const session = await deps.source.open(address, login, {
    run: question.id,
    // One row more than is shown tells that there are more.
    limits: { ...limits, rows: limits.rows + 1 },
    timeZone: catalogue.source.timeZone,
    rowSecurity: catalogue.datasets.some((one) => one.rowSecurity === true),
    waitMs: question.deadline.getTime() - deps.clock.now().getTime() - LEFT_MS,
  });
  try {
    const found = await session.preflight(compiled.sql, walledOf(intended.compiled));
    checkRelations(found, compiled.expectedRelations);
    if (found.cost > limits.cost || found.rows > (limits.planRows ?? Number.POSITIVE_INFINITY)) {
      throw new Refusal(
        'SQL_VALIDATION_FAILED',
        'This question would read too much at once. Ask for less: a shorter time or fewer datasets.',
        {
          rules: ['preflight.too_costly'],
          hint: 'Narrow the query: filter by a date or a key, and join only what is needed.',
        },
      );
    }
    const { login: loginRole, identity, version } = session.facts;
    return mint<Cleared>({
      intended,
      session,
      facts: { loginRole, server: { identity, version }, settings: session.settings, startedAt },
    });
  } catch (error) {
    await session.close();
    throw error;
  }
}

/** The masked relations of the query below which the bank's own row security was declared, as the login may name them. */
function walledOf({ compiled, permitted }: Compiled): { readonly schema: string; readonly relation: string }[] {
  const { datasets } = permitted.guarded.planned.grounded.catalogue;
  const { maskedSchema } = permitted.profile;
  return compiled.maskedRelations.flatMap(({ dataset, provision }) => {
    const base = datasets.find(({ name, rowSecurity }) => name === dataset && rowSecurity === true);
    if (base === undefined) return [];
    return [provision === 'views' ? { schema: maskedSchema, relation: dataset } : base];
  });
}
