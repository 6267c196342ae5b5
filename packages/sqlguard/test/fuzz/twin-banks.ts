import type { Catalogue, Column, Dataset, DataClass } from '@aureus/contract';
import type { MaskProfile, ProfiledRelation } from '../../src/index.ts';
import type { Random } from './random.ts';

const column = (name: string, type: string, dataClass: DataClass = 'none'): Column => ({
  name,
  type,
  notNull: false,
  class: dataClass,
  description: '',
  synonyms: [],
  role: 'dimension',
});

function dataset(name: string, columns: readonly Column[]): Dataset {
  return {
    id: name,
    name,
    schema: 'bank',
    relation: name,
    description: '',
    entity: { singular: name, plural: name },
    synonyms: [],
    domain: '',
    owner: '',
    jurisdictionColumn: 'region',
    jurisdictions: [],
    approvedForViewers: true,
    approvalRequired: false,
    primaryKey: ['id'],
    foreignKeys: [],
    displayColumn: null,
    defaultDate: null,
    columns,
    terms: [],
    rowEstimate: 1,
    lastUpdated: '',
    sampleQuestions: [],
  };
}

export const TWIN_CATALOGUE: Catalogue = {
  digest: 'twins',
  source: { id: 'twins', name: 'Twins', serverMajor: 18, timeZone: 'UTC' },
  datasets: [
    dataset('people', [
      column('id', 'integer'),
      column('name', 'text', 'person_name'),
      column('email', 'text', 'email'),
      column('ssn', 'character varying(20)', 'government_id'),
      column('born', 'date', 'birth_date'),
      column('joined', 'timestamp with time zone', 'birth_date'),
      column('note', 'text', 'free_text'),
      column('region', 'text'),
      column('code', 'text'),
      column('doc', 'jsonb'),
    ]),
    dataset('deals', [
      column('id', 'integer'),
      column('person_id', 'integer'),
      column('amount', 'numeric(12,2)'),
      column('status', 'text'),
      column('opened', 'date'),
      column('region', 'text'),
      column('memo', 'text', 'free_text'),
    ]),
  ],
};

/** As many as PostgreSQL compares one by one, so that the filter is dearer than a careless predicate. */
const REGIONS = ['EU', 'UK', ...Array.from({ length: 6 }, (_, index) => `R${index}`)];
const visible: ProfiledRelation['filter'] = { column: 'region', values: REGIONS };
const full = Object.fromEntries(
  TWIN_CATALOGUE.datasets.flatMap((each) => each.columns.map((c) => [c.name, 'full' as const])),
);

/** The profiles that ship: the analyst's partial masks, the viewer's redaction; each over some regions only. */
export const TWIN_PROFILES: readonly MaskProfile[] = [
  {
    digest: 'analyst',
    relations: {
      people: {
        columns: {
          ...full,
          name: 'initials',
          email: 'domain',
          ssn: 'last4',
          born: 'year',
          joined: 'year_month',
          note: 'redact',
        },
        filter: visible,
      },
      deals: { columns: { ...full, memo: 'redact' }, filter: visible },
    },
  },
  {
    digest: 'viewer',
    relations: {
      people: {
        columns: {
          ...full,
          name: 'redact',
          email: 'redact',
          ssn: 'last2',
          born: 'redact',
          joined: 'year',
          note: 'redact',
        },
        filter: visible,
      },
      deals: { columns: { ...full, memo: 'redact' }, filter: null },
    },
  },
];

export const TWIN_OPEN: MaskProfile = {
  digest: 'open',
  relations: { people: { columns: full, filter: null }, deals: { columns: full, filter: null } },
};

const TABLES = `CREATE SCHEMA bank;
  CREATE TABLE bank.people (id int PRIMARY KEY, name text, email text, ssn varchar(20), born date, joined timestamptz, note text,
    region text, code text, doc jsonb);
  CREATE TABLE bank.deals (id int PRIMARY KEY, person_id int, amount numeric(12,2), status text, opened date, region text, memo text);
  CREATE INDEX ON bank.deals (person_id);`;

const quote = (value: string | number | null): string =>
  value === null ? 'NULL' : typeof value === 'number' ? String(value) : `'${value.replaceAll("'", "''")}'`;

/**
 * SQL for two banks whose visible parts are equal under every twin profile: what is shown is drawn from `shared`, what
 * is hidden from each bank's own source. Hidden rows of a bank that `raises` make careless predicates fail.
 */
export function twinBank(shared: Random, hidden: Random, raises: boolean): string {
  const people: string[] = [];
  const deals: string[] = [];
  for (let id = 1; id <= 60; id += 1) people.push(visiblePerson(id, shared, hidden));
  for (let id = 1; id <= 120; id += 1) deals.push(visibleDeal(id, shared, hidden));
  for (let index = hidden.below(20); index >= 0; index -= 1) people.push(hiddenPerson(1000 + index, hidden, raises));
  const order = <Row>(rows: Row[]): Row[] =>
    rows
      .map((row) => ({ row, key: hidden.next() }))
      .toSorted((a, b) => a.key - b.key)
      .map(({ row }) => row);
  return `${TABLES} INSERT INTO bank.people VALUES ${order(people).join(', ')}; INSERT INTO bank.deals VALUES ${order(deals).join(', ')}; ANALYZE;`;
}

const LETTERS = Array.from('abcdefghijklmnopqrstuvwxyz');
const word = (random: Random, length: number): string => Array.from({ length }, () => random.pick(LETTERS)).join('');

function visiblePerson(id: number, shared: Random, hidden: Random): string {
  const [first, last] = [shared.pick(['A', 'B', 'C']), shared.pick(['X', 'Y'])];
  const year = 1960 + shared.below(40);
  const joined = `2020-${String(1 + shared.below(12)).padStart(2, '0')}`;
  const name = shared.chance(0.1)
    ? null
    : `${first}${word(hidden, 1 + hidden.below(6))} ${last}${word(hidden, 1 + hidden.below(6))}`;
  const email = shared.chance(0.1)
    ? null
    : `${word(hidden, 1 + hidden.below(5))}@${shared.pick(['one', 'two'])}.example`;
  const ssn = shared.chance(0.1) ? null : `${1000 + hidden.below(9000)}-${1000 + shared.below(20)}`;
  const day = (random: Random): string => String(1 + random.below(28)).padStart(2, '0');
  const born = shared.chance(0.1) ? null : `${year}-${String(1 + hidden.below(12)).padStart(2, '0')}-${day(hidden)}`;
  const values = [
    id,
    name,
    email,
    ssn,
    born,
    `${joined}-${day(hidden)} 12:00:00+00`,
    hidden.chance(0.5) ? word(hidden, 8) : null,
  ];
  const doc = JSON.stringify({ flag: shared.chance(0.5), n: shared.below(9) });
  return `(${[...values, shared.pick(['EU', 'UK']), String(shared.below(50)), doc].map(quote).join(', ')})`;
}

/** The joined year is shown to the viewer: it stays 2020 for all, so both profiles see equal rows. */
function hiddenPerson(id: number, hidden: Random, raises: boolean): string {
  const code = raises ? `n${word(hidden, 3)}` : String(hidden.below(50));
  const doc = JSON.stringify(raises ? { flag: word(hidden, 3) } : { flag: hidden.chance(0.5) });
  const values = [
    id,
    word(hidden, 6),
    word(hidden, 6),
    word(hidden, 9),
    '1901-02-03',
    '2019-05-06 00:00:00+00',
    word(hidden, 4),
  ];
  return `(${[...values, hidden.chance(0.5) ? 'US' : null, code, doc].map(quote).join(', ')})`;
}

function visibleDeal(id: number, shared: Random, hidden: Random): string {
  const opened = `2024-${String(1 + shared.below(12)).padStart(2, '0')}-${String(1 + shared.below(28)).padStart(2, '0')}`;
  const values = [
    id,
    1 + shared.below(60),
    shared.below(50) * 10.5,
    shared.pick(['open', 'closed', 'late']),
    opened,
    shared.pick(['EU', 'UK']),
  ];
  return `(${[...values, hidden.chance(0.5) ? word(hidden, 6) : null].map(quote).join(', ')})`;
}
