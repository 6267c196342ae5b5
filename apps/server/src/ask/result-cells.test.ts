import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ResultColumn } from '@aureus/contract';
import { toCsv, toResultRows } from './result-cells.ts';

const column = (name: string, type: string) => ({ name, type }) as ResultColumn;
const all = { from: 0, to: 100 };

test('a column is numbers only if every value of the whole result has up to 15 digits', () => {
  const columns = [column('small', 'bigint'), column('big', 'bigint'), column('money', 'numeric(14,2)')];
  const rows = [
    ['1', '1', '1500000.00'],
    ['2', '9007199254740993', null],
  ];
  assert.deepEqual(toResultRows(columns, rows, all), [
    { small: 1, big: '1', money: 1_500_000 },
    { small: 2, big: '9007199254740993', money: null },
  ]);
  assert.deepEqual(
    toResultRows(columns, rows, { from: 0, to: 1 })[0]?.['big'],
    '1',
    'a page has the type of the whole',
  );
});

test('NaN, infinity and exponents stay text; booleans are booleans; the rest is PostgreSQL’s own text', () => {
  const columns = [column('a', 'double precision'), column('b', 'boolean'), column('c', 'date')];
  const rows = [
    ['NaN', 't', '2026-03-31'],
    ['1e+300', 'f', null],
  ];
  assert.deepEqual(toResultRows(columns, rows, all), [
    { a: 'NaN', b: true, c: '2026-03-31' },
    { a: '1e+300', b: false, c: null },
  ]);
});

test('repeated names get a number that collides with nothing, and __proto__ is a column', () => {
  const columns = ['n', 'n', 'n_2', '__proto__'].map((name) => column(name, 'text'));
  const [row] = toResultRows(columns, [['a', 'b', 'c', 'd']], all);
  assert.deepEqual(Object.keys(row ?? {}), ['n', 'n_3', 'n_2', '__proto__']);
  assert.equal(Object.getPrototypeOf(row), Object.prototype);
});

test('a CSV spells truth values as JSON does, and no value as nothing', () => {
  assert.equal(toCsv([column('b', 'boolean')], [['t'], ['f'], [null]]), 'b\r\ntrue\r\nfalse\r\n\r\n');
});

test('a CSV cell that a spreadsheet would run gets an apostrophe; numbers do not', () => {
  const columns = [column('note', 'text'), column('n', 'numeric')];
  const rows = [
    ['=1+1', '-5'],
    ['a "b", c', null],
    ['', '1'],
    ['\t@x', '2'],
  ];
  assert.equal(toCsv(columns, rows), 'note,n\r\n\'=1+1,-5\r\n"a ""b"", c",\r\n"",1\r\n\'\t@x,2\r\n');
});
