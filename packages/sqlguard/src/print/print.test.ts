import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { compiled } from '../../test/bank.ts';
import { isReadBack, misreadTrees, randomTree, withoutBracketsOf } from '../../test/fuzz/printer-fuzz.ts';
import { makeRandom } from '../../test/fuzz/random.ts';
import { generateQuery } from '../../test/fuzz/query-generator.ts';
import { shippedProfiles } from '../../test/fuzz/shipped-profiles.test-server.ts';
import { TWIN_CATALOGUE, TWIN_OPEN } from '../../test/fuzz/twin-catalogue.ts';
import { parse } from '../../test/parse.ts';
import { compile } from '../index.ts';
import { quoteLiteral, quoteName } from './quote.ts';
import { isSameTree } from './same-tree.ts';

const SEED = 41;
const profiles = await shippedProfiles();
/** Kinds that the printer puts into brackets. */
const BRACKETED = [
  'operation',
  'logic',
  'not',
  'null_test',
  'truth_test',
  'distinction',
  'in_list',
  'between',
  'over_array',
  'subscript',
  'collate',
] as const;

describe('the printer', () => {
  it('prints random trees so that the parser gives each one back', () => {
    assert.deepEqual(misreadTrees(makeRandom(SEED), 12_000), []);
  });

  for (const kind of BRACKETED) {
    it(`would be caught without the brackets of one ${kind}`, () => {
      const random = makeRandom(SEED + 1);
      const isCaught = (): boolean => {
        const query = randomTree(random);
        const bare = withoutBracketsOf(query, kind);
        return bare !== null && !isReadBack(query, bare);
      };
      let tries = 0;
      while (tries < 3000 && !isCaught()) tries += 1;
      assert.ok(tries < 3000);
    });
  }

  it('never fails its own check on generated questions, whatever the profile', () => {
    const random = makeRandom(SEED + 2);
    for (let index = 0; index < 3000; index += 1) {
      const sql = generateQuery(random);
      const profile = random.pick([TWIN_OPEN, ...profiles.map((named) => named.profile)]);
      const provision = profile === TWIN_OPEN ? 'none' : random.pick(['views', 'inline'] as const);
      const input = { sql, catalogue: TWIN_CATALOGUE, instant: { at: '2026-01-02T03:04:05Z', timeZone: 'UTC' }, parse };
      const result = compile({ ...input, profile, provision, maskedSchema: 'm', rowCap: 10 });
      assert.notEqual(result.ok || result.verdict.rule, 'print.mismatch', sql);
      assert.notEqual(result.ok || result.verdict.rule, 'parse.failed', sql);
    }
  });

  it('prints what it printed, unchanged', () => {
    const once = compiled("select l.id from loans l where l.amount > 1 and (l.status = 'x' or not l.id = 2)").sql;
    assert.equal(
      once,
      `SELECT "l"."id" AS "id" FROM "bank"."t_loans" AS "l" WHERE (("l"."amount" OPERATOR(pg_catalog.>) 1) AND (("l"."status" OPERATOR(pg_catalog.=) CAST('x' AS pg_catalog."text")) OR (NOT ("l"."id" OPERATOR(pg_catalog.=) 2)))) LIMIT 10000`,
    );
  });

  it('quotes names and literals so that nothing ends early', () => {
    assert.equal(quoteName('a"b'), '"a""b"');
    assert.equal(quoteLiteral("a'b"), "'a''b'");
    assert.equal(quoteLiteral("\\'"), "E'\\\\'''");
    assert.equal(quoteLiteral('\u200B\u{E0001}'), "U&'\\200B\\+0E0001'");
  });

  it('compares trees by everything but positions', () => {
    assert.ok(isSameTree({ a: [1, { location: 1 }] }, { a: [1, { location: 2 }] }));
    for (const other of [{ a: [1] }, { a: [2, {}] }, { b: [1, {}] }, { a: [1, {}], c: 1 }, null, 'a', [1]]) {
      assert.ok(!isSameTree({ a: [1, {}] }, other));
    }
  });
});
