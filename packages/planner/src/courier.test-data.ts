import type { Catalogue } from '@aureus/contract';
import { catalogue, column, dataset, values } from './catalogues.test-data.ts';

const toDepot = (name: string): { columns: string[]; references: { dataset: string; columns: string[] } } => ({
  columns: [name],
  references: { dataset: 'depots', columns: ['depot_id'] },
});

/** A courier service: two keys to one parent, years kept as numbers, figures in minutes. */
export const courier: Catalogue = catalogue([
  dataset(
    'depots',
    [
      column('depot_id', 'integer', 'key'),
      column('name', 'text', 'entity', values('Northgate', 'Southside')),
      column('city', 'text', 'dimension', values('Oslo', 'Malmo')),
      column('built', 'integer', 'measure'),
    ],
    { displayColumn: 'name' },
  ),
  dataset(
    'riders',
    [
      column('rider_id', 'integer', 'key'),
      column('full_name', 'text', 'entity'),
      column('age', 'integer', 'measure'),
      column('vehicle', 'text', 'dimension', values('Van', 'Cargo Bike')),
      column('license', 'text', 'dimension', values('Trainee', 'Veteran')),
    ],
    { displayColumn: 'full_name' },
  ),
  dataset(
    'parcels',
    [
      column('parcel_id', 'integer', 'key'),
      column('origin_depot_id', 'integer', 'key'),
      column('destination_depot_id', 'integer', 'key'),
      column('rider_id', 'integer', 'key'),
      column('status', 'text', 'dimension', values('delivered', 'lost', 'in_transit')),
      column('weight', 'numeric(8,2)', 'measure'),
      column('price', 'numeric(8,2)', 'measure'),
      column('delay_minutes', 'integer', 'measure'),
      column('sent_date', 'date', 'date'),
    ],
    {
      defaultDate: 'sent_date',
      foreignKeys: [
        toDepot('origin_depot_id'),
        toDepot('destination_depot_id'),
        { columns: ['rider_id'], references: { dataset: 'riders', columns: ['rider_id'] } },
      ],
    },
  ),
]);
