import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { uniqueNames } from './names.ts';

/** What PostgreSQL makes of a name: 63 bytes of it. */
const cut = (name: string): string => Buffer.from(name).subarray(0, 63).toString('latin1');

describe('names that are told apart', () => {
  const letters = ['x'.repeat(63), 'ä'.repeat(31), '\u{1F600}'.repeat(15), `short${'ß'.repeat(28)}`];
  for (const name of letters)
    it(`stay different once a server has cut them: ${name.slice(0, 6)}…`, () => {
      const given = uniqueNames(Array<string>(1200).fill(name));
      assert.equal(new Set(given.map(cut)).size, given.length);
      for (const one of given) assert.ok(Buffer.byteLength(one) <= 63, one);
      assert.equal(given[0], name);
    });

  it('stay different where different long ones begin alike', () => {
    const given = uniqueNames([1, 2, 3].map((end) => `${'y'.repeat(80)}${end}`));
    assert.equal(new Set(given.map(cut)).size, 3);
  });

  it('are those that were wanted where nothing is in the way', () => {
    assert.deepEqual(uniqueNames(['a', 'b', 'a', 'a_2']), ['a', 'b', 'a_2', 'a_2_2']);
  });
});
