import assert from 'node:assert/strict';
import { test } from 'node:test';
import { foldScopes } from './fold-scopes.ts';

test('names every dataset of one filter once, and keeps filters of different words or rules apart', () => {
  const scope = (dataset: string, filter: string, policy = 'p') => ({ dataset, filter, policy });
  assert.deepEqual(
    foldScopes([scope('a', 'is EU'), scope('b', 'is EU'), scope('c', 'is US'), scope('d', 'is EU', 'q')]),
    [
      { datasets: ['a', 'b'], filter: 'is EU', policy: 'p' },
      { datasets: ['c'], filter: 'is US', policy: 'p' },
      { datasets: ['d'], filter: 'is EU', policy: 'q' },
    ],
  );
  assert.deepEqual(foldScopes([]), []);
});
