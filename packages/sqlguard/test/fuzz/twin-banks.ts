import type { MaskKind } from '@aureus/contract';
import type { MaskProfile } from '../../src/index.ts';
import type { Random } from './random.ts';
import { CARDS, card, hiddenCard } from './twin-cards.ts';
import { maskIn, regionIn, rowOf, type HiddenRows } from './twin-rows.ts';
import { REGIONS } from './twin-catalogue.ts';
import { dateUnder, textUnder, word, type Draw } from './twin-values.ts';

const TABLES = `CREATE SCHEMA bank;
  CREATE TABLE bank.people (id int PRIMARY KEY, name text, email text, ssn varchar(20), card text, phone char(24), home text,
    born date, joined timestamptz, left_at timestamp, note text, region text, n int, code text, day text, pattern text, odd text,
    doc jsonb, tags text[], score float8);
  CREATE TABLE bank.deals (id int PRIMARY KEY, person_id int, amount numeric(12,2), loose numeric, status text, opened date,
    region text, paid bool, iban varchar(34), memo text, detail jsonb);
  CREATE TABLE bank.branches (id int PRIMARY KEY, region text, city text, manager text, opened date);
  CREATE INDEX ON bank.deals (person_id); CREATE INDEX ON bank.people (name); CREATE INDEX ON bank.people (n);
  CREATE INDEX ON bank.deals (region, opened); CREATE INDEX ON bank.people (born, ssn);`;

export type TwinSeeds = { readonly shared: Random; readonly hidden: Random };

/**
 * SQL for one of two banks that look equal under `profile`: what is shown is drawn from `shared`, what is hidden from
 * the bank's own source. Rows lie in an order of their own, and hidden ones make careless predicates fail.
 */
export function twinBank(profile: MaskProfile, draw: TwinSeeds, rows: HiddenRows): string {
  const people = times(40, (index) => person(index + 1, profile, draw));
  const deals = times(80, (index) => deal(index + 1, profile, draw));
  const branches = times(12, (index) => branch(index + 1, profile, draw));
  const cards = times(40, (index) => card(index, profile, draw));
  if (profile.relations['people']?.filter)
    people.push(...times(rows.count, (at) => hiddenPerson(1000 + at, draw, rows)));
  if (profile.relations['deals']?.filter) deals.push(...times(rows.count, (at) => hiddenDeal(1000 + at, draw)));
  if (profile.relations['cards']?.filter) cards.push(...times(rows.count, (at) => hiddenCard(at, draw, rows)));
  const tables = { people, deals, branches, cards };
  const inserts = Object.entries(tables).map(
    ([name, all]) => `INSERT INTO bank.${name} VALUES ${shuffled(all, draw.hidden).join(', ')};`,
  );
  return `${TABLES} ${CARDS} ${inserts.join(' ')} ANALYZE;`;
}

const times = (count: number, make: (index: number) => string): string[] =>
  Array.from({ length: count }, (_, index) => make(index));

const shuffled = <Row>(rows: readonly Row[], random: Random): Row[] =>
  rows
    .map((row) => ({ row, key: random.next() }))
    .toSorted((a, b) => a.key - b.key)
    .map(({ row }) => row);

function person(id: number, profile: MaskProfile, draw: Draw): string {
  const { shared } = draw;
  const mask = (column: string): MaskKind => maskIn(profile, 'people', column);
  const texts = ['name', 'email', 'ssn', 'card', 'phone', 'home'].map((column) => textUnder(mask(column), draw));
  const n = 1 + shared.below(40);
  const day = dateUnder('full', { shared, hidden: shared });
  const doc = {
    flag: shared.chance(0.5),
    n: shared.pick([n, Number(`${n}.0`)]),
    list: [shared.pick(['a', 'b']), n],
    id: `00000000-0000-0000-0000-0000000000${String(10 + n)}`,
  };
  return rowOf([
    id,
    ...texts,
    dateUnder(mask('born'), draw),
    dateUnder(mask('joined'), draw, ' +00'),
    dateUnder(mask('left_at'), draw, ' '),
    textUnder(mask('note'), draw),
    regionIn(profile, 'people', shared),
    n,
    String(shared.below(50)),
    day === 'infinity' ? '2024-01-01' : day,
    shared.pick(['a%', '%b', 'A_', 'x']),
    shared.chance(0.04) ? word(shared, 3) : String(shared.below(9)),
    JSON.stringify(doc).replace('"n":', shared.chance(0.5) ? '"n":' : '"m":1.0,"n":'),
    `{${times(shared.below(3), () => shared.pick(['a', 'b', 'c'])).join(',')}}`,
    shared.pick([0.1, 0.2, 0.3, 1e15, 1e-9]),
  ]);
}

/** Every column on which one operator can raise does, if this bank raises. */
function hiddenPerson(id: number, { hidden }: Draw, { raises }: HiddenRows): string {
  const doc = raises
    ? { flag: word(hidden, 3), n: 'x', list: { a: 1 }, id: word(hidden, 2) }
    : { flag: hidden.chance(0.5), n: hidden.below(9), list: [], id: '00000000-0000-0000-0000-000000000001' };
  const born = hidden.pick(['infinity', '1901-02-03', '2030-01-01']);
  const texts = times(6, () => word(hidden, 6 + hidden.below(5)));
  return rowOf([
    raises && hidden.chance(0.05) ? 1_000_000 + id : id,
    ...texts,
    born,
    born,
    born,
    word(hidden, 4),
    hidden.chance(0.5) ? 'XX' : null,
    raises ? hidden.pick([0, -100, 2_147_483_647]) : hidden.below(40),
    raises ? hidden.pick([`n${word(hidden, 3)}`, null, '99999999999999999999']) : String(hidden.below(50)),
    raises ? hidden.pick(['never', '2024-99-99']) : '2024-01-02',
    raises ? 'x\\' : 'x',
    raises ? word(hidden, 3) : '1',
    JSON.stringify(doc),
    '{z}',
    raises ? 1e308 : 1,
  ]);
}

/** Shown amounts and ids; a person that the bank does not show, and none, are among the references. */
function deal(id: number, profile: MaskProfile, draw: Draw): string {
  const { shared, hidden } = draw;
  const mask = (column: string): MaskKind => maskIn(profile, 'deals', column);
  const opened = `2024-${String(1 + shared.below(12)).padStart(2, '0')}-${String(1 + shared.below(28)).padStart(2, '0')}`;
  const detail = mask('detail') === 'full' ? shared : hidden;
  return rowOf([
    id,
    shared.chance(0.05) ? null : shared.chance(0.1) ? 1000 + shared.below(20) : 1 + shared.below(44),
    shared.below(50) * 10.5,
    shared.pick(['1', '1.0', '1.00', '2.5', '-3', '7e2']),
    shared.pick(['open', 'closed', 'late']),
    opened,
    regionIn(profile, 'deals', shared),
    shared.pick(['true', 'false', null]),
    textUnder(mask('iban'), draw),
    textUnder(mask('memo'), draw),
    JSON.stringify({ k: detail.below(9) }),
  ]);
}

function hiddenDeal(id: number, { hidden }: Draw): string {
  const region = hidden.chance(0.5) ? 'XX' : null;
  const texts = [word(hidden, 12), word(hidden, 3), JSON.stringify({ k: word(hidden, 2) })];
  const amounts = [hidden.below(9_000_000), hidden.pick(['NaN', '0', '1e100'])];
  return rowOf([id, 1 + hidden.below(40), ...amounts, 'hidden', '2031-01-01', region, 'true', ...texts]);
}

function branch(id: number, profile: MaskProfile, draw: Draw): string {
  const { shared } = draw;
  const manager = textUnder(maskIn(profile, 'branches', 'manager'), draw);
  return rowOf([
    id,
    shared.pick(REGIONS),
    shared.pick(['Ulm', 'Bath', 'Reno']),
    manager,
    `20${10 + shared.below(9)}-01-01`,
  ]);
}
