import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { factsOf } from '../../test/bank.ts';

/** `1.0` and `1.00` are equal: which of them is shown, the plan decides. */
describe('an aggregate that gives one of its values', () => {
  const chosen = (value: string): readonly string[] => [
    `min(${value})`,
    `max(${value})`,
    `mode() within group (order by ${value})`,
    `percentile_disc(0.5) within group (order by ${value})`,
  ];

  it('leaves the answer open where equal values look different', () => {
    for (const call of [...chosen('amount / 3'), ...chosen('age(opened)')])
      assert.notDeepEqual(factsOf(`select ${call} from loans`).undetermined, [], call);
  });

  it('leaves nothing open where they look alike', () => {
    for (const call of [...chosen('amount'), ...chosen('opened')])
      assert.deepEqual(factsOf(`select ${call} from loans`).undetermined, [], call);
  });
});
