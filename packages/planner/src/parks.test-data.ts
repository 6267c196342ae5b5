import type { Catalogue } from '@aureus/contract';
import { catalogue, column, dataset } from './catalogues.test-data.ts';

const PARKS = ['arden', 'birchwood', 'cedar', 'dunmore', 'elmsford', 'fenwick'];
const names = { values: PARKS.map((value) => ({ value, frequency: 1 })) };

const toPark = (name: string): { columns: string[]; references: { dataset: string; columns: string[] } } => ({
  columns: [name],
  references: { dataset: 'parks', columns: ['park_name'] },
});

/** Parks known by their names: which of them adjoin is kept as pairs, and lodges may bear a park's name. */
export const parks: Catalogue = catalogue([
  dataset(
    'parks',
    [
      column('park_name', 'text', 'entity', names),
      column('area', 'integer', 'measure'),
      column('visitors', 'integer', 'measure'),
      column('highest_point', 'text', 'dimension'),
      column('country', 'text', 'dimension', { values: [{ value: 'usa' }, { value: 'canada' }] }),
    ],
    { primaryKey: ['park_name'], displayColumn: 'park_name' },
  ),
  dataset(
    'adjoining',
    [column('park_name', 'text', 'dimension', names), column('adjoins', 'text', 'dimension', names)],
    {
      primaryKey: ['park_name', 'adjoins'],
      foreignKeys: [toPark('park_name'), toPark('adjoins')],
    },
  ),
  dataset(
    'lodges',
    [
      column('lodge_id', 'integer', 'key'),
      column('lodge_name', 'text', 'entity', { values: [{ value: 'arden' }, { value: 'owl nest' }] }),
      column('park_name', 'text', 'dimension', names),
      column('rating', 'double precision', 'measure', { additivity: 'non_additive' }),
      column('beds', 'integer', 'measure'),
    ],
    { displayColumn: 'lodge_name', foreignKeys: [toPark('park_name')] },
  ),
]);
