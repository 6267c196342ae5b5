import type pg from 'pg';
import { compile } from '../../src/index.ts';
import type { MaskProfile, Provision } from '../../src/index.ts';
import { parse } from '../parse.ts';
import { generateQuery } from './query-generator.ts';
import type { Random } from './random.ts';
import { TWIN_CATALOGUE } from './twin-banks.ts';

export type Way = {
  readonly profile: MaskProfile;
  readonly provision: Provision;
  readonly maskedSchema: string;
};

export type Tally = {
  generated: number;
  accepted: number;
  undetermined: number;
  errors: number;
  compared: number;
  differences: string[];
};

const PLAN_KINDS = [
  'enable_hashagg',
  'enable_hashjoin',
  'enable_mergejoin',
  'enable_nestloop',
  'enable_sort',
  'enable_seqscan',
  'enable_indexscan',
  'enable_bitmapscan',
  'enable_material',
  'enable_memoize',
  'enable_incremental_sort',
];

export type Observe = {
  readonly left: pg.Client;
  readonly right: pg.Client;
  readonly random: Random;
  readonly enough?: number;
};

/** How many questions run under one choice of plan kinds. */
const PLANS_KEPT = 20;

/**
 * Runs generated questions on both banks and compares everything a person could see: error code, columns, types, rows
 * and their order. The second bank runs with plan kinds switched off at random. What the facts call undetermined is
 * exempt, and counted.
 */
export async function compareBanks({ left, right, random, enough }: Observe, way: Way, count: number): Promise<Tally> {
  const tally: Tally = { generated: 0, accepted: 0, undetermined: 0, errors: 0, compared: 0, differences: [] };
  for (let index = 0; index < count; index += 1) {
    tally.generated += 1;
    const sql = generateQuery(random);
    const input = {
      sql,
      catalogue: TWIN_CATALOGUE,
      instant: { at: '2026-01-02T03:04:05Z', timeZone: 'UTC' },
      parse,
      ...way,
      rowCap: 501,
    };
    const compiled = compile(input);
    if (!compiled.ok) continue;
    tally.accepted += 1;
    if (compiled.facts.undetermined.length > 0) {
      tally.undetermined += 1;
      continue;
    }
    tally.compared += 1;
    if (tally.compared % PLANS_KEPT === 1) await chooseRandomPlans(right, random);
    const [one, two] = await Promise.all([observe(left, compiled.sql), observe(right, compiled.sql)]);
    if (one.startsWith('error')) tally.errors += 1;
    if (one !== two)
      tally.differences.push(`${sql}\n  ${compiled.sql}\n  ${one.slice(0, 300)}\n  ${two.slice(0, 300)}`);
    if (tally.differences.length >= (enough ?? count)) break;
  }
  return tally;
}

async function chooseRandomPlans(client: pg.Client, random: Random): Promise<void> {
  const settings = PLAN_KINDS.map((kind) => `SET ${kind} = ${random.chance(0.3) ? 'off' : 'on'}`);
  await client.query(settings.join('; '));
}

async function observe(client: pg.Client, sql: string): Promise<string> {
  try {
    const { fields, rows } = await client.query<unknown[]>({ text: sql, rowMode: 'array' });
    return JSON.stringify([fields.map((field) => [field.name, field.dataTypeID]), rows]);
  } catch (error) {
    return `error ${(error as { code?: string }).code}`;
  }
}
