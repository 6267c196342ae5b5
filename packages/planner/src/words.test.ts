import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isOneTypoApart, plural, singular, stem } from './words.ts';

test('singulars', () => {
  const pairs = {
    branches: 'branch',
    cities: 'city',
    balances: 'balance',
    boxes: 'box',
    people: 'person',
    status: 'status',
    loss: 'loss',
    shoes: 'shoe',
    has: 'has',
    bus: 'bus',
    diagnoses: 'diagnosis',
    series: 'series',
    gas: 'gas',
    heroes: 'hero',
  };
  for (const [many, one] of Object.entries(pairs)) assert.equal(singular(many), one);
});

test('plurals', () => {
  const pairs = { branch: 'branches', city: 'cities', balance: 'balances', loans: 'loans', day: 'days' };
  for (const [one, many] of Object.entries(pairs)) assert.equal(plural(one), many);
});

test('a verb and its noun share a stem', () => {
  for (const [a, b] of [
    ['originated', 'origination'],
    ['approved', 'approval'],
    ['submitted', 'submit'],
    ['ordered', 'orders'],
    ['opened', 'open'],
    ['borrowed', 'borrowing'],
  ] as const)
    assert.equal(stem(a), stem(b));
  assert.equal(stem('cat'), 'cat');
});

test('one typing error is an insertion, a deletion, a substitution or a swap', () => {
  for (const [a, b] of [
    ['customer', 'custmer'],
    ['custmer', 'customer'],
    ['balance', 'balamce'],
    ['branch', 'brnach'],
  ] as const)
    assert.ok(isOneTypoApart(a, b));
  for (const [a, b] of [
    ['loan', 'loan'],
    ['loan', 'loaned'],
    ['branch', 'bnarhc'],
    ['ab', 'cd'],
  ] as const)
    assert.ok(!isOneTypoApart(a, b));
});
