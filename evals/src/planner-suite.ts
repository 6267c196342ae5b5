import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Parse } from '@aureus/sqlguard';
import { answer, makeDesk, type Answer, type Desk } from './answering.ts';
import { runDump } from './database/dump.ts';
import { findInclusions } from './database/find-inclusions.ts';
import { introspect } from './database/introspect.ts';
import { makeCatalogue } from './database/make-catalogue.ts';
import { openSession, runQuery } from './database/run-query.ts';
import type { EvalServer } from './database/server.ts';
import { loadParser } from './guard.ts';
import { readJsonl } from './reading/jsonl.ts';
import { hasSameRows, isSameResult, type Result } from './scoring/same-result.ts';
import { makeTally, p95, share, type Figures, type SuiteResult, type Tally } from './scoring/tally.ts';

/** A question with its accepted SQL (corpora format, `planner/NAME.jsonl`). */
export type Asked = {
  readonly id: string;
  readonly db: string;
  readonly schema: string | null;
  readonly question: string;
  readonly context: string;
  readonly gold: readonly string[];
  readonly answerable: boolean;
  readonly ordered: boolean;
  readonly nonempty: boolean;
  readonly category: string | null;
};

export async function runPlannerSuites(corpora: string, server: EvalServer): Promise<SuiteResult[]> {
  const folder = join(corpora, 'planner');
  const parse = await loadParser();
  const names = readdirSync(folder).flatMap((file) => /^(.+)\.jsonl(\.gz)?$/.exec(file)?.[1] ?? []);
  const results: SuiteResult[] = [];
  for (const name of [...new Set(names)].toSorted()) {
    const items = readJsonl<Asked>(join(folder, `${name}.jsonl`));
    results.push(await runOne(name, items, { folder, server, parse }));
  }
  return results;
}

type Where = { readonly folder: string; readonly server: EvalServer; readonly parse: Parse };

async function runOne(name: string, items: readonly Asked[], { folder, server, parse }: Where): Promise<SuiteResult> {
  const score = makeScore(`planner/${name}`, 'strict');
  for (const [db, ofDatabase] of Map.groupBy(items, (item) => item.db)) {
    const url = await server.createDatabase(db);
    await runDump(url, readFileSync(join(folder, 'db', `${db}.sql`), 'utf8'));
    for (const [schema, asked] of Map.groupBy(ofDatabase, (item) => item.schema ?? 'public')) {
      const client = await openSession(url, schema);
      const relations = await findInclusions(url, await introspect(url, schema));
      const desk = makeDesk(client, makeCatalogue(db, relations), parse);
      for (const item of asked) await score.ask(desk, item);
      await client.end();
    }
  }
  return score.result();
}

type Score = { ask(desk: Desk, item: Asked): Promise<void>; result(): SuiteResult };

/**
 * Scores questions one by one. `strict`: an answer passes if its result equals a gold one; `rows`: if it has the gold's
 * rows and the gold's columns among its own.
 */
export function makeScore(suite: string, passes: 'strict' | 'rows'): Score {
  const tally = makeTally(suite);
  const times: number[] = [];
  const counts = {
    answered: 0,
    right: 0,
    rows_right: 0,
    wrong: 0,
    abstained: 0,
    unanswerable_answered: 0,
    answerable: 0,
    failed_sql: 0,
  };
  return {
    async ask(desk, item) {
      const given = await tryAnswer(desk, item);
      times.push(given.ms);
      const kind = item.category ?? (item.nonempty ? 'nonempty' : 'empty');
      if (item.answerable) counts.answerable += 1;
      if (given.kind === 'abstained') {
        counts.abstained += 1;
        return verdict(tally, { kind, id: item.id, why: item.answerable ? `abstained: ${given.why}` : null });
      }
      counts.answered += 1;
      if (!item.answerable) counts.unanswerable_answered += 1;
      if (given.kind === 'failed') counts.failed_sql += 1;
      const judged =
        given.kind === 'answered'
          ? await judge(desk, item, given.result)
          : { strict: false, rows: false, why: given.why };
      if (judged.strict) counts.right += 1;
      else counts.wrong += 1;
      if (judged.rows) counts.rows_right += 1;
      const sql = given.kind === 'answered' ? ` — ${given.sql}` : '';
      verdict(tally, { kind, id: item.id, why: judged[passes] ? null : `${judged.why}${sql}` });
    },
    result: () => {
      const { answerable, ...shown } = counts;
      const figures: Figures = {
        ...shown,
        coverage: share(counts.answered - counts.unanswerable_answered, answerable),
        accuracy: share(counts.right, counts.answered),
        p95_ms: p95(times),
      };
      return tally.result(figures);
    },
  };
}

function verdict(tally: Tally, { kind, id, why }: { kind: string; id: string; why: string | null }): void {
  if (why === null) tally.pass(kind);
  else tally.fail(kind, id, why);
}

async function tryAnswer(desk: Desk, item: Asked): Promise<Answer> {
  try {
    return await answer(desk, item.question, item.context);
  } catch (error) {
    return { kind: 'failed', why: `crash: ${String(error)}`, ms: 0 };
  }
}

type Judged = { readonly strict: boolean; readonly rows: boolean; readonly why: string };

async function judge(desk: Desk, item: Asked, result: Result): Promise<Judged> {
  let rows = false;
  for (const gold of item.gold) {
    const ran = await runQuery(desk.client, gold);
    if (!ran.ok) return { strict: false, rows: false, why: `gold fails: ${ran.message}` };
    if (isSameResult(ran.result, result, item.ordered)) return { strict: true, rows: true, why: '' };
    rows ||= hasSameRows(ran.result, result);
  }
  const why = item.answerable ? (rows ? 'other columns' : 'other rows') : 'answered what has no answer';
  return { strict: false, rows, why };
}
