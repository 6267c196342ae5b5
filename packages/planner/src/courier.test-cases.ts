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
  ['How many veterans are there?', "SELECT COUNT(*) AS number_of_riders FROM riders r WHERE r.license = 'Veteran'"],
  ['riders older than 60', 'SELECT r.rider_id, r.full_name FROM riders r WHERE r.age > 60'],
  ['parcels with a delay of more than 2 hours', `${PARCEL} WHERE p.delay_minutes > 120`],
  ['parcels heavier than 20', `${PARCEL} WHERE p.weight > 20`],
  ['depots built before 1950', 'SELECT d.depot_id, d.name FROM depots d WHERE d.built < 1950'],
  ['Which depots were built in 1950?', 'SELECT d.name FROM depots d WHERE d.built = 1950'],
  [
    'parcels of riders older than 60',
    `${PARCEL} WHERE EXISTS (SELECT 1 FROM riders r WHERE r.rider_id = p.rider_id AND r.age > 60)`,
  ],
  [
    'How many parcels were sent each month?',
    "SELECT CAST(DATE_TRUNC('month', p.sent_date) AS date) AS month, COUNT(*) AS number_of_parcels FROM parcels p GROUP BY DATE_TRUNC('month', p.sent_date) ORDER BY DATE_TRUNC('month', p.sent_date)",
  ],
  [
    'average weight of parcels carried by trainees',
    "SELECT AVG(p.weight) AS average_weight FROM parcels p WHERE EXISTS (SELECT 1 FROM riders r WHERE r.rider_id = p.rider_id AND r.license = 'Trainee')",
  ],
  [
    'Which vehicle has the most riders?',
    'SELECT r.vehicle FROM riders r WHERE r.vehicle IS NOT NULL GROUP BY r.vehicle ORDER BY COUNT(*) DESC NULLS LAST FETCH FIRST 1 ROWS WITH TIES',
  ],
  ['Oslo depots', "SELECT d.depot_id, d.name FROM depots d WHERE d.city = 'Oslo'"],
  ['the Northgate depot', "SELECT d.depot_id, d.name FROM depots d WHERE d.name = 'Northgate'"],
];

/** Questions to the courier service that can be read in two ways. */
export const COURIER_OPEN: readonly string[] = [
  'parcels of Northgate',
  'How many parcels has Southside?',
  'Parcels by riders in Oslo',
];
