import { byteLength } from '../input/byte-length.ts';

/** What a size rule sees of one argument. */
export type Sized = {
  /** In bytes: the upper size, or the usual one. */
  readonly size: number;
  /** The same once it is text. */
  readonly text: number;
  /** The text of a literal. */
  readonly literal: string | null;
  /** No whole number of it is larger; null where that is not known. */
  readonly most: number | null;
  /** Of an array, at most how many elements; of JSON, how many values it has on all its levels. */
  readonly elements: number;
  /** Sizes are the usual ones: what happens at worst is not asked for. */
  readonly isUsual: boolean;
};
/** What is around a value and its parts is added by who asks. `spread`: the last argument is an array that stands for any number of them (VARIADIC). */
export type SizeRule = (args: readonly Sized[], spread: boolean) => number;

/** Numbers, booleans, dates: the width of their text never depends on the data. */
export const scalar: SizeRule = () => 0;

/** At most `factor` times one argument (case mapping may lengthen a character). */
export const like =
  (index: number, factor = 1): SizeRule =>
  (args) =>
    (args[index]?.size ?? 0) * factor;

/** So many characters of `index` as a literal says; a negative number of them leaves that many out. */
export const cut =
  (index: number, length: number): SizeRule =>
  (args) => {
    const wanted = Number(args[length]?.literal ?? Number.NaN);
    const size = args[index]?.size ?? 0;
    return wanted >= 0 ? Math.min(size, wanted * 4) : size;
  };

const sum = (args: readonly Sized[]): number => args.reduce((total, arg) => total + arg.size, 0);

/** All arguments together, with `factor` bytes for each of theirs. */
export const together =
  (factor = 1): SizeRule =>
  (args) =>
    sum(args) * factor;

/** All arguments as JSON: quotes and names around them, and at worst \u0001 for a single byte. */
export const escaped: SizeRule = (args) => sum(args) * (args[0]?.isUsual === true ? 2 : 6);

/** `count` copies of `index`, where the count has a bound; one without is too large. */
export const times =
  (index: number, count: number): SizeRule =>
  (args) => {
    const copies = args[count]?.most ?? Number.POSITIVE_INFINITY;
    return Number.isFinite(copies) ? (args[index]?.size ?? 0) * Math.max(copies, 0) : Number.POSITIVE_INFINITY;
  };

/** Padded to a bounded length of at most four bytes a character. */
export const padded =
  (index: number, length: number): SizeRule =>
  (args) => {
    const wanted = args[length]?.most ?? Number.POSITIVE_INFINITY;
    return Number.isFinite(wanted)
      ? Math.max(args[index]?.size ?? 0, Math.max(wanted, 0) * 4)
      : Number.POSITIVE_INFINITY;
  };

/** Every byte of `index` may become the whole of `by`: the worst case of replace and its kin. */
export const replaced =
  (index: number, by: number): SizeRule =>
  (args) =>
    (args[index]?.size ?? 0) * Math.max(1, (args[by]?.size ?? 1) + 1);

/** All arguments as text, with `separator` bytes between any two of them. */
function joined(args: readonly Sized[], separator: number, spread: boolean): number {
  const parts = args.length + (spread ? (args.at(-1)?.elements ?? 0) : 0);
  return args.reduce((total, arg) => total + arg.text, 0) + Math.max(0, parts - 1) * separator;
}

export const concatenated: SizeRule = (args, spread) => joined(args, 0, spread);

/** The first argument stands between the others. */
export const separated: SizeRule = ([separator, ...args], spread) =>
  joined(args, separator === undefined ? 0 : separator.text, spread);

/** An array's elements with one text between them and one for each that is missing. */
export const listed: SizeRule = ([array, ...between]) =>
  (array?.text ?? 0) + (array?.elements ?? 0) * between.reduce((total, { text }) => total + text, 0);

/** The literal's own bytes and what each reference puts in its place, as often as it stands there; %I and %L quote. */
export const formatted: SizeRule = ([format, ...args], spread) => {
  const text = format?.literal ?? '';
  let total = byteLength(text);
  let last = 0;
  for (const [, , position, kind] of text.matchAll(/%(?:(%)|(?:(\d)\$)?([sIL]))/g)) {
    if (kind === undefined) continue;
    last = position === undefined ? last + 1 : Number(position);
    const size = (spread ? args.at(-1) : args[last - 1])?.text ?? 0;
    total += kind === 's' ? size : size * 2 + 4;
  }
  return total;
};

/**
 * Where all matches of a pattern are, each with its parts in brackets, before the first of them is asked for: as many as
 * the text has letters, of which each is four bytes meanwhile.
 */
export const everyMatch = ([text, pattern]: readonly Sized[]): number => {
  const brackets = pattern?.literal?.match(/\(/g)?.length ?? 0;
  return (text?.size ?? 0) * (4 + 8 * (1 + brackets));
};
