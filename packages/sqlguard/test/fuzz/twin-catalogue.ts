import type { Catalogue, Column, DataClass, Dataset, SourceTypes } from '@aureus/contract';
import type { MaskProfile } from '../../src/index.ts';
import { plainColumn } from '../bank.ts';

const column = (name: string, type: string, dataClass: DataClass = 'none'): Column =>
  plainColumn(name, type, { class: dataClass });

/** Equal values look different: it may be shown, and nothing else. */
const loose = (name: string, type: string, dataClass: DataClass): Column => ({
  ...sorted(column(name, type, dataClass), 'bank.loose'),
  comparesLoosely: true,
});
const sorted = (one: Column, collation: string): Column => ({ ...one, collation });

/** More than one profile may see, and as many as make a row filter dearer than a careless predicate. */
export const REGIONS = ['EU', 'UK', 'US', 'R1', 'R2', 'R3', 'R4', 'R5', 'R6', 'R7'] as const;

function dataset(name: string, jurisdictionColumn: string | null, columns: readonly Column[], key = 'id'): Dataset {
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
    jurisdictionColumn,
    jurisdictions: REGIONS,
    approvedForViewers: true,
    approvalRequired: false,
    primaryKey: [key],
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

export const CARD_STATES = ['new', 'open', 'lost', 'shut'] as const;

/** Domains over one another and over each kind of type that masks cut, and an enum. */
const TYPES: SourceTypes = {
  'bank.mail': { kind: 'domain', base: 'text' },
  'bank.short': { kind: 'domain', base: 'character varying(20)' },
  'bank.tax': { kind: 'domain', base: 'bank.short' },
  'bank.day': { kind: 'domain', base: 'date' },
  'bank.amount': { kind: 'domain', base: 'numeric(12,2)' },
  'bank.state': { kind: 'enum', labels: CARD_STATES },
};

/**
 * Every class of personal data, and columns on which one operator raises: `n`, `code`, `day`, `pattern`, `doc`. Cards have
 * the types that a bank defines itself or that cannot be compared, under a key that is itself personal data.
 */
export const TWIN_CATALOGUE: Catalogue = {
  digest: 'twins',
  source: { id: 'twins', name: 'Twins', serverMajor: 18, timeZone: 'UTC', types: TYPES },
  datasets: [
    dataset('people', 'region', [
      column('id', 'integer'),
      column('name', 'text', 'person_name'),
      column('email', 'text', 'email'),
      column('ssn', 'character varying(20)', 'government_id'),
      column('card', 'text', 'card_number'),
      column('phone', 'character(24)', 'phone'),
      column('home', 'text', 'address'),
      column('born', 'date', 'birth_date'),
      column('joined', 'timestamp with time zone', 'birth_date'),
      column('left_at', 'timestamp without time zone', 'birth_date'),
      column('note', 'text', 'free_text'),
      column('region', 'text'),
      column('n', 'integer'),
      column('code', 'text'),
      column('day', 'text'),
      column('pattern', 'text'),
      column('odd', 'text'),
      column('doc', 'jsonb'),
      column('tags', 'text[]'),
      column('score', 'double precision'),
    ]),
    dataset('deals', 'region', [
      column('id', 'integer'),
      column('person_id', 'integer'),
      column('amount', 'numeric(12,2)'),
      column('loose', 'numeric'),
      column('status', 'text'),
      column('opened', 'date'),
      column('region', 'text'),
      column('paid', 'boolean'),
      column('iban', 'character varying(34)', 'account_number'),
      column('memo', 'text', 'free_text'),
      column('detail', 'jsonb', 'free_text'),
    ]),
    dataset('branches', null, [
      column('id', 'integer'),
      column('region', 'text'),
      column('city', 'text'),
      column('manager', 'text', 'person_name'),
      column('opened', 'date'),
    ]),
    dataset(
      'cards',
      'region',
      [
        column('iban', 'character varying(34)', 'account_number'),
        column('holder', 'integer'),
        column('mail', 'bank.mail', 'email'),
        column('tax', 'bank.tax', 'government_id'),
        column('pin', 'character(20)', 'card_number'),
        column('kin', 'character(24)', 'person_name'),
        column('since', 'bank.day', 'birth_date'),
        column('ceiling', 'bank.amount'),
        sorted(column('title', 'text'), '"und-x-icu"'),
        sorted(column('sign', 'text', 'person_name'), '"und-x-icu"'),
        loose('nick', 'text', 'person_name'),
        column('state', 'bank.state'),
        column('risk', 'bank.state', 'free_text'),
        column('terms', 'json'),
        column('secret', 'json', 'free_text'),
        column('seal', 'bytea'),
        column('scan', 'bytea', 'free_text'),
        column('region', 'text'),
      ],
      'iban',
    ),
  ],
};

/** Nothing masked, nothing filtered: what the power check looks through. */
export const TWIN_OPEN: MaskProfile = {
  digest: 'open',
  relations: Object.fromEntries(
    TWIN_CATALOGUE.datasets.map(({ name, columns }) => [
      name,
      { columns: Object.fromEntries(columns.map((each) => [each.name, 'full'])), filter: null },
    ]),
  ),
};
