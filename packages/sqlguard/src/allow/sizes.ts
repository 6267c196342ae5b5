/** What a size rule sees of one argument: its upper size in bytes and, where it is a literal, the literal's text. */
export type Sized = { readonly size: number; readonly literal: string | null };
export type SizeRule = (args: readonly Sized[]) => number;

/** Numbers, booleans, dates: the width of their text never depends on the data. */
export const scalar: SizeRule = () => 64;

/** At most `factor` times one argument (case mapping may lengthen a character). */
export const like =
  (index: number, factor = 1): SizeRule =>
  (args) =>
    (args[index]?.size ?? 0) * factor + 64;

/** All arguments together, each escaped at worst `factor` times. */
export const together =
  (factor = 1): SizeRule =>
  (args) =>
    args.reduce((sum, arg) => sum + arg.size, 0) * factor + 16 * (args.length + 1);

/** `count` copies of `index`, where the count is a literal; an unreadable count is too large. */
export const times =
  (index: number, count: number): SizeRule =>
  (args) => {
    const copies = Number(args[count]?.literal ?? Number.NaN);
    return Number.isFinite(copies) ? (args[index]?.size ?? 0) * Math.max(copies, 0) : Number.POSITIVE_INFINITY;
  };

/** Padded to a literal length of at most four bytes a character. */
export const padded =
  (index: number, length: number): SizeRule =>
  (args) => {
    const wanted = Number(args[length]?.literal ?? Number.NaN);
    return Number.isFinite(wanted)
      ? Math.max(args[index]?.size ?? 0, Math.max(wanted, 0) * 4)
      : Number.POSITIVE_INFINITY;
  };

/** Every byte of `index` may become the whole of `by`: the worst case of replace and its kin. */
export const replaced =
  (index: number, by: number): SizeRule =>
  (args) =>
    (args[index]?.size ?? 0) * Math.max(1, (args[by]?.size ?? 1) + 1);
