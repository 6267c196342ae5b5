import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { CATALOGUE, MASKED } from '../../test/bank.ts';
import { type BankServer, startBank } from '../../test/bank.test-server.ts';
import { viewStatements } from './view-statements.ts';

let bank: BankServer;
before(async () => {
  bank = await startBank();
});
after(() => bank.stop());

test('what a bank gives to everybody on whatever is made next, it does not give on a profile', async () => {
  await bank.run(
    `ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO PUBLIC; ALTER DEFAULT PRIVILEGES GRANT USAGE ON SCHEMAS TO PUBLIC`,
  );
  const names = { schema: 'atlas_m_open', owner: 'postgres', login: 'postgres' };
  for (const statement of viewStatements(CATALOGUE, MASKED, names)) await bank.run(statement);
  await bank.run('CREATE TABLE bank.made_next ()');
  const { rows } = await bank.ask(`
    SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace, aclexplode(c.relacl) a
     WHERE (n.nspname = 'atlas_m_open' OR c.relname = 'made_next') AND a.grantee = 0
    UNION ALL
    SELECT n.nspname FROM pg_namespace n, aclexplode(n.nspacl) a WHERE n.nspname = 'atlas_m_open' AND a.grantee = 0`);
  assert.deepEqual(rows, [['made_next']]);
});
