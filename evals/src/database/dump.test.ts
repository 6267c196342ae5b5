import assert from 'node:assert/strict';
import { test } from 'node:test';
import pg from 'pg';
import { createDatabase } from '../../../apps/server/test/support/postgres.ts';
import { runDump, splitDump } from './dump.ts';

const SCRIPT = `\\restrict abc
SET client_encoding = 'UTF8';
CREATE TABLE t (a integer, b text);
INSERT INTO t VALUES (1, 'semi;colon');
COPY public.t (a, b) FROM stdin;
2\tback\\\\slash
3\t\\N
\\.

CREATE INDEX ON t (a);
\\unrestrict abc
`;

test('a dump falls into statements and rows, without the commands of psql', () => {
  assert.deepEqual(
    splitDump(SCRIPT).map((piece) => piece.kind),
    ['sql', 'copy', 'sql'],
  );
  assert.ok(splitDump(SCRIPT).every((piece) => !piece.text.includes('restrict')));
});

test('a dump is loaded as psql would load it', async () => {
  const url = await createDatabase();
  await runDump(url, SCRIPT);
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query({ text: 'SELECT a, b FROM t ORDER BY a', rowMode: 'array' });
  await client.end();
  assert.deepEqual(rows, [
    [1, 'semi;colon'],
    [2, 'back\\slash'],
    [3, null],
  ]);
});
