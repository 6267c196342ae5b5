import type { Jurisdiction, Mix } from './mix.ts';

export type Place = {
  readonly jurisdiction: Jurisdiction;
  readonly region: string;
  readonly country: string;
  readonly city: string;
  /** Branches in this city; customers live where branches are. */
  readonly branches: number;
};

const table: readonly (readonly [Jurisdiction, string, string, readonly (readonly [string, number])[]])[] = [
  [
    'US',
    'Northeast',
    'United States',
    [
      ['New York', 4],
      ['Boston', 2],
      ['Philadelphia', 2],
      ['Hartford', 1],
    ],
  ],
  [
    'US',
    'Southeast',
    'United States',
    [
      ['Atlanta', 2],
      ['Miami', 2],
      ['Charlotte', 1],
      ['Nashville', 1],
    ],
  ],
  [
    'US',
    'Midwest',
    'United States',
    [
      ['Chicago', 3],
      ['Detroit', 1],
      ['Minneapolis', 1],
      ['Columbus', 1],
    ],
  ],
  [
    'US',
    'West',
    'United States',
    [
      ['Los Angeles', 3],
      ['San Francisco', 2],
      ['Seattle', 2],
      ['Denver', 1],
      ['Phoenix', 1],
    ],
  ],
  [
    'EU',
    'Central Europe',
    'Germany',
    [
      ['Frankfurt', 2],
      ['Berlin', 1],
      ['Munich', 1],
    ],
  ],
  ['EU', 'Central Europe', 'Austria', [['Vienna', 1]]],
  [
    'EU',
    'Western Europe',
    'France',
    [
      ['Paris', 3],
      ['Lyon', 1],
    ],
  ],
  ['EU', 'Western Europe', 'Netherlands', [['Amsterdam', 2]]],
  ['EU', 'Western Europe', 'Ireland', [['Dublin', 1]]],
  [
    'EU',
    'Southern Europe',
    'Spain',
    [
      ['Madrid', 2],
      ['Barcelona', 1],
    ],
  ],
  [
    'EU',
    'Southern Europe',
    'Italy',
    [
      ['Milan', 2],
      ['Rome', 1],
    ],
  ],
  ['UK', 'London', 'United Kingdom', [['London', 5]]],
  [
    'UK',
    'Northern England',
    'United Kingdom',
    [
      ['Manchester', 2],
      ['Leeds', 1],
    ],
  ],
  [
    'UK',
    'Scotland',
    'United Kingdom',
    [
      ['Edinburgh', 2],
      ['Glasgow', 1],
    ],
  ],
  ['UK', 'Southern England', 'United Kingdom', [['Bristol', 1]]],
];

export const PLACES: readonly Place[] = table.flatMap(([jurisdiction, region, country, cities]) =>
  cities.map(([city, branches]) => ({ jurisdiction, region, country, city, branches })),
);

/** Branches per region, as parts of the whole. */
export const regionMix: Mix = [...new Set(PLACES.map((place) => place.region))].map((region) => [
  region,
  PLACES.filter((place) => place.region === region).reduce((sum, place) => sum + place.branches, 0),
]);
