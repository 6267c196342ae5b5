import type { Random } from './random.ts';

/** More than the input rules let through, so that their edge is met from both sides. */
const MAX_LENGTH = 34_000;
const MAX_LET_THROUGH = 32_000;

/** Texts meant to break a parser, not to read data: deep, long, odd, cut off, and mixtures of these over the small bank. */
export function hostileText(random: Random): string {
  const text = random.pick(KINDS)(random);
  if (random.chance(0.1)) return text.slice(0, random.below(text.length + 1));
  if (random.chance(0.1)) return sprinkle(random, text);
  return text.slice(0, MAX_LENGTH);
}

/** Mostly short, now and then as long as may be: the longest cost hundreds of milliseconds each. */
const length = (random: Random): number => Math.ceil(MAX_LENGTH * random.next() ** 6) + 10;

/** What goes around a value again and again: opening and closing. */
const AROUND: readonly (readonly [open: string, close: string])[] = [
  ['(', ')'],
  ['((((', '))))'],
  ['[', ']'],
  ['ARRAY[', ']'],
  ['(SELECT ', ')'],
  ['(SELECT 1 FROM loans WHERE id = ', ')'],
  ['EXISTS(SELECT ', ')'],
  ['1 IN (', ')'],
  ['1 = ANY(', ')'],
  ['CASE WHEN ', ' THEN true END'],
  ['CASE 1 WHEN 1 THEN ', ' END'],
  ['abs(', ')'],
  ['coalesce(', ', 1)'],
  ['ROW(', ')'],
  ['CAST(', ' AS text)'],
  ['count(*) FILTER (WHERE ', ')'],
  ['sum(1) OVER (ORDER BY ', ')'],
  ['GREATEST(1, ', ')'],
  ['NOT ', ''],
  ['- ', ''],
  ['+', ''],
  ['-(', ')'],
  ['@ ', ''],
  ['1 BETWEEN 1 AND ', ''],
  ['/*', '*/'],
  ['', '[1]'],
  ['', '::int'],
  ['', '.a'],
  ['', ' IS NULL'],
  ['', ' COLLATE "C"'],
  ['', " AT TIME ZONE 'UTC'"],
  ['', '+1'],
  ['', "||'a'"],
  ['', ' AND true'],
  ['', ' OR true'],
  ['', ', 1'],
  ['', ' = 1'],
  ['', '[]'],
  ['', '!'],
];

/** What a statement is made longer with, and what then closes it; # counts, @ is the number before. */
const CHAINS: readonly (readonly [head: string, link: string, tail?: string])[] = [
  ['SELECT 1', ' UNION SELECT 1'],
  ['SELECT 1', ' EXCEPT ALL VALUES (1)'],
  ['TABLE loans', ' INTERSECT TABLE loans'],
  ['SELECT 1 FROM loans', ' JOIN loans ON true'],
  ['SELECT 1 FROM loans', ' NATURAL JOIN loans'],
  ['SELECT 1 FROM loans a', ', loans a'],
  ['SELECT id', ', id'],
  ['SELECT id FROM loans WHERE id = 1', ' OR id = 1'],
  ['SELECT id FROM loans GROUP BY id', ', id'],
  ['SELECT id FROM loans ORDER BY id', ', id DESC'],
  ['SELECT 1 FROM loans WINDOW w AS ()', ', w AS ()'],
  ['WITH a AS (SELECT 1)', ', a AS (SELECT 1)', ' TABLE a'],
  ['VALUES (1)', ', (1)'],
  ['SELECT * FROM loans', ', loans a#'],
  ['SELECT * FROM loans', ' JOIN loans a# USING (id)'],
  ['SELECT * FROM loans', ' CROSS JOIN LATERAL (SELECT loans.id) a#'],
  ['WITH a AS (SELECT * FROM loans)', ', a# AS (TABLE a)', ' SELECT id FROM a'],
  ['WITH a0 AS (SELECT id FROM loans)', ', a# AS (SELECT id FROM a@)', ' SELECT 1 FROM a0'],
  ['WITH a0 AS (SELECT id FROM loans)', ', a# AS (SELECT x.id FROM a@ x JOIN a@ y USING (id))', ' SELECT 1 FROM a1'],
  ['SELECT id AS a', ', id AS a#'],
  ['SELECT count(*)', ', sum(id) OVER (ORDER BY a#)'],
  ['SELECT id FROM loans WINDOW a AS ()', ', a# AS (PARTITION BY id)'],
  ['SELECT id FROM loans GROUP BY GROUPING SETS ((id)', ', (id)', ')'],
  ["SELECT id FROM loans WHERE status IN ('a'", ", '#'", ')'],
  ['SELECT id FROM loans WHERE id IN (0', ', #', ')'],
  ['SELECT id FROM loans WHERE (id, status) NOT IN ((0, NULL)', ", (#, 'a#')", ')'],
  ['SELECT id FROM loans WHERE id = ANY (ARRAY[0', ', #', '])'],
  ['SELECT 1', ';SELECT 1'],
  ["SELECT 'a'", "\n'a'"],
  ['SELECT 1 -- ', '-'],
  ['SELECT 1 ', '/**/'],
  ['SELECT "a', '""', '"'],
  ['SELECT id AS "a', 'b', '" FROM loans'],
  ["SELECT id FROM loans WHERE status = 'a", 'b', "'"],
  ["SELECT E'", '\\u0041', "'"],
  ["SELECT U&'", '\\00e9', "'"],
  ['SELECT $a$', '$b$', '$a$'],
  ['SELECT 1', '0'],
  ['SELECT a', 'é'],
];

const ODD = [
  '\0',
  '\u0001',
  '\u007f',
  '\u0085',
  '\u00a0',
  '\u00ad',
  '\u0301',
  '\u034f',
  '\u061c',
  '\u115f',
  '\u200b',
  '\u200d',
  '\u202e',
  '\u2028',
  '\u2066',
  '\u3164',
  '\ufe0f',
  '\ufeff',
  '\uffff',
  '\ud800',
  '\udc00',
  '\udbff\udfff',
  '\u{1f600}',
  '\u{e0041}',
  'ﬁ',
  'İ',
  'ẞ',
];

const HONEST = [
  'SELECT c.name, sum(l.amount) AS total FROM customers c JOIN loans l ON l.customer_id = c.id GROUP BY c.name',
  "SELECT date_trunc('month', opened) AS m, count(*) FROM loans WHERE status = 'open' GROUP BY 1 ORDER BY 1",
  'WITH big AS (SELECT * FROM loans WHERE amount > 1e6) SELECT status, rank() OVER (ORDER BY amount) FROM big',
  "SELECT id, info->>'a', tags[1] FROM loans WHERE tags @> ARRAY['t1'] AND opened < now() - interval '1 year' LIMIT 5",
  'SELECT \'naïve – “quoted” 😀\', "id" AS "né" FROM loans -- what\nWHERE note IS NOT NULL',
];

const KINDS: readonly ((random: Random) => string)[] = [
  nested,
  nested,
  chained,
  (random) => {
    const texts = Array.from({ length: 1 + random.below(4) }, () => nested(random).replace('SELECT ', ''));
    return `SELECT ${texts.join(random.pick([', ', ' + ', ' AND ', ' || ', ' UNION SELECT ']))}`;
  },
  (random) => sprinkle(random, random.pick(HONEST)),
  (random) => mutated(random, random.pick(HONEST)),
  (random) => mutated(random, nested(random)),
  soup,
  (random) => Array.from({ length: random.below(40) }, () => random.pick(ODD)).join(''),
  (random) => Array.from({ length: length(random) }, () => String.fromCharCode(random.below(0x10000))).join(''),
];

/** One to three kinds of brackets around each other; every tenth text leaves them open. */
function nested(random: Random): string {
  const layers = Array.from({ length: 1 + random.below(3) }, () => random.pick(AROUND));
  const unit = layers.map(([open, close]) => open.length + close.length).reduce((sum, one) => sum + one);
  const times = Math.ceil(length(random) / unit);
  const open = layers.map(([one]) => one).join('');
  const close = layers
    .map(([, one]) => one)
    .toReversed()
    .join('');
  const core = random.pick(['1', 'true', 'id', "'a'", '*', 'NULL', '']);
  const text = `SELECT ${open.repeat(times)}${core}${random.chance(0.1) ? '' : close.repeat(times)}`;
  return random.chance(0.3) ? `${text} FROM loans` : text;
}

function chained(random: Random): string {
  const [head, link, tail = ''] = random.pick(CHAINS);
  return linked([head, link, random.chance(0.1) ? '' : tail], length(random));
}

function linked([head, link, tail = '']: (typeof CHAINS)[number], most: number): string {
  const links: string[] = [];
  for (let [at, left] = [1, most - head.length - tail.length]; left > 0; at += 1) {
    const made = link.replaceAll('#', String(at)).replaceAll('@', String(at - 1));
    left -= Buffer.byteLength(made);
    if (left >= 0) links.push(made);
  }
  return head + links.join('') + tail;
}

/** As long as the input rules let through: every chain, and brackets around each other both closed and left open. */
export const LONGEST: readonly string[] = [
  ...CHAINS.map((chain) => linked(chain, MAX_LET_THROUGH)),
  ...AROUND.flatMap(([open, close]) => {
    const times = Math.floor((MAX_LET_THROUGH - 20) / (open.length + close.length));
    return [`SELECT ${open.repeat(times)}1${close.repeat(times)}`, `SELECT ${open.repeat(times)}1`];
  }),
];

function sprinkle(random: Random, text: string): string {
  let sprinkled = text;
  for (let count = 1 + random.below(4); count > 0; count -= 1) {
    const at = random.below(sprinkled.length + 1);
    sprinkled = sprinkled.slice(0, at) + random.pick(ODD) + sprinkled.slice(at);
  }
  return sprinkled;
}

/** Words swapped, doubled, dropped, and put where they do not belong. */
function mutated(random: Random, text: string): string {
  const words = text.split(/(?<=\W)|(?=\W)/u);
  for (let count = 1 + random.below(5); count > 0; count -= 1) {
    const at = random.below(words.length);
    const word = words[random.below(words.length)] ?? '';
    const other = random.pick([word, word.repeat(200), '', ...WORDS.slice(0, 3), random.pick(WORDS)]);
    words.splice(at, random.below(3), other);
  }
  return words.join('');
}

const WORDS =
  `SELECT FROM WHERE loans customers id amount name , . ( ) [ ] ' " $$ -- /* */ ; :: : = <> ~ || -> ->> @> + - * / % ^ ! ? NOT AND OR
  IN EXISTS ANY ALL CASE WHEN THEN ELSE END AS ON USING JOIN LATERAL LEFT CROSS UNION WITH RECURSIVE VALUES GROUP BY HAVING ORDER
  LIMIT OFFSET FETCH DISTINCT OVER PARTITION WINDOW FILTER WITHIN ROWS ARRAY ROW CAST COLLATE INTERVAL date text int NULL true
  now() current_date count(*) 1 2.5 1e400 'x' E'\\x' U&'\\+ffffff' x'ff' b'1' $1 :name {} \\ \``.split(/\s+/);

function soup(random: Random): string {
  const count = 1 + Math.ceil(length(random) / 40);
  return `SELECT ${Array.from({ length: count }, () => random.pick(WORDS)).join(random.chance(0.8) ? ' ' : '')}`;
}
