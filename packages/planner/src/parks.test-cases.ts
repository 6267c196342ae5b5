/** Questions to parks that are known by their names, and the SQL they are read as. */
export const PARK_CASES: readonly (readonly [question: string, sql: string])[] = [
  [
    'Which parks adjoin cedar?',
    "SELECT p.park_name FROM parks p WHERE EXISTS (SELECT 1 FROM adjoining a WHERE a.park_name = p.park_name AND a.adjoins = 'cedar')",
  ],
  [
    'parks that adjoin the largest park',
    'SELECT p.park_name FROM parks p WHERE EXISTS (SELECT 1 FROM adjoining a JOIN parks p2 ON p2.park_name = a.adjoins WHERE a.park_name = p.park_name AND p2.area = (SELECT MAX(p3.area) FROM parks p3))',
  ],
  ['lodges in arden', "SELECT l.lodge_id, l.lodge_name FROM lodges l WHERE l.park_name = 'arden'"],
  ['the arden lodge', "SELECT l.lodge_id, l.lodge_name FROM lodges l WHERE l.lodge_name = 'arden'"],
  ['How many lodges are in arden?', "SELECT COUNT(*) AS number_of_lodges FROM lodges l WHERE l.park_name = 'arden'"],
  ['parks in the usa', "SELECT p.park_name FROM parks p WHERE p.country = 'usa'"],
  ['lodges named arden', "SELECT l.lodge_id, l.lodge_name FROM lodges l WHERE l.lodge_name = 'arden'"],
  [
    'Which park is the owl nest lodge in?',
    "SELECT p.park_name FROM parks p WHERE EXISTS (SELECT 1 FROM lodges l WHERE l.park_name = p.park_name AND l.lodge_name = 'owl nest')",
  ],
  [
    'Which parks do not adjoin cedar?',
    "SELECT p.park_name FROM parks p WHERE NOT EXISTS (SELECT 1 FROM adjoining a WHERE a.park_name = p.park_name AND a.adjoins = 'cedar')",
  ],
  [
    'lodges in the largest park in the usa',
    "SELECT l.lodge_id, l.lodge_name FROM lodges l WHERE EXISTS (SELECT 1 FROM parks p WHERE p.park_name = l.park_name AND p.country = 'usa' AND p.area = (SELECT MAX(p2.area) FROM parks p2 WHERE p2.country = 'usa'))",
  ],
  [
    'the largest park that adjoins cedar',
    "SELECT p.park_name FROM parks p WHERE EXISTS (SELECT 1 FROM adjoining a WHERE a.park_name = p.park_name AND a.adjoins = 'cedar') AND p.area = (SELECT MAX(p2.area) FROM parks p2 WHERE EXISTS (SELECT 1 FROM adjoining a2 WHERE a2.park_name = p2.park_name AND a2.adjoins = 'cedar'))",
  ],
  [
    'parks with lodges named owl nest',
    "SELECT p.park_name FROM parks p WHERE EXISTS (SELECT 1 FROM lodges l WHERE l.park_name = p.park_name AND l.lodge_name = 'owl nest')",
  ],
];

/** Judgements and figures of which only the asker knows what they mean. */
export const PARKS_OPEN: readonly string[] = [
  'Which park has the highest point?',
  'the highest point in parks that adjoin cedar',
  'Who has the best lodge?',
];
