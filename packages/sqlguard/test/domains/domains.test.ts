import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { compile, type Compiled } from '../../src/index.ts';
import { INSTANT } from '../bank.ts';
import { startBank, type BankServer } from '../bank.test-server.ts';
import { parse } from '../parse.ts';
import { KINDS_CATALOGUE, KINDS_PROFILE, KINDS_SQL } from './kinds-bank.ts';
import { anyTypeCalls, domainsOnTheirWay } from './kinds-questions.ts';

function compiled(sql: string): Compiled | null {
  const input = { sql, catalogue: KINDS_CATALOGUE, instant: INSTANT, parse, profile: KINDS_PROFILE };
  const made = compile({ ...input, provision: 'none', maskedSchema: '', rowCap: 100 });
  return made.ok ? made : null;
}

const asked = <Asked>(answer: Promise<Asked>): Promise<Asked | string> =>
  answer.catch((error: Error & { code?: string }) => `${error.code} ${error.message}`);

/** What is wrong with what is printed for a candidate: the server refuses it, or answers it otherwise than it is told. */
async function wrongOf(bank: BankServer, sql: string, made: Compiled): Promise<readonly string[]> {
  const [ours, original] = [await asked(bank.ask(made.sql)), await asked(bank.ask(sql))];
  if (typeof ours === 'string') {
    const isWrong = ours.startsWith('42') || typeof original !== 'string';
    return isWrong ? [`${sql}: ${ours}`] : [];
  }
  const told = made.columns.map(({ type }) => type).join();
  const found = ours.columns.map(({ type }) => type).join();
  const isTold = told === found ? [] : [`${sql}: told as ${told}, is ${found}`];
  if (typeof original === 'string') return isTold;
  const [rows, wanted] = [ours, original].map((one) => JSON.stringify(one.rows.toSorted()));
  return rows === wanted ? isTold : [...isTold, `${sql}: ${rows} in place of ${wanted}`];
}

describe('values of a domain', () => {
  let bank: BankServer;
  before(async () => {
    bank = await startBank();
    for (const statement of KINDS_SQL) await bank.run(statement);
    await bank.run('SET search_path = bank, pg_catalog, pg_temp');
  });
  after(() => bank.stop());

  const sweeps = [
    ['are taken by everything that takes any type', anyTypeCalls(), 3000],
    ['are what the server takes them for on every way, and told as that with their length', domainsOnTheirWay(), 6000],
  ] as const;
  for (const [what, questions, least] of sweeps)
    it(what, async () => {
      const wrong: string[] = [];
      let accepted = 0;
      for (const sql of questions) {
        const made = compiled(sql);
        if (made === null) continue;
        accepted += 1;
        wrong.push(...(await wrongOf(bank, sql, made)));
      }
      assert.deepEqual(wrong.slice(0, 50), [], `${wrong.length} are wrong`);
      assert.ok(accepted > least, String(accepted));
    });
});
