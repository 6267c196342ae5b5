import type { Figures, SuiteResult } from './tally.ts';

/** What a person reads: a line a suite, its kinds below it, and what failed first. */
export function toTable(suites: readonly SuiteResult[]): string {
  const lines = [row('suite', 'total', 'passed', '%')];
  for (const { suite, total, passed, by, figures } of suites) {
    lines.push(row(suite, total, passed, percent(passed, total)));
    const kinds = Object.entries(by);
    if (kinds.length > 1) {
      for (const [kind, score] of kinds)
        lines.push(row(`  ${kind}`, score.total, score.passed, percent(score.passed, score.total)));
    }
    const shown = toFigures(figures);
    if (shown !== '') lines.push(`    ${shown}`);
  }
  return lines.join('\n');
}

function toFigures(figures: Figures): string {
  return Object.entries(figures)
    .map(
      ([name, value]) =>
        `${name} ${typeof value === 'object' && value !== null ? JSON.stringify(value) : (value ?? '–')}`,
    )
    .join(', ');
}

function row(name: string, total: string | number, passed: string | number, share: string): string {
  return `${name.padEnd(36)} ${String(total).padStart(7)} ${String(passed).padStart(7)} ${share.padStart(7)}`;
}

function percent(part: number, whole: number): string {
  return whole === 0 ? '–' : ((100 * part) / whole).toFixed(1);
}
