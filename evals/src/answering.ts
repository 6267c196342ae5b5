import type pg from 'pg';
import type { Catalogue } from '@aureus/contract';
import { compileLexicon, plan } from '@aureus/planner';
import type { Lexicon } from '@aureus/planner';
import type { MaskProfile, Parse } from '@aureus/sqlguard';
import { runQuery } from './database/run-query.ts';
import { EVAL_INSTANT, guardSql, openProfile } from './guard.ts';
import type { Result } from './scoring/same-result.ts';

/** All that is asked about one database. */
export type Desk = {
  readonly client: pg.Client;
  readonly catalogue: Catalogue;
  readonly profile: MaskProfile;
  readonly lexicon: Lexicon;
  readonly parse: Parse;
};

export type Answer =
  | { readonly kind: 'answered'; readonly sql: string; readonly result: Result; readonly ms: number }
  /** A reading that the guard or the server turned down: an answer was meant, none came. */
  | { readonly kind: 'failed'; readonly why: string; readonly ms: number }
  | { readonly kind: 'abstained'; readonly why: string; readonly ms: number };

export function makeDesk(client: pg.Client, catalogue: Catalogue, parse: Parse): Desk {
  return {
    client,
    catalogue,
    parse,
    profile: openProfile(catalogue),
    lexicon: compileLexicon({ catalogue, masks: {} }),
  };
}

/** One question through planner, guard and database. `ms` is the time of planner and guard. */
export async function answer(desk: Desk, question: string, context: string): Promise<Answer> {
  const started = performance.now();
  const planned = plan({ question, lexicon: desk.lexicon, instant: EVAL_INSTANT, context });
  const elapsed = () => performance.now() - started;
  if (planned.kind === 'not_understood') return { kind: 'abstained', why: planned.message, ms: elapsed() };
  const { sql } = planned.reading;
  const guarded = guardSql(sql, desk.catalogue, { parse: desk.parse, provision: 'none', profile: desk.profile });
  const ms = elapsed();
  if (!guarded.ok) return { kind: 'failed', why: `${guarded.rule}: ${guarded.sentence} — ${sql}`, ms };
  const ran = await runQuery(desk.client, guarded.sql);
  if (!ran.ok) return { kind: 'failed', why: `${ran.sqlstate}: ${ran.message} — ${sql}`, ms };
  return { kind: 'answered', sql, result: ran.result, ms };
}
