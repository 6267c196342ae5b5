import type { Catalogue, Column, Dataset } from '@aureus/contract';
import { CATALOGUE, judge, plainColumn } from './bank.ts';

type Known = Pick<Column, 'distinct' | 'mostFrequent' | 'missing' | 'averageWidth'>;
type Described = readonly [name: string, type: string, known?: Known];

const values = (distinct: number, mostFrequent: number, averageWidth?: number): Known => ({
  distinct,
  mostFrequent,
  ...(averageWidth === undefined ? {} : { averageWidth }),
});

const [PLAIN] = CATALOGUE.datasets;

function dataset(name: string, rowEstimate: number, columns: readonly Described[]): Dataset {
  if (PLAIN === undefined) throw new Error('no dataset');
  const made = columns.map(([column, type, known]): Column => plainColumn(column, type, known));
  return { ...PLAIN, id: name, name, relation: name, rowEstimate, primaryKey: [columns[0]?.[0] ?? ''], columns: made };
}

/** A retail bank of real size, with what publication reads of the server's statistics. */
export const LARGE: Catalogue = {
  ...CATALOGUE,
  digest: 'large-bank',
  datasets: [
    dataset('customers', 400_000, [
      ['customer_id', 'bigint', values(400_000, 2.5e-6)],
      ['segment', 'text', values(5, 0.4, 8)],
      ['country', 'character(2)', values(20, 0.5)],
    ]),
    dataset('accounts', 700_000, [
      ['account_id', 'bigint', values(700_000, 1.5e-6)],
      ['customer_id', 'bigint', values(400_000, 1e-5)],
      ['product', 'text', values(12, 0.3, 10)],
      ['opened_on', 'date', values(4000, 0.001)],
      ['closed_on', 'date', { ...values(3000, 0.001), missing: 0.92 }],
      ['status', 'text', values(3, 0.9, 7)],
    ]),
    dataset('transactions', 3_000_000, [
      ['txn_id', 'bigint', values(3_000_000, 3e-7)],
      ['account_id', 'bigint', values(700_000, 1e-5)],
      ['booked_at', 'timestamp with time zone'],
      ['value_date', 'date', values(1500, 0.002)],
      ['amount', 'numeric(14,2)'],
      ['currency', 'character(3)', values(6, 0.5)],
      ['description', 'text', values(200_000, 0.01, 30)],
      ['channel', 'text', values(5, 0.4, 6)],
    ]),
    dataset('complaints', 60_000, [
      ['complaint_id', 'bigint', values(60_000, 2e-5)],
      ['customer_id', 'bigint', values(20_000, 0.001)],
      ['created_on', 'date', values(1200, 0.003)],
      ['body', 'text', { averageWidth: 1500 }],
    ]),
  ],
};

const NOT_COUNTED = { distinct: undefined, mostFrequent: undefined, missing: undefined, averageWidth: undefined };

/** The same where nobody has read statistics. */
export const UNCOUNTED: Catalogue = {
  ...LARGE,
  digest: 'uncounted-bank',
  datasets: LARGE.datasets.map((one) => ({
    ...one,
    columns: one.columns.map((column) => ({ ...column, ...NOT_COUNTED })),
  })),
};

/** True, or the rule that refuses it. */
export function ruleOf(sql: string, catalogue = LARGE): string | true {
  const judged = judge(sql, catalogue);
  return judged.ok || judged.verdict.rule;
}
