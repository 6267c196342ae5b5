import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hasSameRows, isSameResult, toCell, type Result } from './same-result.ts';

const of = (...rows: (string | null)[][]): Result => ({ columns: rows[0]?.length ?? 0, rows });

test('results are equal whatever the order of rows and columns', () => {
  assert.ok(isSameResult(of(['a', '1'], ['b', '2']), of(['2', 'b'], ['1', 'a']), false));
});

test('a column is matched with one column only', () => {
  assert.ok(!isSameResult(of(['a', 'a']), of(['a', 'b']), false));
});

test('columns that agree one by one, but not row by row, are no match', () => {
  assert.ok(!isSameResult(of(['a', '1'], ['b', '2']), of(['a', '2'], ['b', '1']), false));
});

test('the right one of two equal-looking columns is found', () => {
  const gold = of(['1', '2', 'x'], ['2', '1', 'y']);
  assert.ok(isSameResult(gold, of(['2', '1', 'x'], ['1', '2', 'y']), true));
});

test('an ordered comparison sees the order, and duplicates count', () => {
  assert.ok(!isSameResult(of(['a'], ['b']), of(['b'], ['a']), true));
  assert.ok(!isSameResult(of(['a'], ['a'], ['b']), of(['a'], ['b'], ['b']), false));
});

test('NULL is no empty text', () => {
  assert.ok(!isSameResult(of([null]), of(['']), false));
  assert.ok(isSameResult(of([null]), of([null]), false));
});

test('two empty results are equal only with as many columns', () => {
  assert.ok(isSameResult({ columns: 2, rows: [] }, { columns: 2, rows: [] }, false));
  assert.ok(!isSameResult({ columns: 2, rows: [] }, { columns: 1, rows: [] }, false));
});

test('the same rows may come with more columns and with repeats, never with more or fewer rows', () => {
  assert.ok(hasSameRows(of(['a'], ['b']), of(['a', '1'], ['b', '2'], ['b', '3'])));
  assert.ok(!hasSameRows(of(['a'], ['b']), of(['a', '1'])));
  assert.ok(!hasSameRows(of(['a']), of(['a', '1'], ['c', '2'])));
  assert.ok(!hasSameRows(of(['a', '1']), of(['a'])));
});

test('numbers are compared to six decimals, text as it stands', () => {
  assert.equal(toCell('5.0000000000000000', 1700), '5');
  assert.equal(toCell('5', 20), '5');
  assert.equal(toCell('0.1000004', 701), '0.1');
  assert.equal(toCell('0.1000006', 701), '0.100001');
  assert.equal(toCell('-0.0000001', 701), '0');
  assert.equal(toCell('100', 20), '100');
  assert.equal(toCell('1e+20', 701), '100000000000000000000');
  assert.equal(toCell('9007199254740993', 20), '9007199254740993');
  assert.equal(toCell('5.0', 25), '5.0');
  assert.equal(toCell('NaN', 1700), 'NaN');
  assert.equal(toCell(null, 1700), null);
});
