import type pg from 'pg';
import { toSourceError } from '../../../../apps/server/src/platform/source/source-errors.ts';
import { compile } from '../../src/index.ts';
import type { Compiled, MaskProfile, Provision, Refused } from '../../src/index.ts';
import { parse } from '../parse.ts';
import { raisesWhereSeen } from './vocabulary.ts';
import { generateQuery } from './query-generator.ts';
import type { Random } from './random.ts';
import { TWIN_CATALOGUE } from './twin-catalogue.ts';
import { MASKED_SCHEMA, type TwinPair } from './twin-pair.test-server.ts';

export type Way = { readonly profile: MaskProfile; readonly provision: Provision };

export type Tally = {
  generated: number;
  accepted: number;
  undetermined: number;
  errors: number;
  /**
   * Failed in one bank only, or told another failure first, where what raises is seen: by what the question computes, or
   * because the bank without hidden rows that raise fails so too under another plan.
   */
  planned: number;
  compared: number;
  differences: string[];
};

export type Comparing = {
  readonly pair: Pick<TwinPair, 'left' | 'right' | 'typeNames'>;
  readonly random: Random;
  readonly count: number;
  /** Stop at so many differences. */
  readonly enough?: number;
  /** Compare also what reads nothing but datasets that `way` believes to be shown whole. */
  readonly openToo?: boolean;
  /** A planted defect: what the asker is told of a failure. */
  readonly tell?: (error: unknown) => string;
  /** A planted defect: another text than the compiled one. */
  readonly bend?: (sql: string) => string;
};

const PLAN_KINDS = [
  'enable_hashagg',
  'enable_hashjoin',
  'enable_mergejoin',
  'enable_nestloop',
  'enable_sort',
  'enable_seqscan',
  'enable_indexscan',
  'enable_indexonlyscan',
  'enable_bitmapscan',
  'enable_material',
  'enable_memoize',
  'enable_incremental_sort',
];

/** How many questions run under one choice of plan kinds. */
const PLANS_KEPT = 20;
const INSTANT = { at: '2026-01-02T03:04:05Z', timeZone: 'UTC' };

export const emptyTally = (): Tally => ({
  generated: 0,
  accepted: 0,
  undetermined: 0,
  errors: 0,
  planned: 0,
  compared: 0,
  differences: [],
});

/**
 * Runs generated questions on both banks and compares everything a person could see: code, columns, types, rows and
 * their order. The second bank runs with plan kinds switched off at random. What the facts call undetermined is exempt,
 * and counted. The rule against misleading uses is off: the masks must hold alone.
 */
export async function compareBanks(comparing: Comparing, way: Way, tally = emptyTally()): Promise<Tally> {
  const { pair, random, count, enough = count } = comparing;
  for (let index = 0; index < count && tally.differences.length < enough; index += 1) {
    const sql = generateQuery(random);
    const compiled = compileFor(sql, way);
    if (compiled.ok && comparing.openToo !== true && isAllOpen(compiled)) continue;
    tally.generated += 1;
    if (!compiled.ok) continue;
    tally.accepted += 1;
    if (compiled.facts.undetermined.length > 0) {
      tally.undetermined += 1;
      continue;
    }
    if (tally.compared % PLANS_KEPT === 0) await chooseRandomPlans(pair.right, random);
    tally.compared += 1;
    const { tell = codeOf, bend = (text) => text } = comparing;
    const run = (client: pg.Client): Promise<string> => observe(client, { sql: bend(compiled.sql), tell, pair });
    const [one, two] = await Promise.all([run(pair.left), run(pair.right)]);
    if (isError(one)) tally.errors += 1;
    if (one === two) continue;
    if (await isPlanned(comparing, { sql, printed: compiled.sql, one, two })) tally.planned += 1;
    else tally.differences.push([sql, compiled.sql, one.slice(0, 300), two.slice(0, 300)].join('\n  '));
  }
  return tally;
}

type Observed = { readonly sql: string; readonly printed: string; readonly one: string; readonly two: string };

async function isPlanned(comparing: Comparing, { sql, printed, one, two }: Observed): Promise<boolean> {
  // Of a planted telling nothing is any plan's choice: codes alone are.
  if (isError(one) && isError(two)) return !comparing.tell && raisesInLeft(comparing, printed, two);
  if (!isError(one) && !isError(two)) return false;
  return isError(one) || raisesWhereSeen(sql) || raisesInLeft(comparing, printed);
}

/** Of datasets that are shown whole nothing is hidden, and their rows come as the plan has them. */
function isAllOpen({ maskedRelations }: Compiled): boolean {
  const isOpen = ({ columns, filter }: (typeof maskedRelations)[number]): boolean =>
    filter === null && columns.every(({ mask }) => mask === 'full');
  return maskedRelations.every(isOpen);
}

export function compileFor(sql: string, { profile, provision }: Way): Compiled | Refused {
  const input = { sql, catalogue: TWIN_CATALOGUE, instant: INSTANT, parse };
  return compile({ ...input, profile, provision, maskedSchema: MASKED_SCHEMA, rowCap: 501 });
}

const codeOf = (error: unknown): string => toSourceError(error).code;
const isError = (observed: string): boolean => observed.startsWith('error');
const MORE_PLANS = 60;

/**
 * No hidden row of the left bank raises: what fails there under any plan fails on what everybody sees. So does what fails
 * first, `wanted`, however the rows lie.
 */
async function raisesInLeft({ pair, random }: Comparing, sql: string, wanted?: string): Promise<boolean> {
  let raises = false;
  for (let tries = 0; tries < MORE_PLANS && !raises; tries += 1) {
    await chooseRandomPlans(pair.left, random);
    await pair.left.query('BEGIN');
    if (wanted !== undefined) await layAnew(pair.left, random);
    const found = await observe(pair.left, { sql, tell: codeOf, pair });
    await pair.left.query('ROLLBACK');
    raises = wanted === undefined ? isError(found) : found === wanted;
  }
  await pair.left.query(PLAN_KINDS.map((kind) => `RESET ${kind}`).join('; '));
  return raises;
}

async function chooseRandomPlans(client: pg.Client, random: Random): Promise<void> {
  const settings = PLAN_KINDS.map((kind) => `SET ${kind} = ${random.chance(0.3) ? 'off' : 'on'}`);
  await client.query(settings.join('; '));
}

/** Of two rows that raise, the one that is read first is told: where they lie is no choice of a plan. */
async function layAnew(client: pg.Client, random: Random): Promise<void> {
  for (const { schema, relation } of TWIN_CATALOGUE.datasets) {
    const table = `${schema}.${relation}`;
    await client.query(
      `WITH gone AS (DELETE FROM ${table} RETURNING *)
        INSERT INTO ${table} SELECT * FROM gone ORDER BY md5(gone::text || '${random.below(1e9)}')`,
    );
  }
}

type Looking = Pick<Comparing, 'pair'> & { readonly sql: string; readonly tell: (error: unknown) => string };

async function observe(client: pg.Client, { sql, tell, pair }: Looking): Promise<string> {
  try {
    const { fields, rows } = await client.query<unknown[]>({ text: sql, rowMode: 'array' });
    const columns = fields.map(({ name, dataTypeID }) => [name, pair.typeNames.get(dataTypeID) ?? dataTypeID]);
    return JSON.stringify([columns, rows]);
  } catch (error) {
    return `error ${tell(error)}`;
  }
}
