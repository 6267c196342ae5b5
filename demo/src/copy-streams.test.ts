import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { copyStreams } from './copy-streams.ts';
import { SIZES, type TableName } from './mix.ts';
import { toDay } from './rows/days.ts';

type Read = Record<string, { digest: string; rows: string[][] }>;

function read(seed: number, anchorDay: string): Read {
  return Object.fromEntries(
    copyStreams(seed, anchorDay).map(({ table, chunks }) => {
      const text = [...chunks].join('');
      const rows = text
        .split('\n')
        .slice(0, -1)
        .map((line) => line.split('\t'));
      return [table, { digest: createHash('sha256').update(text).digest('hex'), rows }];
    }),
  );
}

const bank = read(1, '2026-06-30');
const digests = (one: Read) => Object.values(one).map(({ digest }) => digest);

test('every relation has the rows it promises', () => {
  for (const [table, rows] of Object.entries(SIZES)) assert.equal(bank[table]?.rows.length, rows, table);
});

test('the same seed and day give the same bytes, another seed gives others', () => {
  assert.deepEqual(digests(read(1, '2026-06-30')), digests(bank));
  const other = digests(read(2, '2026-06-30'));
  for (const [index, digest] of digests(bank).entries()) assert.notEqual(other[index], digest);
});

test('a later anchor day moves every date by as many days and changes nothing else', () => {
  const later = read(1, '2026-07-17');
  const dates: Partial<Record<TableName, number[]>> = {
    branches: [6],
    customers: [4, 15],
    accounts: [11],
    loan_portfolio: [13],
    customer_transactions: [3],
    aml_alerts: [9],
    trading_positions: [12, 13],
  };
  for (const [table, columns] of Object.entries(dates)) {
    for (const [index, row] of (bank[table]?.rows ?? []).entries()) {
      const moved = later[table]?.rows[index] ?? [];
      for (const column of columns) assert.equal(toDay(moved[column] ?? '') - toDay(row[column] ?? ''), 17);
      assert.equal(moved[0], row[0]);
      assert.equal(moved.at(-1), row.at(-1));
    }
  }
});

test('free text with a tab in it stays one cell', () => {
  const texts = bank['customer_transactions']?.rows.map((row) => row[10] ?? '') ?? [];
  assert.ok(texts.some((text) => text.includes('\\tsecond part')));
  assert.ok(bank['customer_transactions']?.rows.every((row) => row.length === 13));
});
