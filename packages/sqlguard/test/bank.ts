import type { Catalogue, Column, Dataset, DataClass, MaskKind } from '@aureus/contract';
import { compile, guard } from '../src/index.ts';
import type { Compiled, Facts, Guarded, MaskProfile, ProfiledRelation, Provision, Refused } from '../src/index.ts';
import { parse } from './parse.ts';

/** A plain column of a test's catalogue, and what makes it another. */
export const plainColumn = (name: string, type: string, more: Partial<Column> = {}): Column => ({
  name,
  type,
  notNull: false,
  class: 'none',
  description: '',
  synonyms: [],
  role: 'dimension',
  ...more,
});
const column = (name: string, type: string, dataClass: DataClass = 'none'): Column =>
  plainColumn(name, type, { class: dataClass });

function dataset(name: string, relation: string, columns: readonly Column[]): Dataset {
  const nothing = {
    synonyms: [],
    domain: '',
    owner: '',
    jurisdictions: [],
    foreignKeys: [],
    terms: [],
    sampleQuestions: [],
  };
  return {
    ...nothing,
    id: name,
    name,
    schema: 'bank',
    relation,
    description: '',
    entity: { singular: name, plural: name },
    jurisdictionColumn: null,
    approvedForViewers: true,
    approvalRequired: false,
    primaryKey: ['id'],
    displayColumn: null,
    defaultDate: null,
    columns,
    rowEstimate: 1,
    lastUpdated: '',
  };
}

/** Two relations with every type an analyst meets, one unclassified column, one of a type we do not know. */
export const CATALOGUE: Catalogue = {
  digest: 'small-bank',
  source: { id: 'bank', name: 'Bank', serverMajor: 18, timeZone: 'Europe/Berlin' },
  datasets: [
    dataset('customers', 't_customers', [
      column('id', 'bigint'),
      column('name', 'character varying(80)', 'person_name'),
      column('email', 'text', 'email'),
      column('ssn', 'text', 'government_id'),
      column('born', 'date', 'birth_date'),
      column('jurisdiction', 'text'),
      column('joined', 'timestamp with time zone', 'birth_date'),
      column('mood', 'public.mood'),
      column('secret', 'text', 'unclassified'),
    ]),
    dataset('loans', 't_loans', [
      column('id', 'bigint'),
      column('customer_id', 'bigint'),
      column('amount', 'numeric(14,2)'),
      column('status', 'character varying(20)'),
      column('opened', 'date'),
      column('info', 'jsonb'),
      column('note', 'json'),
      column('tags', 'text[]'),
      column('rate', 'double precision'),
      column('risk', 'character(4)'),
    ]),
  ],
};

export const BANK_SQL = `
  CREATE SCHEMA bank;
  CREATE TYPE mood AS ENUM ('calm', 'cross');
  CREATE TABLE bank.t_customers (id bigint PRIMARY KEY, name varchar(80), email text, ssn text, born date, jurisdiction text,
    joined timestamptz, mood mood, secret text);
  CREATE TABLE bank.t_loans (id bigint PRIMARY KEY, customer_id bigint, amount numeric(14,2), status varchar(20), opened date,
    info jsonb, note json, tags text[], rate float8, risk char(4));
  INSERT INTO bank.t_customers SELECT i, (ARRAY['Ann Lee', 'Bob', 'Carla von Stein', NULL, '  '])[i % 5 + 1],
    (ARRAY['ann@one.example', 'b@@two', 'nobody', 'd@three.example', NULL])[i % 5 + 1],
    (ARRAY['078-05-1120', '12', NULL])[i % 3 + 1],
    (ARRAY['1980-02-03', 'infinity', '-infinity', '2000-12-31', '4000-01-01 BC', '0001-01-01', NULL])[i % 7 + 1]::date,
    (ARRAY['EU', 'UK', 'US', NULL])[i % 4 + 1], '2020-01-01 00:30:00+01'::timestamptz + i * interval '17 days',
    (ARRAY['calm', 'cross'])[i % 2 + 1]::mood, 'hidden' FROM generate_series(1, 60) i;
  INSERT INTO bank.t_loans SELECT i, i % 60 + 1, i * 1000.50, (ARRAY['open', 'closed', 'default'])[i % 3 + 1], date '2024-01-01' + i,
    jsonb_build_object('a', i, 'b', jsonb_build_array(i, 'x')), json_build_object('n', i), ARRAY['t' || i % 3, 'u'], i / 3.0, 'hi'
    FROM generate_series(1, 200) i;`;

/** The datasets under their own names, for running a candidate as it was written. */
export const ORIGINALS_SQL = `CREATE SCHEMA original;
  CREATE TABLE original.customers (LIKE bank.t_customers INCLUDING ALL);
  CREATE TABLE original.loans (LIKE bank.t_loans INCLUDING ALL);
  INSERT INTO original.customers SELECT * FROM bank.t_customers ORDER BY id;
  INSERT INTO original.loans SELECT * FROM bank.t_loans ORDER BY id;
  ALTER TABLE original.customers DROP COLUMN secret;`;

export const INSTANT = { at: '2026-03-04T22:30:15.25Z', timeZone: 'Europe/Berlin' };

const masks = (name: string, masked: Readonly<Record<string, MaskKind>>): Readonly<Record<string, MaskKind>> => ({
  ...Object.fromEntries(
    (CATALOGUE.datasets.find((each) => each.name === name)?.columns ?? []).map((each) => [each.name, 'full']),
  ),
  ...masked,
});

/** A profile over both relations; what is not named is shown in full. */
export function profile(
  masked: Readonly<Record<string, MaskKind>> = {},
  filter: ProfiledRelation['filter'] = null,
): MaskProfile {
  const relations = {
    customers: { columns: masks('customers', masked), filter },
    loans: { columns: masks('loans', {}), filter: null },
  };
  return { digest: JSON.stringify(relations), relations };
}

export const OPEN = profile();
export const MASKED = profile(
  { name: 'initials', email: 'domain', ssn: 'last4', born: 'year', joined: 'year_month', mood: 'redact' },
  { column: 'jurisdiction', values: ['EU', 'UK'] },
);

export const judge = (sql: string, catalogue = CATALOGUE, instant = INSTANT): Guarded | Refused =>
  guard({ sql, catalogue, instant, parse });

/** The facts of a query that must be accepted. */
export function factsOf(sql: string, instant = INSTANT): Facts {
  const judged = judge(sql, CATALOGUE, instant);
  if (!judged.ok) throw new Error(`refused: ${JSON.stringify(judged.verdict)}`);
  return judged.facts;
}

export type How = { readonly profile?: MaskProfile; readonly provision?: Provision; readonly rowCap?: number };

/** The compiled text of a query that must be accepted. */
export function compiled(sql: string, how: How = {}): Compiled {
  const { profile: chosen = OPEN, provision = 'none', rowCap = 10_000 } = how;
  const input = { sql, catalogue: CATALOGUE, instant: INSTANT, parse };
  const result = compile({ ...input, profile: chosen, provision, maskedSchema: 'atlas_m_test', rowCap });
  if (!result.ok) throw new Error(`refused: ${JSON.stringify(result.verdict)}`);
  return result;
}
