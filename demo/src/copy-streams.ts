import type { TableName } from './mix.ts';
import { alertRows } from './rows/alerts.ts';
import { makeBank } from './rows/bank.ts';
import { toChunks } from './rows/copy-text.ts';
import { loanRows } from './rows/loans.ts';
import { accountRows, branchRows, customerRows } from './rows/parents.ts';
import { positionRows } from './rows/positions.ts';
import { reportRows } from './rows/reports.ts';
import { transactionRows } from './rows/transactions.ts';

/** The rows of one table as chunks of PostgreSQL's COPY text format, columns in the order of the schema. */
export type CopyStream = { readonly table: TableName; readonly chunks: Iterable<string> };

/**
 * All rows of the bank, parents before children. The same seed and anchor day give the same bytes; every date is
 * counted from `anchorDay` (YYYY-MM-DD). Rows are made as the chunks are read.
 */
export function copyStreams(seed: number, anchorDay: string): readonly CopyStream[] {
  const bank = makeBank(seed, anchorDay);
  const streams = {
    branches: branchRows,
    customers: customerRows,
    accounts: accountRows,
    loan_portfolio: loanRows,
    customer_transactions: transactionRows,
    aml_alerts: alertRows,
    trading_positions: positionRows,
    regulatory_reports: reportRows,
  } satisfies Record<TableName, unknown>;
  return (Object.keys(streams) as TableName[]).map((table) => ({
    table,
    chunks: { [Symbol.iterator]: () => toChunks(streams[table](bank)) },
  }));
}
