import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import pg from 'pg';
import { type Cluster, ensureCluster } from '#platform/postgres';
import { attest } from './attestation.ts';
import type { Expected } from './check.ts';
import type { SourceAddress } from './connection.ts';
import { closeOtherDatabases, loginStatements, setupStatements, toScript } from './setup.ts';

/** A server of its own: rights on databases belong to the whole server, which the other tests share. */
let cluster: Cluster;
let home: string;
const password = '07'.repeat(32);
const ME = { user: 'atlas_m_test', password: 'masked' };

before(async () => {
  home = mkdtempSync(join(tmpdir(), 'atlas-test-others-'));
  chmodSync(home, 0o711);
  cluster = await ensureCluster({ home, name: 'others', superuserPassword: password });
  await as('postgres', 'postgres', password, async (client) => {
    await client.query('CREATE DATABASE bank');
    await client.query('CREATE DATABASE ledger');
    await client.query("CREATE ROLE payroll LOGIN PASSWORD 'payroll'");
    await client.query("CREATE ROLE dba LOGIN PASSWORD 'dba'");
    await client.query('CREATE DATABASE of_dba OWNER dba');
  });
});
after(async () => {
  await cluster.stop();
  rmSync(home, { recursive: true, force: true });
});

async function as<T>(
  user: string,
  database: string,
  secret: string,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const client = new pg.Client(cluster.urlOf({ user, password: secret, database }));
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

const reaches = (user: string, database: string, secret: string): Promise<boolean> =>
  as(user, database, secret, async () => true).catch((error: Error) => {
    assert.match(error.message, /permission denied for database/);
    return false;
  });

async function told(): Promise<string[]> {
  const { hostname, port } = new URL(cluster.url);
  const address: SourceAddress = { host: hostname, port: Number(port), database: 'bank', tls: 'loopback' };
  const expected: Expected = {
    provision: 'views',
    serverMajor: 18,
    login: ME.user,
    schema: ME.user,
    owner: 'atlas_masks',
    provisioner: 'atlas_provisioner',
    connections: 3,
    relations: [],
    published: [],
    types: {},
    views: {},
    withheld: [],
  };
  const findings = await attest(address, ME, expected);
  return findings.filter((one) => one.check === 'login.databases').map((one) => one.sentence);
}

test('what the DBA is given keeps Atlas out of the other databases of the server, and nobody of the bank', async () => {
  const setup = setupStatements({ database: 'bank', relations: [], password });
  const login = loginStatements('bank', { login: ME.user, password: ME.password, connections: 3 });
  await as('postgres', 'bank', password, (client) => client.query(toScript([...setup, ...login])));
  assert.equal(await reaches(ME.user, 'ledger', ME.password), true, 'as PostgreSQL comes');
  assert.deepEqual(await told(), [
    'the login atlas_m_test may connect to 4 other databases of this server, such as ledger',
  ]);

  const script = toScript([closeOtherDatabases(['atlas_provisioner']), ...setup]);
  for (let again = 0; again < 2; again += 1) await as('postgres', 'bank', password, (client) => client.query(script));
  for (const database of ['ledger', 'postgres', 'template1', 'of_dba']) {
    assert.equal(await reaches(ME.user, database, ME.password), false, database);
    assert.equal(await reaches('atlas_provisioner', database, password), false, database);
    assert.equal(await reaches('payroll', database, 'payroll'), true, database);
  }
  await as('payroll', 'ledger', 'payroll', (client) => client.query('CREATE TEMPORARY TABLE kept (i int)'));
  assert.equal(await reaches(ME.user, 'bank', ME.password), true);
  assert.deepEqual(await told(), []);
});

test('a DBA who owns some of them closes those, and the rest is told', async () => {
  await as('postgres', 'postgres', password, async (client) => {
    await client.query('GRANT CONNECT ON DATABASE ledger TO PUBLIC');
    await client.query('GRANT CONNECT, TEMPORARY ON DATABASE of_dba TO PUBLIC');
  });
  await as('dba', 'bank', 'dba', (client) => client.query(closeOtherDatabases(['atlas_provisioner'])));
  assert.equal(await reaches(ME.user, 'of_dba', ME.password), false);
  assert.deepEqual(await told(), [
    'the login atlas_m_test may connect to 1 other databases of this server, such as ledger',
  ]);
});
