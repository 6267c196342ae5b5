import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { test } from 'node:test';
import { STAGES } from '@aureus/contract';

const read = (name: string): string => readFileSync(new URL(name, import.meta.url), 'utf8');

test('each stage has a file of its name, and that file alone mints its outcome', () => {
  const minted = readdirSync(new URL('.', import.meta.url))
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .flatMap((name) => [...read(name).matchAll(/mint<(\w+)>/g)].map(([, type]) => [type, name] as const));
  const branded = [...read('stages.ts').matchAll(/export type (\w+) = Branded<\s*'(\w+)'/g)];
  assert.deepEqual(branded.map(([, , stage]) => stage).toSorted(), [...STAGES].toSorted());
  for (const [, type, stage] of branded) {
    assert.deepEqual([...new Set(minted.filter(([name]) => name === type).map(([, file]) => file))], [`${stage}.ts`]);
  }
});

test('answer.ts calls every stage once, in the order of the contract', () => {
  const called = [...read('answer.ts').matchAll(/trail\.step\('(\w+)'/g)].map(([, stage]) => stage ?? '');
  const inLoop = ['plan', 'guard', 'permit', 'compile', 'intend', 'preflight'];
  assert.deepEqual(
    called.filter((one) => inLoop.includes(one)),
    inLoop,
  );
  assert.deepEqual(
    called.filter((one) => !inLoop.includes(one)),
    STAGES.filter((one) => !inLoop.includes(one)),
  );
});
