export type Score = { total: number; passed: number };
export type Failure = { readonly id: string; readonly why: string };
export type Figures = Record<string, number | string | null | Record<string, number>>;

/** The result of one suite, as `--json` prints it. */
export type SuiteResult = {
  readonly suite: string;
  readonly total: number;
  readonly passed: number;
  readonly by: Record<string, Score>;
  readonly figures: Figures;
  readonly failed: readonly Failure[];
};

/** Counts while a suite runs. */
export type Tally = {
  pass(kind: string): void;
  fail(kind: string, id: string, why: string): void;
  /** Adds to a counter of the figures. */
  count(figure: string, by?: number): void;
  result(figures?: Figures): SuiteResult;
};

export function makeTally(suite: string): Tally {
  const by: Record<string, Score> = {};
  const failed: Failure[] = [];
  const counts: Record<string, number> = {};
  const scoreOf = (kind: string) => (by[kind] ??= { total: 0, passed: 0 });
  return {
    pass: (kind) => {
      const score = scoreOf(kind);
      score.total += 1;
      score.passed += 1;
    },
    fail: (kind, id, why) => {
      scoreOf(kind).total += 1;
      failed.push({ id, why });
    },
    count: (figure, more = 1) => {
      counts[figure] = (counts[figure] ?? 0) + more;
    },
    result: (figures = {}) => {
      const scores = Object.values(by);
      return {
        suite,
        total: scores.reduce((sum, { total }) => sum + total, 0),
        passed: scores.reduce((sum, { passed }) => sum + passed, 0),
        by,
        figures: { ...counts, ...figures },
        failed,
      };
    },
  };
}

/** `part` of `whole`, to four decimals; null where there is no whole. */
export function share(part: number, whole: number): number | null {
  return whole === 0 ? null : Math.round((part / whole) * 10_000) / 10_000;
}

/** The value that 95 of 100 stay below (nearest rank), to two decimals; null of nothing. */
export function p95(values: readonly number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  const value = sorted[Math.ceil(sorted.length * 0.95) - 1];
  return value === undefined ? null : Math.round(value * 100) / 100;
}
