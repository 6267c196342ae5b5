import assert from 'node:assert/strict';
import { test } from 'node:test';
import { countOpened, holds, judge, type Account } from './verdict.ts';

const chainOf = (...types: string[]) => types.map((type, index) => ({ seq: index + 1, type }));
const good: Account = {
  id: 'a',
  found: true,
  status: 'success',
  code: null,
  executed: 'yes',
  opened: 1,
  chain: chainOf('request', 'derivation', 'decision', 'execution', 'release'),
};

test('a question that ended once, ran once and is on record holds', () => {
  assert.ok(holds(judge([good])));
  const unknown: Account = { ...good, status: 'error', code: 'INTERNAL_ERROR', executed: 'unknown', opened: 0 };
  assert.deepEqual(judge([good, unknown]).by_code, { INTERNAL_ERROR: 1 });
  assert.equal(judge([unknown]).executed_unknown, 1);
});

test('each broken promise is found', () => {
  const broken: Record<string, Account> = {
    lost: { ...good, found: false, status: null },
    unfinished: { ...good, status: 'running' },
    ended_twice: { ...good, chain: chainOf('request', 'refusal', 'release') },
    executed_twice: { ...good, opened: 2 },
    run_without_record: { ...good, chain: chainOf('request', 'refusal') },
    answered_from_nowhere: { ...good, opened: 0 },
    broken_chains: {
      ...good,
      chain: [
        { seq: 1, type: 'request' },
        { seq: 3, type: 'release' },
      ],
    },
  };
  for (const [finding, account] of Object.entries(broken)) {
    const findings = judge([account]);
    assert.ok((findings as Record<string, unknown>)[finding]?.toString().includes('a'), finding);
    assert.ok(!holds(findings), finding);
  }
});

test('an execution on record twice is found also where the bank saw one', () => {
  const twice = { ...good, chain: chainOf('request', 'decision', 'execution', 'execution', 'release') };
  assert.deepEqual(judge([twice]).executed_twice, ['a']);
});

test('only an opened cursor counts as an execution on the bank', () => {
  const log = [
    'LOG:  execute <unnamed>: EXPLAIN (FORMAT JSON) SELECT 1 WHERE amount > 1000001',
    'LOG:  execute <unnamed>: DECLARE c NO SCROLL CURSOR WITHOUT HOLD FOR SELECT 1 WHERE amount > 1000001',
    'LOG:  execute <unnamed>: DECLARE c NO SCROLL CURSOR WITHOUT HOLD FOR SELECT 1 WHERE amount > 10000011',
  ].join('\n');
  assert.equal(countOpened(log, 1_000_001), 1);
  assert.equal(countOpened(log, 1_000_002), 0);
});
