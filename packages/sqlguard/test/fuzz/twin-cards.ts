import type { MaskKind } from '@aureus/contract';
import type { MaskProfile } from '../../src/index.ts';
import { CARD_STATES } from './twin-catalogue.ts';
import { maskIn, regionIn, rowOf, type HiddenRows } from './twin-rows.ts';
import { dateUnder, keyUnder, textUnder, word, type Draw } from './twin-values.ts';
import type { Random } from './random.ts';

const STATES = CARD_STATES.map((state) => `'${state}'`).join(', ');

/** A domain refuses what a mask makes of its values: a mask that kept the domain would raise. */
export const CARDS = `CREATE DOMAIN bank.mail AS text CHECK (VALUE !~ '^\\*'); CREATE DOMAIN bank.short AS varchar(20);
  CREATE DOMAIN bank.tax AS bank.short CHECK (VALUE !~ '^\\*'); CREATE DOMAIN bank.day AS date;
  CREATE DOMAIN bank.amount AS numeric(12,2); CREATE TYPE bank.state AS ENUM (${STATES});
  CREATE COLLATION bank.loose (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
  CREATE TABLE bank.cards (iban varchar(34) PRIMARY KEY, holder int, mail bank.mail, tax bank.tax, pin char(20), kin char(24),
    since bank.day, ceiling bank.amount, title text COLLATE "und-x-icu", sign text COLLATE "und-x-icu",
    nick text COLLATE bank.loose, state bank.state, risk bank.state, terms json, secret json, seal bytea, scan bytea, region text);
  CREATE INDEX ON bank.cards (mail); CREATE INDEX ON bank.cards (state, since); CREATE INDEX ON bank.cards (holder, risk);`;

/** A card of which nothing is told by its place: its key, too, is only what `profile` shows of it. */
export function card(index: number, profile: MaskProfile, draw: Draw): string {
  const { shared } = draw;
  const mask = (column: string): MaskKind => maskIn(profile, 'cards', column);
  const text = (column: string): string | null => textUnder(mask(column), draw);
  const from = (column: string): Random => (mask(column) === 'full' ? shared : draw.hidden);
  return rowOf([
    keyUnder(mask('iban'), String(10 + index), draw),
    shared.chance(0.05) ? null : 1 + shared.below(44),
    ...['mail', 'tax', 'pin', 'kin'].map(text),
    dateUnder(mask('since'), draw),
    shared.below(50) * 10.25,
    shared.pick(['A', 'a', 'Ab', 'ab', '\u00c4', 'b', 'B', '', null]),
    text('sign'),
    text('nick'),
    state(from('state')),
    state(from('risk')),
    document(shared),
    document(from('secret')),
    bytes(from('seal')),
    bytes(from('scan')),
    regionIn(profile, 'cards', shared),
  ]);
}

/** What one operator may raise on does, if this bank raises. */
export function hiddenCard(at: number, { hidden }: Draw, { raises }: HiddenRows): string {
  const region = hidden.chance(0.5) ? 'XX' : null;
  return rowOf([
    `${raises ? 'hidden' : 'h'} ${at} ${word(hidden, 4)}`,
    raises ? hidden.pick([0, -100, 2_147_483_647]) : hidden.below(40),
    ...Array.from({ length: 4 }, () => word(hidden, 12)),
    hidden.pick(['infinity', '1901-02-03', '2030-01-01']),
    raises ? 9_999_999_999.5 : hidden.below(500),
    word(hidden, 3),
    word(hidden, 6),
    word(hidden, 6),
    state(hidden),
    state(hidden),
    raises
      ? `{"flag": "${word(hidden, 3)}", "n": "x", "list": {"${word(hidden, 2)}": 1}}`
      : '{"flag": true, "n": 3, "list": []}',
    document(hidden),
    raises ? '\\xff00' : '\\x61',
    bytes(hidden),
    region,
  ]);
}

const state = (random: Random): string | null => (random.chance(0.1) ? null : random.pick(CARD_STATES));
const bytes = (random: Random): string | null =>
  random.chance(0.1) ? null : `\\x${random.pick(['', '61', '6162', '4142'])}${random.pick(['', '31', '7a'])}`;

/** JSON as somebody wrote it, which its type keeps: blanks, order, names that come twice. */
function document(random: Random): string {
  const n = random.below(9);
  const flag = `"flag": ${random.chance(0.5)}`;
  const list = `"list":${random.pick(['', ' '])}["${random.pick(['a', 'b'])}", ${n}]`;
  const number = `"n": ${random.pick([`${n}`, `"${n}"`, `${n}.0`])}`;
  const parts = random.chance(0.5) ? [flag, list, number] : [number, `"n": ${n}`, list, flag];
  return `{${parts.join(random.pick([', ', ',']))}}`;
}
