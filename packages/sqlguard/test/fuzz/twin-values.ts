import type { MaskKind } from '@aureus/contract';
import type { Random } from './random.ts';

const LETTERS = Array.from('abcdefghijklmnopqrstuvwxyz');
/** What may stand in a hidden part: signs that have broken masks elsewhere are among it. */
const ODD = ["'", '"', '\\', '%', '.', '-', 'é', 'ß', 'İ', '\u202E', '\u{1F600}', '\u00A0', '0', '9'];

export const word = (random: Random, length: number): string =>
  Array.from({ length }, () => random.pick(LETTERS)).join('');
const digits = (random: Random, count: number): string =>
  Array.from({ length: count }, () => String(random.below(10))).join('');
/** Hidden text of any length: no @ and no blank, which some masks show. */
const covered = (random: Random, least: number): string =>
  Array.from({ length: least + random.below(6) }, () => random.pick(random.chance(0.15) ? ODD : LETTERS)).join('');
const blanks = (random: Random): string => ' '.repeat(random.below(3));

export type Draw = { readonly shared: Random; readonly hidden: Random };

/** A value of which `kind` shows the same in both banks: what is shown is drawn from `shared`, the rest from `hidden`. */
export function textUnder(kind: MaskKind, { shared, hidden }: Draw): string | null {
  if (kind === 'full') return shared.chance(0.08) ? null : `${shared.pick(['A', 'B', 'C'])}${word(shared, 3)}`;
  if (kind === 'redact') return hidden.chance(0.3) ? null : covered(hidden, 0);
  if (shared.chance(0.08)) return null;
  switch (kind) {
    case 'last2':
      return endingIn(shared.chance(0.2) ? null : digits(shared, 2), hidden);
    case 'last4':
      return endingIn(shared.chance(0.2) ? null : `10${digits(shared, 2)}`, hidden);
    case 'domain':
      return shared.chance(0.15)
        ? hidden.pick(['', covered(hidden, 1), `${word(hidden, 2)}@@${word(hidden, 2)}`, 'a@b@c', '   '])
        : `${blanks(hidden)}${covered(hidden, 0)}@${shared.pick(['one', 'two'])}.example${blanks(hidden)}`;
    case 'initials':
      return nameUnder({ shared, hidden });
    default:
      throw new Error(`no text shows ${kind}`);
  }
}

/** Long enough to show its end, or, without an end, too short to show any: blanks around it count for nothing. */
function endingIn(end: string | null, hidden: Random): string {
  if (end === null) return `${blanks(hidden)}${Array.from(covered(hidden, 0)).slice(0, 3).join('')}`;
  return `${blanks(hidden)}${covered(hidden, end.length)}${end}${blanks(hidden)}`;
}

function nameUnder({ shared, hidden }: Draw): string {
  if (shared.chance(0.05)) return blanks(hidden);
  const part = (letter: string): string => `${letter}${covered(hidden, 0)}`;
  const first = part(shared.pick(['A', 'B', 'C']));
  if (shared.chance(0.2)) return first;
  const middle = hidden.chance(0.3) ? ` ${word(hidden, 1 + hidden.below(4))}` : '';
  return `${blanks(hidden)}${first}${middle}${hidden.chance(0.2) ? '  ' : ' '}${part(shared.pick(['X', 'Y']))}`;
}

/** A key under `kind`, which no other row has: `mark` is the row's own, so that what is hidden may be anything. */
export function keyUnder(kind: MaskKind, mark: string, { shared, hidden }: Draw): string {
  if (kind === 'full') return `K${mark}${word(shared, 2)}`;
  const own = `${word(hidden, 2)}${mark}`;
  if (kind === 'redact') return `${own}${covered(hidden, 0)}`;
  // Too short to show its end, or with one of few ends: rows that look alike are not the same row.
  return shared.chance(0.2) ? own : `${own}${covered(hidden, 1)}10${shared.pick(['0', '1'])}${digits(shared, 1)}`;
}

const two = (value: number): string => String(value).padStart(2, '0');

/** A date or moment of which `kind` shows the same in both banks; some are beyond what dates may show. */
export function dateUnder(kind: MaskKind, { shared, hidden }: Draw, time = ''): string | null {
  if (kind === 'redact')
    return hidden.chance(0.3) ? null : hidden.pick(['infinity', `19${digits(hidden, 2)}-02-03${time}`]);
  if (shared.chance(0.08)) return null;
  const months = kind === 'year' ? hidden : shared;
  const days = kind === 'full' ? shared : hidden;
  if (shared.chance(0.08))
    return kind === 'full' ? 'infinity' : hidden.pick(['infinity', '-infinity', `0044-03-15${time} BC`, '20000-01-01']);
  const clock =
    time === '' ? '' : ` ${two(days.below(24))}:${two(days.below(60))}:${two(days.below(60))}${time.trim()}`;
  return `${1960 + shared.below(40)}-${two(1 + months.below(12))}-${two(1 + days.below(28))}${clock}`;
}
