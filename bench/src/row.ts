/** One comparison, measured in one run on one machine. */
export type Row = {
  readonly what: string;
  readonly yardstick: string;
  readonly aim: string;
  /** The figure that the aim speaks of. */
  readonly value: number;
  readonly holds: boolean;
  /** What it was made of. */
  readonly figures: Readonly<Record<string, number>>;
};

export type Say = (sentence: string) => void;

/** The value that `share` of all values stay below (nearest rank). */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}

export const median = (values: readonly number[]): number => percentile(values, 0.5);

export const round = (value: number, digits = 2): number => Number(value.toFixed(digits));

export async function timed<T>(work: () => Promise<T>): Promise<{ readonly ms: number; readonly value: T }> {
  const started = performance.now();
  const value = await work();
  return { ms: performance.now() - started, value };
}

/** A line a row, its figures below it. */
export function toTable(rows: readonly Row[]): string {
  return rows
    .flatMap(({ what, yardstick, aim, value, holds, figures }) => [
      `${holds ? '✔' : '✖'} ${what} / ${yardstick}: ${value} (aim ${aim})`,
      `    ${Object.entries(figures)
        .map(([name, figure]) => `${name} ${figure}`)
        .join(', ')}`,
    ])
    .join('\n');
}
