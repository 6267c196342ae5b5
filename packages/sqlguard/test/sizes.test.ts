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
    for (const sql of [...WORST.map((value) => `select ${value} as v`), ...sweptCalls(makeRandom(SEED), 9000)]) {
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

/** Growth whose worst case no sweep of values meets: references, separators and exponents repeated. */
const WORST = [
  "jsonb_path_query_array(('[1' || repeat(',1', 900) || ']')::jsonb, '-$[*]')::text",
  `format('${'%1$s%1$L%1$I'.repeat(60)}', repeat('"''', 300))`,
  `concat_ws(repeat('x', 3000)${", 'a'".repeat(90)})`,
  "concat_ws(repeat('x', 300), variadic string_to_array(repeat('a', 900), null))",
  "array_to_string(string_to_array(repeat('a', 900), null), repeat('x', 300))",
  "(('[' || repeat('1e131071,', 20) || '1]')::json::jsonb)::text",
  "string_to_array(repeat('1e131071,', 20) || '1', ',')::numeric[]::text",
  "to_jsonb(('[' || repeat('1e999,', 20) || '1]')::json)::text",
  "jsonb_pretty((repeat('[', 300) || repeat(']', 300))::jsonb)",
  "jsonb_pretty(('{\"a\": ' || repeat('[1,', 200) || '1' || repeat(']', 200) || '}')::jsonb)",
  "jsonb_pretty(jsonb_build_array((repeat('[', 200) || repeat(']', 200))::jsonb, array[1, 2]))",
  `jsonb_path_query_array(('[' || repeat('"1e308",', 300) || '1]')::jsonb, '$[*].double()')`,
  "jsonb_path_query_array(('[' || repeat('1,', 900) || '1]')::jsonb, '$[*].type()')",
  // Few characters, and many digits.
  'concat(1e9999, 1e-9999, 7::numeric(1000, 900), 7::numeric(9, -5))',
  '(1e2000 + 1)::text',
  // The exponent is 32,767 by way of its bits, and not the number that is written.
  '1.5 ^ (-1)::bit(15)::int',
  'power(1.5, (-1)::bit(15)::int)',
  "jsonb_path_query_array('[9]', '$[0] * 1.0000000001 * 1.0000000001 * 1.0000000001')",
  ...['_int8', '_numeric', '_text', 'text'].map(
    (type) => `(select x.a from json_to_record(('{"a": [' || repeat('1,', 900) || '1]}')::json) as x (a ${type}))`,
  ),
];

/** What a server says of a value beyond its own bounds (`chr` says it of a number that is no character). */
const TOO_LARGE = new Set(['54000', '53200']);

/** Bytes of the largest value, as text and in memory; null where the server refuses the values. */
async function measure(bank: BankServer, sql: string): Promise<number | null> {
  const text = `SELECT max(greatest(octet_length(v::text), pg_column_size(v))) FROM (${sql}) AS x (v)`;
  const failed = await bank.fail(text);
  if (failed !== null) return TOO_LARGE.has(failed) && !/\bchr\b/.test(sql) ? Number.POSITIVE_INFINITY : null;
  return Number((await bank.ask(text)).rows[0]?.[0] ?? 0);
}
