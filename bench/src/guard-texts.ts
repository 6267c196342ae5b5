import { join } from 'node:path';
import type { Catalogue } from '@aureus/contract';
import type { MaskProfile } from '@aureus/sqlguard';
import { makeCatalogue } from '../../evals/src/database/make-catalogue.ts';
import { relationsOf, type SchemaFile } from '../../evals/src/database/schema-file.ts';
import { schemaPath } from '../../evals/src/guard.ts';
import { demoCatalogue, readQuestions } from '../../evals/src/questions-suite.ts';
import { readJson, readJsonl } from '../../evals/src/reading/jsonl.ts';
import { analystProfile } from './demo-profile.ts';

/** A text with all that its guard and compilation need. */
export type GuardText = { readonly sql: string; readonly catalogue: Catalogue; readonly profile: MaskProfile };

type MustPass = {
  readonly db: string;
  readonly schema: string | null;
  readonly sql: string;
  readonly obligation: string;
};

/** The must-pass texts of a corpora folder, or our own questions' SQL; each under an analyst's masks. */
export function guardTexts(corpora: string | null): readonly GuardText[] {
  if (corpora === null) {
    const ground = groundOf(demoCatalogue());
    return readQuestions().flatMap(({ gold }) => gold.slice(0, 1).map((sql) => ({ sql, ...ground })));
  }
  const grounds = new Map<string, Omit<GuardText, 'sql'>>();
  const items = readJsonl<MustPass>(join(corpora, 'guard', 'must-pass.jsonl'));
  return items
    .filter(({ obligation }) => obligation === 'must_pass')
    .map(({ db, schema, sql }) => {
      const path = schema ?? 'public';
      const key = `${db} ${path}`;
      const ground = grounds.get(key) ?? groundOf(makeCatalogue(db, relationsIn(corpora, db, path)));
      grounds.set(key, ground);
      return { sql, ...ground };
    });
}

const groundOf = (catalogue: Catalogue): Omit<GuardText, 'sql'> => ({ catalogue, profile: analystProfile(catalogue) });

const relationsIn = (corpora: string, db: string, path: string) =>
  relationsOf(readJson<SchemaFile>(schemaPath(corpora, db)), path);
