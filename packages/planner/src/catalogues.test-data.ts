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

const money = { additivity: 'additive', unit: 'USD' } as const;
const place = values('US', 'EU', 'UK');

/** A bank whose catalogue an admin has published with care. */
export const bank: Catalogue = catalogue([
  dataset(
    'branches',
    [
      column('branch_id', 'integer', 'key'),
      column('name', 'text', 'entity'),
      column('region', 'text', 'dimension', values('North', 'South')),
      column('city', 'text', 'dimension'),
      column('employee_count', 'integer', 'measure', { additivity: 'additive', synonyms: ['employees'] }),
      column('opened_date', 'date', 'date'),
      column('jurisdiction', 'varchar(2)', 'dimension', place),
    ],
    { displayColumn: 'name', defaultDate: 'opened_date' },
  ),
  dataset(
    'customers',
    [
      column('customer_id', 'integer', 'key'),
      column('branch_id', 'integer', 'key'),
      column('full_name', 'text', 'text', { class: 'person_name' }),
      column('email', 'text', 'text', { class: 'email', notNull: false }),
      column('city', 'text', 'dimension'),
      column('segment', 'text', 'dimension', values('retail', 'private')),
      column('credit_score', 'integer', 'measure', { additivity: 'non_additive' }),
      column('annual_income', 'numeric(12,2)', 'measure', { ...money, synonyms: ['income'] }),
      column('is_pep', 'boolean', 'flag', { synonyms: ['politically exposed', 'politically exposed person'] }),
      column('birth_date', 'date', 'date', { class: 'birth_date' }),
      column('customer_since', 'date', 'date', { synonyms: ['joined'] }),
      column('jurisdiction', 'varchar(2)', 'dimension', place),
    ],
    {
      displayColumn: 'full_name',
      defaultDate: 'customer_since',
      synonyms: ['client'],
      foreignKeys: [toParent('branch_id', 'branches')],
    },
  ),
  dataset(
    'loan_portfolio',
    [
      column('loan_id', 'integer', 'key'),
      column('customer_id', 'integer', 'key'),
      column('branch_id', 'integer', 'key'),
      column('loan_type', 'text', 'dimension', values('mortgage', 'auto', 'business')),
      column('amount', 'numeric(14,2)', 'measure', { ...money, adjectives: { big: 'desc', large: 'desc' } }),
      column('outstanding_balance', 'numeric(14,2)', 'measure', {
        additivity: 'semi_additive',
        unit: 'USD',
        synonyms: ['outstanding'],
      }),
      column('collateral_value', 'numeric(14,2)', 'measure', { ...money, notNull: false, synonyms: ['collateral'] }),
      column('interest_rate', 'numeric(5,2)', 'measure', {
        additivity: 'non_additive',
        unit: 'percent',
        adjectives: { expensive: 'desc', cheap: 'asc' },
      }),
      column('risk_rating', 'text', 'dimension', {
        values: [{ value: 'LOW' }, { value: 'MEDIUM', label: 'medium risk' }, { value: 'HIGH', synonyms: ['risky'] }],
      }),
      column('status', 'text', 'dimension', values('active', 'paid_off', 'default')),
      column('days_past_due', 'integer', 'measure', { additivity: 'non_additive', unit: 'days' }),
      column('term_months', 'integer', 'measure', { additivity: 'non_additive', unit: 'months', synonyms: ['term'] }),
      column('origination_date', 'date', 'date', { synonyms: ['originated'] }),
      column('maturity_date', 'date', 'date', { synonyms: ['matures', 'maturing'] }),
      column('officer_notes', 'text', 'text', { class: 'free_text', notNull: false }),
      column('jurisdiction', 'varchar(2)', 'dimension', place),
    ],
    {
      entity: { singular: 'loan', plural: 'loans' },
      defaultDate: 'origination_date',
      foreignKeys: [toParent('customer_id', 'customers'), toParent('branch_id', 'branches')],
      terms: [
        { phrase: 'delinquent', column: 'days_past_due', operator: '>', value: 30 },
        { phrase: 'past due', column: 'days_past_due', operator: '>', value: 0 },
      ],
    },
  ),
  dataset(
    'aml_alerts',
    [
      column('alert_id', 'integer', 'key'),
      column('customer_id', 'integer', 'key'),
      column('status', 'text', 'dimension', values('open', 'in_review', 'closed')),
      column('severity', 'text', 'dimension', values('low', 'high')),
      column('created_at', 'timestamp with time zone', 'date'),
      column('closed_at', 'timestamp', 'date', { notNull: false }),
      column('jurisdiction', 'varchar(2)', 'dimension', place),
    ],
    {
      entity: { singular: 'AML alert', plural: 'AML alerts' },
      defaultDate: 'created_at',
      foreignKeys: [toParent('customer_id', 'customers')],
    },
  ),
]);

/** A library as bare introspection finds it: no description, no synonym, no display column. */
export const library: Catalogue = catalogue([
  dataset('authors', [
    column('id', 'integer', 'key'),
    column('first_name', 'text', 'dimension', values('Jane', 'Leo')),
    column('last_name', 'text', 'dimension', values('Austen', 'Tolstoy')),
    column('country', 'text', 'dimension', values('England', 'Russia')),
    column('birth_year', 'integer', 'measure'),
  ]),
  dataset(
    'books',
    [
      column('id', 'integer', 'key'),
      column('title', 'text', 'dimension', values('Emma', 'War and Peace')),
      column('author_id', 'integer', 'key'),
      column('genre', 'text', 'dimension', values('novel', 'poetry')),
      column('year', 'integer', 'measure'),
      column('price', 'numeric(8,2)', 'measure'),
      column('page_count', 'integer', 'measure'),
      column('is_available', 'boolean', 'flag'),
    ],
    { foreignKeys: [{ columns: ['author_id'], references: { dataset: 'authors', columns: ['id'] } }] },
  ),
  dataset('members', [
    column('id', 'integer', 'key'),
    column('name', 'text', 'entity'),
    column('email', 'text', 'text'),
    column('state', 'text', 'dimension', values('NY', 'TX')),
    column('joined_on', 'date', 'date'),
  ]),
  dataset(
    'borrowings',
    [
      column('id', 'integer', 'key'),
      column('book_id', 'integer', 'key'),
      column('member_id', 'integer', 'key'),
      column('borrowed_at', 'timestamp without time zone', 'date'),
      column('returned_at', 'timestamp without time zone', 'date', { notNull: false }),
      column('fine_amt', 'numeric(6,2)', 'measure'),
    ],
    {
      foreignKeys: [
        { columns: ['book_id'], references: { dataset: 'books', columns: ['id'] } },
        { columns: ['member_id'], references: { dataset: 'members', columns: ['id'] } },
      ],
    },
  ),
]);

/** A shipping firm whose names have no separators and whose keys nobody declared; one port may fill several rows of calls. */
export const shipping: Catalogue = catalogue([
  dataset(
    'shcustomer',
    [
      column('shcustid', 'varchar(9)', 'key'),
      column('shcustname', 'varchar(90)', 'text'),
      column('shcustcountry', 'varchar(40)', 'dimension', values('norway', 'chile')),
    ],
    { primaryKey: ['shcustid'] },
  ),
  dataset(
    'shvessel',
    [
      column('shvesselid', 'varchar(9)', 'key'),
      column('shvesselname', 'varchar(90)', 'dimension', values('aurora', 'borealis', 'capella', 'deneb', 'electra')),
      column('shvessellength', 'integer', 'measure'),
      column('shvesselspeed', 'integer', 'measure'),
    ],
    { primaryKey: ['shvesselid'] },
  ),
  dataset(
    'shshipment',
    [
      column('shshipmentid', 'varchar(9)', 'key'),
      column('shshipmentcustid', 'varchar(9)', 'text'),
      column('shshipmentvesselid', 'varchar(9)', 'text'),
      column('shshipmentstatus', 'varchar(9)', 'dimension', values('delivered', 'lost')),
      column('shshipmentweight', 'numeric', 'measure'),
      column('shshipmentdate', 'date', 'date'),
    ],
    { primaryKey: ['shshipmentid'] },
  ),
]);

/** Ports without declared keys: the calls name them; one call may fill several rows. */
export const ports: Catalogue = catalogue([
  dataset(
    'port',
    [
      column('port_name', 'text', 'dimension', {
        values: ['bergen', 'callao', 'darwin', 'esbjerg', 'fremantle'].map((value) => ({ value, frequency: 1 })),
      }),
      column('depth', 'integer', 'measure'),
    ],
    { primaryKey: ['port_name'] },
  ),
  dataset(
    'call',
    [
      column('call_name', 'text', 'dimension', {
        values: [
          { value: 'north run', frequency: 3 },
          { value: 'south run', frequency: 2 },
        ],
      }),
      column('harbour', 'text', 'dimension', {
        values: ['bergen', 'callao', 'darwin', 'esbjerg', 'fremantle'].map((value) => ({ value, frequency: 1 })),
      }),
      column('fee', 'numeric', 'measure'),
    ],
    { primaryKey: [] },
  ),
]);
