const PARCEL =
  'SELECT p.parcel_id, p.origin_depot_id, p.destination_depot_id, p.rider_id, p.status, p.weight, p.price, p.delay_minutes, p.sent_date FROM parcels p';

/** Questions to a courier service, and the SQL they are read as. */
export const COURIER: readonly (readonly [question: string, sql: string])[] = [
  [
    'How many parcels are there from Northgate to Southside?',
    "SELECT COUNT(*) AS number_of_parcels FROM parcels p WHERE EXISTS (SELECT 1 FROM depots d WHERE d.depot_id = p.destination_depot_id AND d.name = 'Southside') AND EXISTS (SELECT 1 FROM depots d2 WHERE d2.depot_id = p.origin_depot_id AND d2.name = 'Northgate')",
  ],
  [
    'parcels from Oslo',
    `${PARCEL} WHERE EXISTS (SELECT 1 FROM depots d WHERE d.depot_id = p.origin_depot_id AND d.city = 'Oslo')`,
  ],
  [
    'parcels arriving at Southside',
    `${PARCEL} WHERE EXISTS (SELECT 1 FROM depots d WHERE d.depot_id = p.destination_depot_id AND d.name = 'Southside')`,
  ],
  [
    'parcels delivered to Oslo',
    `${PARCEL} WHERE p.status = 'delivered' AND EXISTS (SELECT 1 FROM depots d WHERE d.depot_id = p.destination_depot_id AND d.city = 'Oslo')`,
  ],
];

/** Questions to the courier service that can be read in two ways. */
export const COURIER_OPEN: readonly string[] = ['parcels of Northgate', 'How many parcels has Southside?'];
