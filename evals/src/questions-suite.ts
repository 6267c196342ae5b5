import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { createHash } from 'node:crypto';
import type { Catalogue } from '@aureus/contract';
import { catalogueDatasets, DEMO_SEED } from '@aureus/demo';
import { loadDemo } from '@aureus/demo/load';
import { makeDesk } from './answering.ts';
import { openSession } from './database/run-query.ts';
import type { EvalServer } from './database/server.ts';
import { EVAL_INSTANT, loadParser } from './guard.ts';
import { makeScore, type Asked } from './planner-suite.ts';
import { readJsonl } from './reading/jsonl.ts';
import type { SuiteResult } from './scoring/tally.ts';

export const QUESTIONS = join(import.meta.dirname, '..', 'questions');

/** The "today" of the bank and of the questions is one day. */
export const ANCHOR_DAY = EVAL_INSTANT.at.slice(0, 10);

export function demoCatalogue(): Catalogue {
  const datasets = catalogueDatasets(ANCHOR_DAY).map((publication) => ({ ...publication, id: publication.name }));
  const digest = createHash('sha256').update(JSON.stringify(datasets)).digest('hex');
  return { digest, source: { id: 'meridian', name: 'Meridian Bank', serverMajor: 18, timeZone: 'UTC' }, datasets };
}

export function readQuestions(): Asked[] {
  const files = readdirSync(QUESTIONS).filter((file) => file.endsWith('.jsonl'));
  return files.toSorted().flatMap((file) => readJsonl<Asked>(join(QUESTIONS, file)));
}

export async function loadMeridian(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await loadDemo(client, { seed: DEMO_SEED, anchorDay: ANCHOR_DAY });
  } finally {
    await client.end();
  }
}

/** Our own questions over Meridian Bank, with everything in the clear. */
export async function runQuestionsSuite(server: EvalServer): Promise<SuiteResult> {
  const url = await server.createDatabase('meridian');
  await loadMeridian(url);
  const client = await openSession(url);
  const desk = makeDesk(client, demoCatalogue(), await loadParser());
  const score = makeScore('questions', 'rows');
  for (const item of readQuestions()) await score.ask(desk, item);
  await client.end();
  return score.result();
}
