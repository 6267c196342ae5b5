import type { Catalogue } from '@aureus/contract';
import { compile, judgeUses, type Compiled, type MaskProfile, type Provision } from '@aureus/sqlguard';
import { parseSync } from 'libpg-query';
import { EVAL_INSTANT, openProfile } from '../../evals/src/guard.ts';
import type { Asked } from '../../evals/src/planner-suite.ts';
import type { Seen } from './demo-views.ts';

/** One question's text as the profile is answered, as it was written, and with the profile's filter as a WHERE. */
export type Answered = { readonly masked: string; readonly base: string; readonly filtered: string | null };
export type Sorted = { readonly answered: readonly Answered[]; readonly skipped: ReadonlyMap<string, number> };

type Ground = { readonly catalogue: Catalogue; readonly profile: MaskProfile; readonly seen: Seen };

const ROW_CAP = 10_000;

/**
 * The questions that the profile is answered, each by the first of its accepted texts that may run, and how many are not,
 * by why: a question without an accepted text has none under any profile.
 */
export function readAnswered(questions: readonly Asked[], ground: Ground): Sorted {
  const answered: Answered[] = [];
  const skipped = new Map<string, number>();
  for (const { gold } of questions) {
    const read = gold.map((sql) => readOne(sql, ground));
    const found = read.find((one) => typeof one !== 'string');
    const [why = 'without an answer'] = read.filter((one) => typeof one === 'string');
    if (found === undefined) skipped.set(why, (skipped.get(why) ?? 0) + 1);
    else answered.push(found);
  }
  return { answered, skipped };
}

/** Why not, in words, where the question is not answered. */
function readOne(sql: string, { catalogue, profile, seen }: Ground): Answered | string {
  const open = openProfile(catalogue);
  const compiled = (under: MaskProfile, provision: Provision, maskedSchema: string): Compiled | string => {
    const input = { sql, catalogue, instant: EVAL_INSTANT, parse: parseSync, rowCap: ROW_CAP };
    const made = compile({ ...input, profile: under, provision, maskedSchema });
    return made.ok ? made : `refused by ${made.verdict.rule}`;
  };
  const masked = compiled(profile, 'views', seen.schema);
  if (typeof masked === 'string') return masked;
  const [misleading] = judgeUses(masked.facts, profile, catalogue);
  if (misleading !== undefined) return `refused to ${misleading.use} by a masked column`;
  const base = compiled(open, 'none', '');
  const filtered = compiled(open, 'views', seen.whereSchema);
  if (typeof base === 'string') return base;
  if (typeof filtered === 'string') return filtered;
  return { masked: masked.sql, base: base.sql, filtered: seen.isFiltered ? filtered.sql : null };
}
