import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { UNSORTED_FUNCTIONS } from '../../src/allow/unsorted.ts';
import { compile, guard, viewStatements } from '../../src/index.ts';
import type { MaskProfile, Provision } from '../../src/index.ts';
import { INSTANT } from '../bank.ts';
import { startBank, type BankServer } from '../bank.test-server.ts';
import { makeRandom } from '../fuzz/random.ts';
import { parse } from '../parse.ts';
import { COLLATED, COLLATED_MASKED, COLLATED_SQL, collatedProfile } from './collated-bank.ts';
import { queryOf, SORTED_CALLS, UNSORTED_CALLS } from './collated-calls.ts';
import { collatedQuery, type Collated } from './collated-queries.ts';

const QUERIES = 1500;
const OPEN = collatedProfile();
/** `collation_mismatch`, `indeterminate_collation`. */
const AMBIGUOUS: ReadonlySet<string | null> = new Set(['42P21', '42P22']);
type Way = readonly [Provision, MaskProfile];
const WAYS: readonly Way[] = [
  ['none', OPEN],
  ['views', COLLATED_MASKED],
  ['inline', COLLATED_MASKED],
];

const input = (sql: string) => ({ sql, catalogue: COLLATED, instant: INSTANT, parse });

function ruleOf(sql: string): string {
  const judged = guard(input(sql));
  return judged.ok ? 'accepted' : judged.verdict.rule;
}

function printed(sql: string, [provision, profile]: Way): string {
  const made = compile({ ...input(sql), profile, provision, maskedSchema: 'atlas_m_words', rowCap: 1000 });
  return made.ok ? made.sql : assert.fail(`${sql}: ${JSON.stringify(made.verdict)}`);
}

describe('texts that are sorted by several rules', () => {
  let bank: BankServer;
  before(async () => {
    bank = await startBank();
    await bank.run(COLLATED_SQL);
    const names = { schema: 'atlas_m_words', owner: 'postgres', login: 'postgres' };
    for (const statement of viewStatements(COLLATED, COLLATED_MASKED, names)) await bank.run(statement);
  });
  after(() => bank.stop());

  type Outcome = 'accepted' | 'refused' | 'unreached' | 'other';
  const outcomeOf = async ({ sql, eager }: Collated): Promise<Outcome> => {
    const rule = ruleOf(sql);
    if (rule === 'collation.conflict') {
      const fails = AMBIGUOUS.has(await bank.fail(sql)) || AMBIGUOUS.has(await bank.fail(eager));
      return fails ? 'refused' : 'unreached';
    }
    if (rule !== 'accepted') return 'other';
    for (const text of [sql, ...WAYS.map((way) => printed(sql, way))])
      assert.equal(await bank.fail(text), null, `accepted, and fails: ${text}`);
    return 'accepted';
  };

  it('are refused where the server asks for one, masked or not, and only there', async () => {
    const random = makeRandom(20_261);
    const counts = { accepted: 0, refused: 0, unreached: 0, other: 0 };
    for (let index = 0; index < QUERIES; index += 1) counts[await outcomeOf(collatedQuery(random))] += 1;
    const told = JSON.stringify(counts);
    assert.ok(counts.accepted > QUERIES / 2 && counts.refused > QUERIES / 5, told);
    assert.ok(counts.other < QUERIES / 100, told);
    // The server says nothing of what its plan leaves out: `x = x`, a comparison with NULL, a condition that is false.
    assert.ok(counts.unreached < counts.refused / 50, told);
  });

  it('are put together, cut, measured and shown by whatever asks for no rule', async () => {
    for (const call of UNSORTED_CALLS) {
      const sql = queryOf(call);
      assert.equal(ruleOf(sql), 'accepted', sql);
      const failure = await bank.fail(sql);
      assert.ok(!AMBIGUOUS.has(failure), `${failure}: ${sql}`);
    }
    const untried = [...UNSORTED_FUNCTIONS].filter((name) => !UNSORTED_CALLS.some((call) => call.includes(`${name}(`)));
    assert.deepEqual(untried, ['is_normalized']);
  });

  it('are compared, searched, sorted and put in capitals by no other', async () => {
    for (const call of SORTED_CALLS) {
      const sql = queryOf(call);
      assert.equal(ruleOf(sql), 'collation.conflict', sql);
      const failure = await bank.fail(sql);
      assert.ok(AMBIGUOUS.has(failure), `${failure}: ${sql}`);
    }
  });

  for (const provision of ['views', 'inline'] as const)
    it(`keep their rule under a mask, also where nothing is shown, by ${provision}`, async () => {
      const columns = ['plain', 'bytes', 'posix', 'german', 'code', 'label', 'secret', 'list', 'lists'];
      const sql = printed(`select ${columns.join(', ')} from words where id = 1`, [provision, COLLATED_MASKED]);
      const from = sql.slice(sql.indexOf(' FROM '), sql.indexOf(' ORDER BY '));
      const rules = columns.map((name) => `pg_collation_for("words".${name})`).join(', ');
      assert.deepEqual((await bank.ask(`SELECT ${rules}${from}`)).rows, [
        ['"default"', '"C"', '"POSIX"', 'bank.german', '"C"', '"C"', '"POSIX"', '"C"', 'bank.german'],
      ]);
    });

  it('end a bounded answer in the order of their bytes where they have none of their own', async () => {
    const bounded = 'select bytes || german as x from words limit 5';
    for (const way of WAYS.slice(1))
      assert.match(printed(bounded, way), /ORDER BY \(CAST\(.* COLLATE pg_catalog."C"\)/);
    for (const way of WAYS) assert.equal(await bank.fail(printed(bounded, way)), null);
  });
});
