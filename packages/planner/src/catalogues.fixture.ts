import type { Catalogue, Column, ColumnRole, Dataset } from '@aureus/contract';

/** Small invented catalogues for the tests: as an admin would publish them, without rows. */
export function column(name: string, type: string, role: ColumnRole, more: Partial<Column> = {}): Column {
  return { name, type, role, notNull: true, class: 'none', description: '', synonyms: [], ...more };
}

export function dataset(name: string, columns: readonly Column[], more: Partial<Dataset> = {}): Dataset {
  return {
    id: name,
    name,
    schema: 'public',
    relation: name,
    description: '',
    entity: { singular: '', plural: '' },
    synonyms: [],
    domain: '',
    owner: '',
    jurisdictionColumn: null,
    jurisdictions: [],
    approvedForViewers: true,
    approvalRequired: false,
    primaryKey: [columns[0]?.name ?? ''],
    foreignKeys: [],
    displayColumn: null,
    defaultDate: null,
    columns,
    terms: [],
    rowEstimate: 100,
    lastUpdated: '2026-01-01T00:00:00Z',
    sampleQuestions: [],
    ...more,
  };
}

export function catalogue(datasets: readonly Dataset[]): Catalogue {
  return { digest: 'f'.repeat(64), source: { id: 'source', name: 'Test', serverMajor: 18, timeZone: 'UTC' }, datasets };
}

export const values = (...list: readonly string[]): Pick<Column, 'values'> => ({
  values: list.map((value, i) => ({ value, frequency: 100 - i })),
});

const toParent = (name: string, parent: string): Dataset['foreignKeys'][number] => ({
  columns: [name],
  references: { dataset: parent, columns: [name] },
});

export const bank: Catalogue = catalogue([
  dataset(
    'branches',
    [
      column('branch_id', 'integer', 'key'),
      column('name', 'text', 'entity'),
      column('region', 'text', 'dimension', values('North', 'South')),
      column('jurisdiction', 'varchar(2)', 'dimension', values('US', 'EU', 'UK')),
    ],
    { displayColumn: 'name' },
  ),
  dataset(
    'customers',
    [
      column('customer_id', 'integer', 'key'),
      column('branch_id', 'integer', 'key'),
      column('full_name', 'text', 'text', { class: 'person_name' }),
      column('email', 'text', 'text', { class: 'email', notNull: false }),
      column('jurisdiction', 'varchar(2)', 'dimension', values('US', 'EU', 'UK')),
    ],
    { displayColumn: 'full_name', foreignKeys: [toParent('branch_id', 'branches')] },
  ),
  dataset(
    'loan_portfolio',
    [
      column('loan_id', 'integer', 'key'),
      column('customer_id', 'integer', 'key'),
      column('branch_id', 'integer', 'key'),
      column('loan_type', 'text', 'dimension', values('mortgage', 'auto')),
      column('amount', 'numeric(14,2)', 'measure', {
        additivity: 'additive',
        unit: 'USD',
        adjectives: { big: 'desc', large: 'desc' },
      }),
      column('outstanding_balance', 'numeric(14,2)', 'measure', { additivity: 'semi_additive', unit: 'USD' }),
      column('interest_rate', 'numeric(5,2)', 'measure', { additivity: 'non_additive', unit: 'percent' }),
      column('risk_rating', 'text', 'dimension', values('LOW', 'MEDIUM', 'HIGH')),
      column('days_past_due', 'integer', 'measure', { additivity: 'non_additive' }),
      column('origination_date', 'date', 'date'),
      column('jurisdiction', 'varchar(2)', 'dimension', values('US', 'EU', 'UK')),
    ],
    {
      entity: { singular: 'loan', plural: 'loans' },
      defaultDate: 'origination_date',
      foreignKeys: [toParent('customer_id', 'customers'), toParent('branch_id', 'branches')],
      terms: [{ phrase: 'delinquent', column: 'days_past_due', operator: '>', value: 30 }],
    },
  ),
  dataset(
    'aml_alerts',
    [
      column('alert_id', 'integer', 'key'),
      column('customer_id', 'integer', 'key'),
      column('status', 'text', 'dimension', values('open', 'in_review', 'closed')),
      column('created_at', 'timestamp with time zone', 'date'),
      column('jurisdiction', 'varchar(2)', 'dimension', values('US', 'EU', 'UK')),
    ],
    {
      entity: { singular: 'AML alert', plural: 'AML alerts' },
      defaultDate: 'created_at',
      foreignKeys: [toParent('customer_id', 'customers')],
    },
  ),
]);
