import type { Catalogue, MaskKind } from '@aureus/contract';
import type { MaskProfile } from '../src/index.ts';
import { CATALOGUE, plainColumn } from './bank.ts';

/** A relation whose texts compare by a collation that is not deterministic, in each way that a column comes to one. */
export const LOOSE_SQL = `
  CREATE COLLATION bank.loose (provider = icu, locale = 'und-u-ks-level1', deterministic = false);
  CREATE DOMAIN bank.place AS text COLLATE bank.loose;
  CREATE TABLE bank.t_clients (id bigint PRIMARY KEY, name varchar(20) COLLATE bank.loose, email text COLLATE bank.loose,
    card char(16) COLLATE bank.loose, tags text[] COLLATE bank.loose, place bank.place);
  INSERT INTO bank.t_clients VALUES
    (1, 'Ann Lee', 'ann@One.example', '4000123412341234', '{a}', 'EU'), (2, 'ANN LEE', 'ANN@one.example', '1', '{A}', 'eu'),
    (3, 'ann lee', '@', NULL, NULL, 'EU'), (4, NULL, NULL, '4000123412349999', NULL, 'US'), (5, 'Änn Lee', 'none', '', '{ä}', NULL);`;

const template = CATALOGUE.datasets[0];
const loosely = { comparesLoosely: true } as const;
export const LOOSE: Catalogue = {
  ...CATALOGUE,
  source: { ...CATALOGUE.source, types: { 'bank.place': { kind: 'domain', base: 'text' } } },
  datasets:
    template === undefined
      ? []
      : [
          {
            ...template,
            name: 'clients',
            relation: 't_clients',
            columns: [
              plainColumn('id', 'bigint'),
              plainColumn('name', 'character varying(20)', { ...loosely, class: 'person_name' }),
              plainColumn('email', 'text', { ...loosely, class: 'email' }),
              plainColumn('card', 'character(16)', { ...loosely, class: 'card_number' }),
              plainColumn('tags', 'text[]', loosely),
              plainColumn('place', 'bank.place', loosely),
            ],
          },
        ],
};

export const looseProfile = (
  masks: Readonly<Record<string, MaskKind>>,
  values: readonly string[] | null,
): MaskProfile => {
  const names = ['id', 'name', 'email', 'card', 'tags', 'place'];
  const columns = Object.fromEntries(names.map((name) => [name, masks[name] ?? 'full']));
  const filter = values === null ? null : { column: 'place', values };
  return { digest: JSON.stringify([masks, values]), relations: { clients: { columns, filter } } };
};
export const LOOSE_MASKED = looseProfile({ name: 'initials', email: 'domain', card: 'last4', tags: 'last2' }, ['EU']);

/** What a login of that profile sees, in order of the key. */
export const LOOSE_SHOWN = [
  ['A. L.', '***@One.example', '****1234', null, 'EU', '1'],
  ['a. l.', '***@', null, null, 'EU', '3'],
];
