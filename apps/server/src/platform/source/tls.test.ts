import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { AtlasError } from '@aureus/contract';
import pg from 'pg';
import { type Cluster, ensureCluster } from '#platform/postgres';
import { attest, loadBaseline } from './attestation.ts';
import type { Expected } from './check.ts';
import type { SourceAddress } from './connection.ts';
import { probe, provision } from './provisioner.ts';
import { setupStatements } from './setup.ts';
import { makeSourceRuns } from './source-pool.ts';

/** A server of its own with a certificate: the one of the other tests has none, and restarts nobody. */
let cluster: Cluster;
let home: string;
let admin: pg.Client;
let address: SourceAddress;
const password = '07'.repeat(32);
const PROVISIONER = { user: 'atlas_provisioner', password };
const ME = { user: 'atlas_m_tls', password: 'masked' };

before(async () => {
  home = mkdtempSync(join(tmpdir(), 'atlas-test-tls-'));
  chmodSync(home, 0o711);
  for (const authority of ['bank', 'stranger']) makeAuthority(authority);
  cluster = await ensureCluster({ home, name: 'tls', superuserPassword: password });
  const { hostname, port } = new URL(cluster.url);
  admin = new pg.Client(cluster.url);
  await admin.connect();
  await admin.query(`CREATE SCHEMA bank; CREATE TABLE bank.clients (id int PRIMARY KEY, name text);
    INSERT INTO bank.clients VALUES (1, 'Ada')`);
  const relations = [{ schema: 'bank', relation: 'clients' }];
  for (const statement of setupStatements({ database: 'postgres', relations, password })) await admin.query(statement);
  const ca = readFileSync(join(home, 'bank.pem'), 'utf8');
  address = { host: hostname, port: Number(port), database: 'postgres', tls: 'verify-full', ca };
});
after(async () => {
  await admin.end();
  await cluster.stop();
  rmSync(home, { recursive: true, force: true });
});

function openssl(...args: readonly string[]): void {
  execFileSync('openssl', args, { cwd: home, stdio: ['ignore', 'ignore', 'pipe'] });
}

function makeKey(name: string): void {
  openssl('ecparam', '-name', 'prime256v1', '-genkey', '-noout', '-out', `${name}.key`);
}

function makeAuthority(name: string): void {
  makeKey(name);
  writeFileSync(
    join(home, `${name}.cnf`),
    `[req]\ndistinguished_name = dn\nx509_extensions = ca\nprompt = no\n[dn]\nCN = ${name} authority\n[ca]\nbasicConstraints = critical,CA:true\n`,
  );
  openssl('req', '-x509', '-new', '-key', `${name}.key`, '-days', '2', '-config', `${name}.cnf`, '-out', `${name}.pem`);
}

/** A certificate for the names, `DNS:…` or `IP:…`, put into force on the running server. */
async function serve(authority: string, names: string): Promise<void> {
  makeKey('server');
  writeFileSync(join(home, 'server.cnf'), `subjectAltName = ${names}\nbasicConstraints = CA:false\n`);
  openssl(
    'req',
    '-new',
    '-key',
    'server.key',
    '-subj',
    '/CN=database',
    '-config',
    `${authority}.cnf`,
    '-out',
    'server.csr',
  );
  const signed = `x509 -req -in server.csr -CA ${authority}.pem -CAkey ${authority}.key -days 2 -set_serial 7`;
  openssl(...signed.split(' '), '-extfile', 'server.cnf', '-out', 'server.pem');
  // By the server itself, since it takes a key only from a file of its own.
  for (const name of ['server.key', 'server.pem']) {
    const lines = readFileSync(join(home, name), 'utf8').trim().split('\n');
    const values = lines.map((line) => `(${pg.escapeLiteral(line)})`).join(', ');
    await admin.query(`COPY (VALUES ${values}) TO PROGRAM 'umask 077; cat > ${name}'`);
  }
  await admin.query(`ALTER SYSTEM SET ssl_cert_file = 'server.pem'`);
  await admin.query(`ALTER SYSTEM SET ssl = on`);
  await reloaded('on');
}

async function reloaded(ssl: 'on' | 'off'): Promise<void> {
  const before = await loadedAt();
  await admin.query('SELECT pg_reload_conf()');
  for (;;) {
    const { rows } = await admin.query<{ ssl: string }>(`SELECT current_setting('ssl') AS ssl`);
    if ((await loadedAt()) !== before && rows[0]?.ssl === ssl) return;
  }
}

const loadedAt = async (): Promise<string> =>
  (await admin.query<{ at: string }>('SELECT pg_conf_load_time()::text AS at')).rows[0]?.at ?? '';

/** The sentence with which a server is not spoken to; no row of it was read and no password sent. */
async function refusal(to: Partial<SourceAddress>): Promise<string> {
  const error = await probe({ ...address, ...to }, PROVISIONER).then(
    () => assert.fail('it was spoken to'),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof AtlasError);
  assert.equal(error.code, 'SOURCE_UNAVAILABLE');
  return error.message;
}

test('a source is provisioned, attested and asked by TLS under the bank’s own authority', async () => {
  await serve('bank', 'IP:127.0.0.1');
  const view = [
    `CREATE SCHEMA ${ME.user}`,
    `CREATE VIEW ${ME.user}.clients AS SELECT id, NULL::text AS name FROM bank.clients`,
  ];
  const grants = [`GRANT USAGE ON SCHEMA ${ME.user} TO ${ME.user}`, `GRANT SELECT ON ${ME.user}.clients TO ${ME.user}`];
  const login = { login: ME.user, password: ME.password, connections: 3 };
  const views = await provision(address, PROVISIONER, { schema: ME.user, login, statements: [...view, ...grants] });
  const columns = [{ name: 'id', type: 'integer', collation: null, comparesLoosely: false }];
  const published = { name: 'clients', schema: 'bank', relation: 'clients', primaryKey: ['id'], columns };
  const { clients } = await loadBaseline(address, ME, [published]);
  assert.ok(clients);
  const expected: Expected = {
    provision: 'views',
    serverMajor: 18,
    login: ME.user,
    schema: ME.user,
    owner: 'atlas_masks',
    provisioner: PROVISIONER.user,
    connections: 3,
    relations: [{ ...published, ...clients, rowSecurity: false }],
    published: [published],
    types: {},
    views,
    withheld: [],
  };
  assert.deepEqual(
    (await attest(address, ME, expected)).filter((one) => one.stops),
    [],
  );
  const runs = makeSourceRuns({ perLogin: 1, watchMs: 50 });
  const limits = { statementMs: 5000, rows: 10, bytes: 1 << 20, cost: 1e6, workMemKb: 4096 };
  const session = await runs.open(address, ME, { run: 'tls', limits, timeZone: 'UTC' });
  const fetched = await session.fetch(
    `SELECT c.id, s.ssl, s.version FROM ${ME.user}.clients AS c, pg_stat_ssl AS s WHERE s.pid = pg_backend_pid()`,
  );
  assert.deepEqual(fetched.rows[0]?.slice(0, 2), ['1', 't']);
  assert.match(fetched.rows[0]?.[2] ?? '', /^TLSv1\.[23]$/);
  await session.close();
  await runs.close();
});

test('what holds by TLS too: a value beyond the cap is refused before it is held, and a cancelled run leaves no backend', async (t) => {
  await serve('bank', 'IP:127.0.0.1');
  const login = { user: 'tls_reader', password: 'reads' };
  await admin.query("CREATE ROLE tls_reader LOGIN PASSWORD 'reads'");
  const runs = makeSourceRuns({ perLogin: 2, watchMs: 25 });
  t.after(() => runs.close());
  const limits = { statementMs: 600_000, rows: 10, bytes: 1 << 20, cost: 1e6, workMemKb: 4096 };
  const open = (run: string) => runs.open(address, login, { run, limits, timeZone: 'UTC' });
  const wide = await open('wide');
  await assert.rejects(wide.fetch("SELECT pg_catalog.repeat('x', 50000000)"), /larger than Atlas takes/);
  await wide.close();
  const sleeper = await open('sleeper');
  const fetching = assert.rejects(sleeper.fetch('SELECT pg_catalog.pg_sleep(600)'), { code: 'SOURCE_UNAVAILABLE' });
  const found = async (more: string): Promise<number | null> =>
    (await admin.query(`SELECT FROM pg_stat_activity WHERE application_name = 'atlas sleeper' ${more}`)).rowCount;
  while ((await found("AND wait_event = 'PgSleep'")) === 0) await new Promise((resolve) => setTimeout(resolve, 25));
  runs.cancel('sleeper');
  await fetching;
  await sleeper.close();
  for (let round = 0; (await found('')) !== 0; round += 1) {
    assert.ok(round < 800, 'the backend stays');
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
});

test('a server under another authority is not spoken to, nor one under none that was given', async () => {
  await serve('bank', 'IP:127.0.0.1');
  const sentence = /does not come from the certificate authority that Atlas was given/;
  assert.match(await refusal({ ca: readFileSync(join(home, 'stranger.pem'), 'utf8') }), sentence);
  const { ca: _, ...bare } = address;
  await assert.rejects(probe(bare, PROVISIONER), sentence);
  await serve('stranger', 'IP:127.0.0.1');
  assert.match(await refusal({}), sentence);
  assert.equal(
    (await probe({ ...address, tls: 'require' }, PROVISIONER)).serverMajor,
    18,
    'the weaker mode, if chosen',
  );
});

test('a server with the certificate of another host is not spoken to, by name or by address', async () => {
  await serve('bank', 'DNS:localhost');
  assert.match(await refusal({}), /shows the certificate of another host/);
  assert.equal((await probe({ ...address, host: 'localhost' }, PROVISIONER)).serverMajor, 18);
  await serve('bank', 'DNS:db.bank.example, IP:127.0.0.2');
  assert.match(await refusal({ host: 'localhost' }), /shows the certificate of another host/);
  assert.match(await refusal({}), /shows the certificate of another host/);
});

test('a server without TLS gets no password where TLS was asked for, and another machine never without it', async () => {
  await admin.query('ALTER SYSTEM SET ssl = off');
  await reloaded('off');
  for (const tls of ['verify-full', 'require'] as const)
    assert.match(await refusal({ tls }), /offers no TLS, and Atlas does not speak to it without/);
  assert.equal((await probe({ ...address, tls: 'loopback' }, PROVISIONER)).serverMajor, 18);
  let heard = 0;
  const listener = createServer((socket) => {
    heard += 1;
    socket.destroy();
  });
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  const bound = listener.address();
  // A name that leads to this machine is another machine's all the same: only what is spelled as loopback is.
  const elsewhere = { host: '127.0.0.1.', port: typeof bound === 'object' ? bound?.port : 0, tls: 'loopback' } as const;
  const refused = await probe({ ...address, ...elsewhere, port: elsewhere.port ?? 0 }, PROVISIONER).catch(
    (error: unknown) => error,
  );
  listener.close();
  assert.ok(refused instanceof AtlasError);
  assert.match(refused.message, /is on another machine, and Atlas speaks to it by TLS alone/);
  assert.equal(heard, 0);
});
