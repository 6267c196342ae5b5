import { parseEnvelope, parseStatement, utf8Text } from '@aureus/ledger';
import type { Statement } from '@aureus/ledger';
import type { Handle } from '#platform/db';
import { loadChain } from '#trust/audit';
import type { StoredAct } from '#trust/audit';

/** What a run has on record so far, read from its own signed envelopes. */
export type RunRecord = {
  readonly acts: readonly StoredAct[];
  readonly envelopes: readonly string[];
  readonly statements: readonly Statement[];
};

export async function loadRunRecord(db: Handle, run: string): Promise<RunRecord> {
  const acts = await loadChain(db, run);
  const envelopes = acts.map((act) => utf8Text(new Uint8Array(act.envelope)));
  return { acts, envelopes, statements: envelopes.map((line) => parseStatement(parseEnvelope(line).payload)) };
}

export function lastOf(record: RunRecord, stage: Statement['stage']): Statement | undefined {
  return record.statements.findLast((statement) => statement.stage === stage);
}

/** True if the newest statement is a decision that allows: the SQL may have reached the bank. */
export function isIntended(record: RunRecord): boolean {
  const last = record.statements.at(-1);
  return last?.stage === 'decision' && last.predicate['outcome'] === 'allow';
}

/** Clear parts that the newest decision evaluated: digest by name in the pack. */
export function evaluatedOf(record: RunRecord): Readonly<Record<string, string>> {
  return (lastOf(record, 'decision')?.predicate['evaluated'] ?? {}) as Record<string, string>;
}

/** The newest commitment under a name. */
export function committedOf(record: RunRecord, name: string): string | undefined {
  return record.statements.findLast((statement) => name in statement.commitments)?.commitments[name];
}
