import assert from 'node:assert/strict';
import { test } from 'node:test';
import { shipping } from '../catalogues.test-data.ts';
import { makeNamer, nameWords } from './naming.ts';

test('spells abbreviations out and separates words', () => {
  assert.deepEqual(nameWords('custTxnAmt'), ['customer', 'transaction', 'amount']);
  assert.deepEqual(nameWords('loan_portfolio'), ['loan', 'portfolio']);
  assert.deepEqual(nameWords('dob'), ['birth', 'date']);
});

test('cuts names without separators where known words meet, and drops what every table begins with', () => {
  const namer = makeNamer(shipping.datasets);
  assert.deepEqual(namer.table('shcustomer'), ['customer']);
  assert.deepEqual(namer.column('shcustomer', 'shcustcountry'), ['customer', 'country']);
  assert.deepEqual(namer.column('shshipment', 'shshipmentvesselid'), ['shipment', 'vessel', 'id']);
});

test('leaves a word alone that it cannot cut', () => {
  assert.deepEqual(makeNamer([]).table('zyxwvut'), ['zyxwvut']);
  assert.deepEqual(makeNamer([]).table('students'), ['student']);
});
