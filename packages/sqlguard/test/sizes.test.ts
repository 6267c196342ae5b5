import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { readCandidate } from '../src/read-candidate.ts';
import { compile } from '../src/index.ts';
import { CATALOGUE, INSTANT, OPEN } from './bank.ts';
import { startBank, type BankServer } from './bank.test-server.ts';
import { sweptCalls } from './fuzz/call-sweep.ts';
import { makeRandom } from './fuzz/random.ts';
import { parse } from './parse.ts';

const SEED = 8;
/** What PostgreSQL keeps around a value. */
const HEADER = 32;

describe('computed sizes', () => {
  let bank: BankServer;
  before(async () => {
    bank = await startBank();
  });
  after(() => bank.stop());

  it('are at least what a real server makes of everything on the lists', async () => {
    const seen = new Set<string>();
    const larger: string[] = [];
    for (const sql of sweptCalls(makeRandom(SEED), 9000)) {
      const input = { sql, catalogue: CATALOGUE, instant: INSTANT, parse };
      const compiled = compile({ ...input, profile: OPEN, provision: 'none', maskedSchema: '', rowCap: 100 });
      if (!compiled.ok) continue;
      const size = readCandidate(input).query.outputs[0]?.size ?? 0;
      const measured = await measure(bank, compiled.sql);
      if (measured === null) continue;
      for (const name of compiled.facts.functions) seen.add(name);
      if (measured > size + HEADER) larger.push(`${measured} > ${size}: ${sql.slice(0, 200)}`);
    }
    assert.deepEqual(larger, []);
    assert.ok(seen.size > 150, `${seen.size} functions were measured`);
  });
});

/** What a server says of a value beyond its own bounds. */
const TOO_LARGE = new Set(['54000', '53200']);

/** Bytes of the largest value, as text and in memory; null where the server refuses the values. */
async function measure(bank: BankServer, sql: string): Promise<number | null> {
  const text = `SELECT max(greatest(octet_length(v::text), pg_column_size(v))) FROM (${sql}) AS x (v)`;
  const failed = await bank.fail(text);
  if (failed !== null) return TOO_LARGE.has(failed) ? Number.POSITIVE_INFINITY : null;
  return Number((await bank.ask(text)).rows[0]?.[0] ?? 0);
}
