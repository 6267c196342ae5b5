import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parquetMetadata } from 'hyparquet';
import { fromParquet, toParquet } from './result-parquet.ts';

const typeOf = (bytes: Uint8Array): string => {
  const element = parquetMetadata(bytes.slice().buffer).schema[1];
  return element?.logical_type?.type ?? element?.converted_type ?? element?.type ?? '';
};

const CASES: readonly [what: string, type: string, stored: string, values: readonly (string | null)[]][] = [
  ['booleans', 'boolean', 'BOOLEAN', ['t', 'f', null]],
  ['integers to their ends', 'integer', 'INT32', ['0', '-2147483647', '2147483647', null]],
  ['the smallest integer as text', 'integer', 'STRING', ['-2147483648']],
  ['bigints beyond 2^53', 'bigint', 'INT64', ['9007199254740993', '-1', null]],
  ['bigints of 19 digits as text', 'bigint', 'STRING', ['9223372036854775807']],
  ['amounts of money', 'numeric(14,2)', 'DECIMAL', ['0.00', '-0.05', '123456789012.34', null]],
  ['decimals of 38 digits', 'numeric', 'DECIMAL', ['-99999999999999999999999999999999999999', '1']],
  [
    'small decimals of 38 digits',
    'numeric',
    'DECIMAL',
    ['0.0000000000000000000000000000000000001', '-1.0000000000000000000000000000000000000'],
  ],
  ['decimals of 39 digits as text', 'numeric', 'STRING', ['100000000000000000000000000000000000000']],
  ['decimals of two scales as text', 'numeric', 'STRING', ['1.5', '1.50']],
  ['NaN and infinity as text', 'numeric', 'STRING', ['NaN', '1']],
  ['doubles', 'double precision', 'DOUBLE', ['0.1', '-1.5', 'NaN', 'Infinity', null]],
  ['doubles that JavaScript prints otherwise as text', 'double precision', 'STRING', ['1e+15', '-0']],
  ['dates', 'date', 'DATE', ['2024-02-29', '0001-01-01', '9999-12-31', null]],
  ['dates before Christ as text', 'date', 'STRING', ['0044-03-15 BC']],
  [
    'timestamps to the microsecond',
    'timestamp without time zone',
    'TIMESTAMP',
    ['2026-01-31 10:30:00', '1969-12-31 23:59:59.999999', '2026-01-31 10:30:00.5'],
  ],
  ['infinite timestamps as text', 'timestamp without time zone', 'STRING', ['infinity']],
  ['instants in UTC', 'timestamp with time zone', 'TIMESTAMP', ['2026-01-31 10:30:00.000001+00']],
  ['instants in another zone as text', 'timestamp with time zone', 'STRING', ['2026-01-31 10:30:00+01']],
  ['text with a byte order mark and emoji', 'text', 'STRING', ['\ufeffa', '😀', '', null]],
  ['types Parquet does not know as text', 'interval', 'STRING', ['1 day 02:00:00']],
];

for (const [what, type, stored, values] of CASES) {
  test(`keeps ${what}`, async () => {
    const result = { columns: [{ name: 'a', type }], rows: values.map((value) => [value]) };
    const bytes = toParquet(result);
    assert.deepEqual(await fromParquet(bytes), result);
    assert.equal(typeOf(bytes) === 'UTF8' ? 'STRING' : typeOf(bytes), stored);
  });
}

test('keeps columns of one name, of no name and of dangerous names apart', async () => {
  const columns = ['a', 'a', 'a_2', '', '__proto__', 'a.b'].map((name) => ({ name, type: 'text' }));
  const result = {
    columns,
    rows: [
      ['1', '2', '3', '4', '5', '6'],
      [null, null, null, null, null, null],
    ],
  };
  assert.deepEqual(await fromParquet(toParquet(result)), result);
});

test('keeps an answer without rows', async () => {
  const result = {
    columns: [
      { name: 'n', type: 'numeric' },
      { name: 't', type: 'text' },
    ],
    rows: [],
  };
  assert.deepEqual(await fromParquet(toParquet(result)), result);
});

test('keeps 10,000 rows in order', async () => {
  const rows = Array.from({ length: 10_000 }, (_, at) => [
    String(at),
    `${at}.50`,
    at % 3 === 0 ? null : 'LOW',
    '2026-01-31',
  ]);
  const columns = [
    { name: 'id', type: 'integer' },
    { name: 'n', type: 'numeric(9,2)' },
    { name: 'r', type: 'text' },
    { name: 'd', type: 'date' },
  ];
  assert.deepEqual(await fromParquet(toParquet({ columns, rows })), { columns, rows });
});

test('refuses a Parquet file that Atlas did not write', async () => {
  const bytes = toParquet({ columns: [{ name: 'a', type: 'text' }], rows: [] });
  const foreign = Buffer.from(
    Buffer.from(bytes).toString('latin1').replace('aureus.atlas.columns', 'another.programs.key'),
    'latin1',
  );
  await assert.rejects(fromParquet(new Uint8Array(foreign)), { code: 'INTERNAL_ERROR' });
});
