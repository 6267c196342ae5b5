import { join } from 'node:path';
import type { Catalogue } from '@aureus/contract';
import { compile, guard, viewStatements } from '@aureus/sqlguard';
import type { Instant, MaskProfile, OutputColumn, Parse, Provision } from '@aureus/sqlguard';
import { loadModule, parseSync } from 'libpg-query';

export type GuardedSql =
  | { readonly ok: true; readonly sql: string; readonly columns: readonly OutputColumn[] }
  | { readonly ok: false; readonly rule: string; readonly sentence: string };

/** The instant that `now()` means in every run. */
export const EVAL_INSTANT = { at: '2026-06-15T12:00:00Z', timeZone: 'UTC' } as const;

/** Above what any question of a corpus gives. */
export const EVAL_ROW_CAP = 100_000;

export const MASKED_SCHEMA = 'atlas_m_eval';

export async function loadParser(): Promise<Parse> {
  await loadModule();
  return (sql) => parseSync(sql);
}

/** Everything in the clear, every row: what is measured is the guard, not a mask. */
export function openProfile(catalogue: Catalogue): MaskProfile {
  const relations = catalogue.datasets.map(
    ({ name, columns }) =>
      [
        name,
        { columns: Object.fromEntries(columns.map((column) => [column.name, 'full' as const])), filter: null },
      ] as const,
  );
  return { digest: `open-${catalogue.digest}`, relations: Object.fromEntries(relations) };
}

/** The way of every candidate: guard, then compile to the text that may run. */
export function guardSql(
  sql: string,
  catalogue: Catalogue,
  how: { parse: Parse; provision: Provision; profile: MaskProfile; instant?: Instant },
): GuardedSql {
  const input = { sql, catalogue, instant: how.instant ?? EVAL_INSTANT, parse: how.parse };
  const guarded = guard(input);
  if (!guarded.ok) return { ok: false, rule: guarded.verdict.rule, sentence: guarded.verdict.sentence };
  const { profile, provision } = how;
  const compiled = compile({ ...input, profile, provision, maskedSchema: MASKED_SCHEMA, rowCap: EVAL_ROW_CAP });
  if (!compiled.ok) return { ok: false, rule: compiled.verdict.rule, sentence: compiled.verdict.sentence };
  return { ok: true, sql: compiled.sql, columns: compiled.columns };
}

/** The statements that make the profile's views, for `--provision views`. */
export function openViews(catalogue: Catalogue, profile: MaskProfile, owner: string): readonly string[] {
  return viewStatements(catalogue, profile, { schema: MASKED_SCHEMA, owner, login: owner });
}

export function schemaPath(corpora: string, db: string): string {
  return join(corpora, 'guard', 'schemas', `${db}.json`);
}
