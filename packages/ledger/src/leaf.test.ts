import assert from 'node:assert/strict';
import { test } from 'node:test';
import { leafHashHex } from './leaf.ts';
import { sha256 } from '../test/sample-run.ts';

test('x', async () => {
  assert.equal(typeof (await leafHashHex(new Uint8Array(3), sha256)), 'string');
});
