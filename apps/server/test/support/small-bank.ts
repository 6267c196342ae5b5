import pg from 'pg';
import type { Column, Dataset } from '@aureus/contract';
import type { Publication } from '#features/catalogue';
import {
  type SourceAddress,
  type SourceLogin,
  loopbackAddress,
  readerStatements,
  setupStatements,
} from '#platform/source';
import { createDatabase } from './postgres.ts';

/** A bank of a few dozen rows with everything that rights can differ on. */
export type SmallBank = {
  readonly superuserUrl: string;
  readonly address: SourceAddress;
  readonly publications: readonly Publication[];
  /** The bank's one read-only login, where masks stand in the query. */
  readonly reader: SourceLogin;
};

/** The same for every bank of a run: roles belong to the server, not to the database. */
export const PROVISIONER_SECRET = Buffer.alloc(32, 7);

const SCHEMA = `
CREATE SCHEMA kinds;
CREATE TYPE kinds."AlertLevel" AS ENUM ('low', 'medium', 'high');
CREATE DOMAIN cost_amount AS numeric(10,2) CHECK (value >= 0);
CREATE DOMAIN reported_cost AS cost_amount;
CREATE DOMAIN case_number AS varchar(12);
CREATE TABLE clients (client_id integer PRIMARY KEY, name varchar(60) NOT NULL, ssn varchar(11) NOT NULL,
  born date NOT NULL, remarks text, jurisdiction varchar(2) NOT NULL);
CREATE TABLE loans (loan_id integer PRIMARY KEY, client_id integer NOT NULL REFERENCES clients, amount numeric(14,2) NOT NULL,
  risk varchar(6) NOT NULL, opened date NOT NULL, jurisdiction varchar(2) NOT NULL);
CREATE TABLE alerts (alert_id integer PRIMARY KEY, client_id integer NOT NULL REFERENCES clients, status varchar(8) NOT NULL,
  jurisdiction varchar(2) NOT NULL, level kinds."AlertLevel" NOT NULL, cost reported_cost NOT NULL, court_case case_number,
  filed_as kinds."AlertLevel");
CREATE TABLE salaries (person text, salary numeric);
INSERT INTO clients SELECT i, 'Client Number' || i, '900-00-' || (1000 + i), date '1960-01-01' + i * 100, 'remark ' || i,
  (ARRAY['US', 'EU', 'UK'])[1 + i % 3] FROM generate_series(1, 30) i;
INSERT INTO loans SELECT i, 1 + i % 30, i * 50000, (ARRAY['HIGH', 'MEDIUM', 'LOW'])[1 + i % 3], date '2025-01-01' + i,
  (ARRAY['US', 'EU', 'UK'])[1 + (1 + i % 30) % 3] FROM generate_series(1, 90) i;
INSERT INTO alerts SELECT i, 1 + i % 30, (ARRAY['open', 'closed'])[1 + i % 2], (ARRAY['US', 'EU', 'UK'])[1 + (1 + i % 30) % 3],
  (ARRAY['low', 'medium', 'high']::kinds."AlertLevel"[])[1 + i % 3], i + 0.25, 'CASE-' || (10000 + i), 'high' FROM generate_series(1, 40) i;
INSERT INTO salaries VALUES ('boss', 1);`;

/** `walls`: row security that the bank has put on its loans, and that was declared. */
export async function makeSmallBank(walls?: string): Promise<SmallBank> {
  const superuserUrl = await createDatabase();
  const address = loopbackAddress(superuserUrl);
  const { database } = address;
  const reader = { user: `reads_${database}`, password: 'as the bank chose' };
  const client = new pg.Client(superuserUrl);
  await client.connect();
  try {
    await client.query(SCHEMA);
    const relations = publications.map(({ schema, relation }) => ({ schema, relation }));
    const password = PROVISIONER_SECRET.toString('hex');
    for (const statement of setupStatements({ database, relations, password })) await retried(client, statement);
    const login = { login: reader.user, password: reader.password, connections: 8 };
    for (const statement of readerStatements({ ...login, database, relations: publications })) {
      await retried(client, statement);
    }
    if (walls !== undefined) await client.query(`ALTER TABLE loans ENABLE ROW LEVEL SECURITY; ${walls}`);
  } finally {
    await client.end();
  }
  return {
    superuserUrl,
    publications: walls === undefined ? publications : publications.map(walled),
    reader,
    address,
  };
}

const walled = (one: Publication): Publication => (one.name === 'loans' ? { ...one, rowSecurity: true } : one);

/** Two files of one run may alter the shared roles at the same moment: the server refuses one of them ("tuple concurrently updated"). */
async function retried(client: pg.Client, statement: string): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await client.query(statement);
      return;
    } catch (error) {
      if (attempt === 20 || !(error as Error).message.includes('concurrently')) throw error;
    }
  }
}

export function column(name: string, type: string, more: Partial<Column> = {}): Column {
  return {
    name,
    type,
    notNull: true,
    class: 'none',
    description: `The ${name}.`,
    synonyms: [],
    role: 'dimension',
    ...more,
  };
}

export const JURISDICTION = column('jurisdiction', 'character varying(2)', {
  values: ['US', 'EU', 'UK'].map((value) => ({ value })),
});

export function publication(
  name: string,
  more: Partial<Dataset> & Pick<Dataset, 'columns' | 'primaryKey'>,
): Publication {
  return {
    name,
    schema: 'public',
    relation: name,
    description: `All ${name}.`,
    entity: { singular: name.replace(/s$/, ''), plural: name },
    synonyms: [],
    domain: 'lending',
    owner: 'data office',
    jurisdictionColumn: 'jurisdiction',
    jurisdictions: ['US', 'EU', 'UK'],
    approvedForViewers: true,
    approvalRequired: false,
    foreignKeys: [],
    displayColumn: null,
    defaultDate: null,
    terms: [],
    rowEstimate: 90,
    lastUpdated: '2026-03-31T00:00:00Z',
    sampleQuestions: [`How many ${name} are there?`],
    ...more,
  };
}

const TO_CLIENT = [{ columns: ['client_id'], references: { dataset: 'clients', columns: ['client_id'] } }];

const publications: readonly Publication[] = [
  publication('clients', {
    primaryKey: ['client_id'],
    displayColumn: 'name',
    columns: [
      column('client_id', 'integer', { role: 'key' }),
      column('name', 'character varying(60)', { class: 'person_name', role: 'text' }),
      column('ssn', 'character varying(11)', { class: 'government_id', role: 'text' }),
      column('born', 'date', { class: 'birth_date', role: 'date' }),
      column('remarks', 'text', { class: 'free_text', role: 'text', notNull: false }),
      JURISDICTION,
    ],
  }),
  publication('loans', {
    primaryKey: ['loan_id'],
    foreignKeys: TO_CLIENT,
    columns: [
      column('loan_id', 'integer', { role: 'key' }),
      column('client_id', 'integer', { role: 'key' }),
      column('amount', 'numeric(14,2)', { role: 'measure', additivity: 'additive', unit: 'USD' }),
      column('risk', 'character varying(6)', { values: ['HIGH', 'MEDIUM', 'LOW'].map((value) => ({ value })) }),
      column('opened', 'date', { role: 'date' }),
      JURISDICTION,
    ],
  }),
  publication('alerts', {
    primaryKey: ['alert_id'],
    foreignKeys: TO_CLIENT,
    approvedForViewers: false,
    columns: [
      column('alert_id', 'integer', { role: 'key' }),
      column('client_id', 'integer', { role: 'key' }),
      column('status', 'character varying(8)', { values: [{ value: 'open' }, { value: 'closed' }] }),
      JURISDICTION,
      column('level', 'kinds."AlertLevel"', { values: ['low', 'medium', 'high'].map((value) => ({ value })) }),
      column('cost', 'public.reported_cost', { role: 'measure', additivity: 'additive', unit: 'USD' }),
      column('court_case', 'public.case_number', { class: 'government_id', role: 'text', notNull: false }),
      column('filed_as', 'kinds."AlertLevel"', { class: 'free_text', notNull: false }),
    ],
  }),
];
