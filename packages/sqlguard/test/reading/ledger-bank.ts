import type { Catalogue, Column, Dataset } from '@aureus/contract';
import type { MaskProfile, SourceTypes } from '../../src/index.ts';

/** A bank's ledger with every kind of column that an analyst meets, under its own names, so that originals run as written. */
const RELATIONS: Readonly<
  Record<string, { readonly key: readonly string[]; readonly columns: Readonly<Record<string, string>> }>
> = {
  branches: {
    key: ['id'],
    columns: {
      id: 'integer',
      name: 'text',
      city: 'text',
      region: 'character varying(20)',
      opened: 'date',
      lat: 'double precision',
    },
  },
  clients: {
    key: ['id'],
    columns: {
      id: 'bigint',
      branch_id: 'integer',
      first_name: 'text',
      last_name: 'character varying(40)',
      born: 'date',
      segment: 'character varying(12)',
      joined: 'timestamp with time zone',
      active: 'boolean',
      tags: 'text[]',
      profile: 'jsonb',
      notes: 'json',
      credit: 'numeric(14,2)',
      reference: 'uuid',
      grade: 'ledger.grade',
    },
  },
  accounts: {
    key: ['id'],
    columns: {
      id: 'bigint',
      client_id: 'bigint',
      kind: 'character(3)',
      currency: 'character(3)',
      opened: 'date',
      closed: 'date',
      rate: 'numeric(6,4)',
      overdraft: 'integer',
      valid: 'daterange',
      scores: 'integer[]',
    },
  },
  postings: {
    key: ['account_id', 'no'],
    columns: {
      account_id: 'bigint',
      no: 'integer',
      booked: 'timestamp without time zone',
      value_date: 'date',
      amount: 'numeric(14,2)',
      category: 'character varying(30)',
      memo: 'text',
      channel: 'smallint',
      ip: 'inet',
      delay: 'interval',
      at: 'time without time zone',
    },
  },
  lists: {
    key: ['id'],
    columns: { id: 'integer', notes: 'json[]', spots: 'point[]', grades: 'ledger.grade[]', spot: 'point' },
  },
  fx: { key: ['currency', 'day'], columns: { currency: 'character(3)', day: 'date', price: 'double precision' } },
};

export const LEDGER_TYPES: SourceTypes = { 'ledger.grade': { kind: 'enum', labels: ['low', 'mid', 'high'] } };

function dataset(name: string): Dataset {
  const { key, columns } = RELATIONS[name] ?? { key: [], columns: {} };
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
    schema: 'ledger',
    relation: name,
    description: '',
    entity: { singular: name, plural: name },
    jurisdictionColumn: null,
    approvedForViewers: true,
    approvalRequired: false,
    primaryKey: key,
    displayColumn: null,
    defaultDate: null,
    columns: Object.entries(columns).map(([column, type]): Column => ({
      name: column,
      type,
      notNull: key.includes(column),
      class: 'none',
      description: '',
      synonyms: [],
      role: 'dimension',
    })),
    rowEstimate: 100,
    lastUpdated: '',
  };
}

export const LEDGER: Catalogue = {
  digest: 'ledger',
  source: { id: 'ledger', name: 'Ledger', serverMajor: 18, timeZone: 'Europe/Berlin' },
  datasets: Object.keys(RELATIONS).map(dataset),
};

export const columnsOf = (relation: string): readonly string[] | undefined => {
  const found = RELATIONS[relation];
  return found && Object.keys(found.columns);
};

/** Everything in the clear: what is compared is the guard's reading, not a mask. */
export const LEDGER_OPEN: MaskProfile = {
  digest: 'open',
  relations: Object.fromEntries(
    LEDGER.datasets.map(({ name, columns }) => [
      name,
      { columns: Object.fromEntries(columns.map((column) => [column.name, 'full' as const])), filter: null },
    ]),
  ),
};

const tables = Object.entries(RELATIONS).map(([name, { key, columns }]) => {
  const list = Object.entries(columns).map(([column, type]) => `"${column}" ${type}`);
  return `CREATE TABLE ledger.${name} (${list.join(', ')}, PRIMARY KEY (${key.join(', ')}));`;
});

export const LEDGER_SQL = `
  CREATE SCHEMA ledger;
  CREATE TYPE ledger.grade AS ENUM ('low', 'mid', 'high');
  ${tables.join('\n  ')}
  INSERT INTO ledger.branches SELECT i, 'Branch ' || i, (ARRAY['Bonn', 'Köln', 'Ulm', NULL])[i], (ARRAY['west', 'west', 'south', 'north'])[i],
    date '1990-01-31' + i * 400, i * 1.25 FROM generate_series(1, 4) i;
  INSERT INTO ledger.clients SELECT i, nullif(i % 5, 0), (ARRAY['Ann', 'Bo', 'Çelik', NULL])[i % 4 + 1], (ARRAY['Lee', 'O''Hara', 'von Stein'])[i % 3 + 1],
    date '1950-02-28' + i * 500, (ARRAY['retail', 'private', 'corporate'])[i % 3 + 1], '2019-12-31 23:30:00+01'::timestamptz + i * interval '19 days 5 hours',
    CASE i % 7 WHEN 0 THEN NULL ELSE i % 2 = 0 END, CASE WHEN i % 6 > 0 THEN ARRAY['t' || i % 3, 'vip'] END,
    jsonb_build_object('age', i, 'city', (ARRAY['Bonn', 'Ulm'])[i % 2 + 1], 'hobbies', jsonb_build_array('a', i)), json_build_object('k', i),
    i * 1000.50, md5(i::text)::uuid, (ARRAY['low', 'mid', 'high'])[i % 3 + 1]::ledger.grade FROM generate_series(1, 40) i;
  INSERT INTO ledger.accounts SELECT i, i % 40 + 1, (ARRAY['CUR', 'SAV', 'D'])[i % 3 + 1], (ARRAY['EUR', 'USD', 'GBP'])[i % 3 + 1], date '2020-01-15' + i * 10,
    CASE WHEN i % 9 = 0 THEN date '2024-06-30' END, i / 300.0, i % 4 * 100, daterange(date '2020-01-15' + i * 10, NULL), ARRAY[i, i % 3, 7] FROM generate_series(1, 90) i;
  INSERT INTO ledger.postings SELECT i % 90 + 1, i, timestamp '2024-01-01 08:15:30' + i * interval '7 hours 3 minutes', date '2024-01-01' + i / 4,
    round(((i * 7919) % 5000 - 2000) / 3.0, 2), (ARRAY['rent', 'salary', 'food', 'fees', NULL])[i % 5 + 1], 'Ref ' || i || '/x', i % 4,
    ('10.0.' || i % 5 || '.1')::inet, i % 50 * interval '11 minutes', time '06:00' + i % 600 * interval '1 minute' FROM generate_series(1, 900) i;
  INSERT INTO ledger.fx SELECT c, date '2024-01-01' + d, 1 + d / 100.0 FROM unnest(ARRAY['USD', 'GBP', 'CHF']) c, generate_series(0, 60) d;
  INSERT INTO ledger.lists VALUES (1, ARRAY['{"a": "x, {}"}', 'null', NULL]::json[], ARRAY[point(0.1, 1e300), point(1.0 / 3, -0.0)],
    ARRAY['low', NULL, 'high']::ledger.grade[], point(1, 2)), (2, NULL, NULL, NULL, NULL), (3, '{}', '{}', '{}', NULL);`;
