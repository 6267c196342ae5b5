import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toSqlSpans } from './sql-spans.ts';

const SQL = `SELECT l."loan_id", 'it''s — <b>' AS note\nFROM loans AS l -- why\nWHERE l.amount > 1000000.00;\n`;

test('joins back to the very text that ran', () => {
  assert.equal(
    toSqlSpans(SQL)
      .map((span) => span.text)
      .join(''),
    SQL,
  );
  const marks = [
    { from: 3, to: 22, kind: 'mask' },
    { from: 30, to: 31, kind: 'mask' },
  ];
  assert.equal(
    toSqlSpans(SQL, marks)
      .map((span) => span.text)
      .join(''),
    SQL,
  );
});

test('marks exactly the characters between two offsets', () => {
  const from = SQL.indexOf('l."loan_id"');
  const marked = toSqlSpans(SQL, [{ from, to: from + 11, kind: 'mask' }]).filter((span) => span.mark === 'mask');
  assert.equal(marked.map((span) => span.text).join(''), 'l."loan_id"');
});

test('gives keywords, strings and numbers their looks', () => {
  const looks = new Map(toSqlSpans(SQL).map((span) => [span.text, span.look]));
  assert.equal(looks.get('SELECT'), 'keyword');
  assert.equal(looks.get('1000000.00'), 'number');
  assert.equal(looks.get(`'it''s — <b>'`), 'string');
});
