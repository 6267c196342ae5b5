import { AtlasError } from '@aureus/contract';
import { transaction } from '#platform/db';
import type { AskDeps } from './ask-deps.ts';
import { lockClaimed, updateIntended } from './ask-store.ts';
import { decisionOf, derivationOf, policiesOf } from './statements.ts';
import { type Compiled, type Intended, mint } from './stages.ts';

/**
 * Puts the intention on record before the bank is touched: derivation and decision are signed and staged in the
 * transaction that marks the question as intended. After it nobody may execute this question again.
 */
export async function intend(deps: AskDeps, compiled: Compiled): Promise<Intended> {
  const { guarded, profile, decisions } = compiled.permitted;
  const { planned } = guarded;
  const finalSql = compiled.compiled.sql;
  await transaction(deps.db, async (tx) => {
    const row = await lockClaimed(tx, planned.grounded.question);
    if (row?.executed !== 'no') throw new AtlasError('CONFLICT', 'Another worker answers this question.');
    const staged = await deps.evidence.stage(tx, row.chain, [
      derivationOf(planned, { outcome: 'accepted', rules: [] }),
      decisionOf(guarded, { outcome: 'allow', decisions, profile, finalSql }),
    ]);
    await updateIntended(tx, planned.grounded.question, {
      chain: staged.chain,
      candidateSql: planned.candidate.sql,
      finalSql,
      reading: planned.candidate.sentence,
      decided: { policies: policiesOf(compiled.permitted), datasets: guarded.facts.datasets },
    });
  });
  return mint<Intended>({ compiled });
}
