/**
 * How many values an expression of a path gives: one, or as many as something has parts: the item of the filter around
 * it, the whole document, the `vars` argument.
 */
export type Extent = 'one' | 'item' | 'document' | 'given';
/** So much, once for each part of each of these: `{ document: 2 }` is the square of the document's parts. */
type Powers = { readonly item: number; readonly document: number; readonly given: number };
export type Step = Powers & { readonly what: keyof typeof NANOSECONDS };
/** How many values something has on all its levels, and how long it is. */
type Whole = { readonly parts: number; readonly bytes: number };
export type PathInput = { readonly document: Whole; readonly given: Whole };

/**
 * `read`: a value is taken up, and some thirty bytes stay until the call ends: together they may be 100 MB. `pair`: two values are
 * compared. `digits`: all digits of one number meet all of another.
 */
const NANOSECONDS = { read: 300, pair: 60, digits: 1 / 50 } as const;
/** A number of so many digits takes the room of a value. */
const DIGITS_OF_VALUE = 100;

const NONE: Powers = { item: 0, document: 0, given: 0 };
const WIDTHS: readonly Extent[] = ['one', 'item', 'given', 'document'];

const powersOf = (extent: Extent): Powers => (extent === 'one' ? NONE : { ...NONE, [extent]: 1 });

/** What both together are taken to be. */
export const wider = (left: Extent, right: Extent): Extent =>
  WIDTHS.indexOf(left) > WIDTHS.indexOf(right) ? left : right;

export const step = (what: Step['what'], left: Extent, right: Extent = 'one'): Step => {
  const [of, by] = [powersOf(left), powersOf(right)];
  return { what, item: of.item + by.item, document: of.document + by.document, given: of.given + by.given };
};

/**
 * What a filter does for each item of what it filters. The items are parts of one whole and have no part twice, so what
 * reads each of them reads that whole once; only what looks elsewhere (`$`, `$name`) looks there as often as there are items.
 */
export function filtered({ what, item, ...elsewhere }: Step, extent: Extent): Step {
  const each = Math.max(item, 1);
  if (extent === 'one') return { what, item: 0, ...elsewhere };
  return { what, item: 0, ...elsewhere, [extent]: each + (extent === 'item' ? 0 : elsewhere[extent]) };
}

/** A subscript is computed for each of the arrays that it stands behind; its `@` is the one around. */
export const repeated = (inner: Step, extent: Extent): Step =>
  extent === 'one' ? inner : { ...inner, [extent]: inner[extent] + 1 };

/** Nanoseconds that a path usually takes; memory that stays is counted as time (MAX_USUAL_WORK). */
export function pathWork(steps: readonly Step[], { document, given }: PathInput): number {
  const times = (of: Powers, count: (whole: Whole) => number): number =>
    Math.max(count(document), 1) ** of.document * Math.max(count(given), 1) ** of.given;
  return steps.reduce((sum, one) => sum + times(one, COUNTED[one.what]) * NANOSECONDS[one.what], 0);
}

const values = ({ parts, bytes }: Whole): number => parts + bytes / DIGITS_OF_VALUE;
const COUNTED = { read: values, pair: values, digits: ({ bytes }: Whole): number => bytes };
