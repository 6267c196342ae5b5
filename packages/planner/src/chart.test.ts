import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Edge, Rule } from './chart.ts';
import { Chart } from './chart.ts';

const leaf = (cat: string, sem: unknown, i: number): Edge => ({ cat, sem, cost: 0.1, i, j: i + 1, kids: [] });
const sum: Rule = {
  lhs: 'S',
  rhs: ['S', 'plus', 'S'],
  cost: 0,
  act: ([a, , b]) => [{ sem: Number(a) + Number(b), cost: 0 }],
};
const one: Rule = { lhs: 'S', rhs: ['n'], cost: 0, act: ([n]) => [{ sem: n, cost: 0 }] };

test('builds the whole from its parts, once for each meaning', () => {
  const leaves = [leaf('n', 1, 0), leaf('plus', '', 1), leaf('n', 2, 2), leaf('plus', '', 3), leaf('n', 3, 4)];
  assert.deepEqual(
    new Chart(5, [sum, one]).parse(leaves, 'S').map((edge) => edge.sem),
    [6],
  );
});

test('a gap that nothing fills leaves no whole', () => {
  assert.deepEqual(new Chart(2, [sum, one]).parse([leaf('n', 1, 0)], 'S'), []);
});

test('keeps the cheapest readings of a cell, in order', () => {
  const either: Rule = {
    lhs: 'S',
    rhs: ['n'],
    cost: 0,
    act: () => Array.from({ length: 20 }, (_, cost) => ({ sem: cost, cost })),
  };
  const found = new Chart(1, [either]).parse([leaf('n', 1, 0)], 'S');
  assert.deepEqual(
    found.map((edge) => edge.sem),
    [0, 1, 2, 3, 4, 5],
  );
});

test('stops when a grammar multiplies without end', () => {
  let calls = 0;
  const wild: Rule = {
    lhs: 'S',
    rhs: ['S'],
    cost: 0,
    act: () => {
      calls += 1;
      return [{ sem: calls, cost: 0.001 }];
    },
  };
  new Chart(1, [wild, one]).parse([leaf('n', 1, 0)], 'S');
  assert.ok(calls <= 10);
});
