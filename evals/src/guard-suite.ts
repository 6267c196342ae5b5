import { join } from 'node:path';
import pg from 'pg';
import type { Catalogue } from '@aureus/contract';
import type { MaskProfile, Parse, Provision } from '@aureus/sqlguard';
import { fillTables } from './database/fill-tables.ts';
import { makeCatalogue } from './database/make-catalogue.ts';
import { openSession } from './database/run-query.ts';
import { createTables, relationsOf, type SchemaFile } from './database/schema-file.ts';
import type { EvalServer } from './database/server.ts';
import { guardSql, loadParser, openProfile, openViews, schemaPath } from './guard.ts';
import { compareWithServer } from './guard-reading.ts';
import { hasJsonl, readJson, readJsonl } from './reading/jsonl.ts';
import { makeTally, type SuiteResult, type Tally } from './scoring/tally.ts';

type MustPass = {
  readonly id: string;
  readonly suite: string;
  readonly db: string;
  readonly schema: string | null;
  readonly sql: string;
  readonly obligation: 'must_pass' | 'same_result_or_refuse';
};
type MustRefuse = {
  readonly id: string;
  readonly kind: string;
  readonly db: string;
  readonly sql: string;
  readonly obligation: 'must_refuse' | 'report';
};

export type GuardOptions = { readonly corpora: string; readonly server: EvalServer; readonly provision: Provision };

export async function runGuardSuites(options: GuardOptions): Promise<SuiteResult[]> {
  const parse = await loadParser();
  const results: SuiteResult[] = [];
  const passPath = join(options.corpora, 'guard', 'must-pass.jsonl');
  if (hasJsonl(passPath)) results.push(...(await runMustPass(readJsonl<MustPass>(passPath), parse, options)));
  const refusePath = join(options.corpora, 'guard', 'must-refuse.jsonl');
  if (hasJsonl(refusePath)) results.push(...runMustRefuse(readJsonl<MustRefuse>(refusePath), parse, options));
  return results;
}

/** One database's place in the run: the sessions and catalogues its queries share. */
type Ground = {
  readonly db: string;
  readonly url: string;
  readonly file: SchemaFile;
  readonly client: pg.Client;
  readonly catalogues: Map<string, { catalogue: Catalogue; profile: MaskProfile }>;
};

const FIGURES = [
  'accepted',
  'refused',
  'same_result',
  'different_result',
  'same_columns',
  'same_reading',
  'no_reading',
];

async function runMustPass(items: readonly MustPass[], parse: Parse, options: GuardOptions): Promise<SuiteResult[]> {
  const tallies = {
    must_pass: makeTally('guard/must-pass'),
    same_result_or_refuse: makeTally('guard/same-or-refuse'),
  };
  for (const figure of FIGURES) {
    for (const tally of Object.values(tallies)) tally.count(figure, 0);
  }
  const rules: Record<string, number> = {};
  for (const [db, queries] of Map.groupBy(items, (item) => item.db)) {
    const ground = await layGround(db, queries, options);
    for (const item of queries) {
      const tally = tallies[item.obligation];
      const rule = await scoreMustPass(item, { ground, parse, tally, provision: options.provision });
      if (rule !== null && item.obligation === 'must_pass') rules[rule] = (rules[rule] ?? 0) + 1;
    }
    await ground.client.end();
  }
  const present = new Set(items.map((item) => item.obligation));
  return [
    ...(present.has('must_pass') ? [tallies.must_pass.result({ refused_by_rule: rules })] : []),
    ...(present.has('same_result_or_refuse') ? [tallies.same_result_or_refuse.result()] : []),
  ];
}

async function layGround(
  db: string,
  queries: readonly MustPass[],
  { corpora, server, provision }: GuardOptions,
): Promise<Ground> {
  const file = readJson<SchemaFile>(schemaPath(corpora, db));
  const url = await server.createDatabase(db);
  await createTables(url, file);
  await fillTables(
    url,
    file,
    queries.map(({ sql }) => sql),
  );
  const ground = { db, url, file, client: await openSession(url), catalogues: new Map() };
  if (provision === 'views') await makeViews(ground);
  return ground;
}

async function makeViews(ground: Ground): Promise<void> {
  const admin = new pg.Client({ connectionString: ground.url });
  await admin.connect();
  const { rows } = await admin.query<{ owner: string }>('SELECT current_user AS owner');
  const { catalogue, profile } = catalogueFor(ground, null);
  for (const statement of openViews(catalogue, profile, rows[0]?.owner ?? 'postgres')) await admin.query(statement);
  await admin.end();
}

function catalogueFor(ground: Ground, schema: string | null): { catalogue: Catalogue; profile: MaskProfile } {
  const path = schema ?? 'public';
  const known = ground.catalogues.get(path);
  if (known !== undefined) return known;
  const catalogue = makeCatalogue(ground.db, relationsOf(ground.file, path));
  const made = { catalogue, profile: openProfile(catalogue) };
  ground.catalogues.set(path, made);
  return made;
}

type Scoring = { readonly ground: Ground; readonly parse: Parse; readonly tally: Tally; readonly provision: Provision };

/** Gives the rule by which the query was refused, if it was. */
async function scoreMustPass(item: MustPass, { ground, parse, tally, provision }: Scoring): Promise<string | null> {
  const { catalogue, profile } = catalogueFor(ground, item.schema);
  const guarded = tryGuard(() => guardSql(item.sql, catalogue, { parse, provision, profile }));
  if (!guarded.ok) {
    tally.count('refused');
    if (item.obligation === 'must_pass')
      tally.fail(item.suite, item.id, `refused: ${guarded.rule}: ${guarded.sentence}`);
    else tally.pass(item.suite);
    return guarded.rule;
  }
  tally.count('accepted');
  const { rows, columns, reading } = await compareWithServer(item, { ...ground, catalogue, profile, parse, provision });
  tally.count(rows === null ? 'same_result' : 'different_result');
  if (columns === null) tally.count('same_columns');
  if (reading === null) tally.count('same_reading');
  if (reading === 'none') tally.count('no_reading');
  const difference = rows ?? columns ?? (reading === 'none' ? null : reading);
  if (difference === null) tally.pass(item.suite);
  else tally.fail(item.suite, item.id, difference);
  return null;
}

/** A guard that throws has neither refused nor admitted; it is counted as refused by `crash` and so never hidden. */
function tryGuard(run: () => ReturnType<typeof guardSql>): ReturnType<typeof guardSql> {
  try {
    return run();
  } catch (error) {
    return { ok: false, rule: 'crash', sentence: String(error) };
  }
}

function runMustRefuse(
  items: readonly MustRefuse[],
  parse: Parse,
  { corpora, provision }: GuardOptions,
): SuiteResult[] {
  const tallies = { must_refuse: makeTally('guard/must-refuse'), report: makeTally('guard/report') };
  for (const tally of Object.values(tallies)) tally.count('accepted', 0);
  for (const [db, statements] of Map.groupBy(items, (item) => item.db)) {
    const catalogue = makeCatalogue(db, relationsOf(readJson<SchemaFile>(schemaPath(corpora, db)), 'public'));
    const how = { parse, provision, profile: openProfile(catalogue) };
    for (const item of statements) {
      const tally = tallies[item.obligation];
      const outcome = tryGuard(() => guardSql(item.sql, catalogue, how));
      if (outcome.ok) tally.count('accepted');
      if (!outcome.ok && outcome.rule === 'crash') tally.fail(item.kind, item.id, outcome.sentence);
      else if (outcome.ok && item.obligation === 'must_refuse') tally.fail(item.kind, item.id, 'accepted');
      else tally.pass(item.kind);
    }
  }
  const present = new Set(items.map((item) => item.obligation));
  return [
    ...(present.has('must_refuse') ? [tallies.must_refuse.result()] : []),
    ...(present.has('report') ? [tallies.report.result()] : []),
  ];
}
