import type { Result } from './evidence.ts';

/** Cells kept in memory over all results: some 30 MB of short texts. */
const MAX_CELLS = 300_000;

export type OpenedResult = { readonly run: string; readonly result: Result };

/** Results decrypted lately, so that a page, its polls and its download open a file once. */
export type OpenedResults = {
  get(evidenceId: string): OpenedResult | undefined;
  /** Pushes out those that were not asked for longest. A result that is larger than the whole room is not kept. */
  put(evidenceId: string, opened: OpenedResult): void;
};

export function makeOpenedResults(maxCells: number = MAX_CELLS): OpenedResults {
  const kept = new Map<string, OpenedResult>();
  let cells = 0;
  const drop = (evidenceId: string): void => {
    const opened = kept.get(evidenceId);
    if (opened === undefined) return;
    kept.delete(evidenceId);
    cells -= cellsOf(opened);
  };
  const put = (evidenceId: string, opened: OpenedResult): void => {
    drop(evidenceId);
    if (cellsOf(opened) > maxCells) return;
    kept.set(evidenceId, opened);
    cells += cellsOf(opened);
    for (const oldest of kept.keys()) {
      if (cells <= maxCells) return;
      drop(oldest);
    }
  };
  return {
    get: (evidenceId) => {
      const opened = kept.get(evidenceId);
      if (opened !== undefined) put(evidenceId, opened);
      return opened;
    },
    put,
  };
}

/** An answer without rows costs something too. */
const cellsOf = ({ result }: OpenedResult): number => 1 + result.rows.length * result.columns.length;
