import { prettyJson, utf8Text } from '@aureus/ledger';
import type { Json } from '@aureus/ledger';
import type { Account, Refusal } from './evidence.ts';

/** What a person reads first about a question: `snapshot.json`, sealed, because it holds the question and the SQL. */
export type Snapshot = {
  readonly question: string;
  readonly generated_sql: string | null;
  readonly executed_sql: string | null;
  readonly guard_policies_applied: readonly string[];
  readonly datasets_accessed: readonly string[];
  readonly row_count: number | null;
  readonly truncated: boolean;
  readonly error_code: string | null;
  readonly error_message: string | null;
};

/** `validation.json`: in the clear, so it says nothing but these words. */
export type Validation = {
  readonly prompt_injection_check: string;
  readonly sql_safety_check: string;
  readonly policy_compliance: string;
};

export type Ending = {
  readonly rowCount: number | null;
  readonly truncated: boolean;
  readonly refusal: Pick<Refusal, 'code' | 'message'> | null;
};

export function toSnapshotText(account: Account, ending: Ending): string {
  const last = account.attempts.at(-1);
  const snapshot: Snapshot = {
    question: account.question,
    generated_sql: last?.candidateSql ?? null,
    executed_sql: ending.refusal === null ? (last?.finalSql ?? null) : null,
    guard_policies_applied: account.policiesApplied,
    datasets_accessed: account.datasets,
    row_count: ending.rowCount,
    truncated: ending.truncated,
    error_code: ending.refusal?.code ?? null,
    error_message: ending.refusal?.message ?? null,
  };
  return utf8Text(prettyJson(snapshot as Json));
}

export function toValidationBytes({ validation }: Account): Uint8Array {
  const words: Validation = {
    prompt_injection_check: validation.promptInjectionCheck,
    sql_safety_check: validation.sqlSafetyCheck,
    policy_compliance: validation.policyCompliance,
  };
  return prettyJson(words);
}
