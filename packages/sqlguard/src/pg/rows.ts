/** Shapes of the generated catalog rows (scripts/generate-lists.ts). */
export type TypeRow = {
  readonly name: string;
  readonly category: string;
  readonly kind: string;
  readonly preferred?: boolean;
  readonly element?: string;
  readonly majors: number;
};
export type CastRow = {
  readonly source: string;
  readonly target: string;
  readonly context: string;
  readonly method: string;
  readonly majors: number;
};
export type OperatorRow = {
  readonly name: string;
  readonly left: string;
  readonly right: string;
  readonly result: string;
  readonly volatile: string;
  readonly majors: number;
};
export type FunctionRow = {
  readonly name: string;
  /** f function, a aggregate, w window. */
  readonly kind: string;
  readonly args: readonly string[];
  readonly result: string;
  readonly volatile: string;
  readonly majors: number;
  readonly set?: boolean;
  readonly variadic?: string;
  readonly defaults?: number;
  readonly names?: readonly string[];
  readonly out?: readonly (readonly string[])[];
  /** n plain, o ordered-set, h hypothetical. */
  readonly aggregate?: string;
  readonly direct?: number;
};

export type Major = 15 | 16 | 17 | 18;
export const isIn = (row: { readonly majors: number }, major: Major): boolean =>
  (row.majors & (1 << (major - 15))) !== 0;
