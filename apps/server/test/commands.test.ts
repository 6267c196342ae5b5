import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type House, startHouse } from './support/house.ts';

const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url));

let house: House;
let folder: string;
before(async () => {
  house = await startHouse();
  folder = mkdtempSync(join(tmpdir(), 'atlas-commands-'));
});
after(async () => {
  await house.stop();
  rmSync(folder, { recursive: true, force: true });
});

function databases(): Record<string, string> {
  const { appUrl, ownerUrl, workerUrl, sequencerUrl, signerUrl } = house.database;
  return {
    DATABASE_URL: appUrl,
    ATLAS_OWNER_DATABASE_URL: ownerUrl,
    ATLAS_WORKER_DATABASE_URL: workerUrl,
    ATLAS_SEQUENCER_DATABASE_URL: sequencerUrl,
    ATLAS_SIGNER_DATABASE_URL: signerUrl,
  };
}

function begin(args: readonly string[], env: Readonly<Record<string, string>>) {
  const inherited = {
    PATH: process.env['PATH'],
    NODE_V8_COVERAGE: process.env['NODE_V8_COVERAGE'],
    NODE_ENV: 'production',
  };
  return spawn(process.execPath, [MAIN, ...args], { cwd: folder, env: { ...inherited, ...env } });
}

async function run(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const child = begin(args, env);
  const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
  return { code, out, err };
}

const own = () => ({ ...databases(), ATLAS_HOME: house.home });

test('without a command it says what there is, and exits 2; --help exits 0', async () => {
  const bare = await run([]);
  assert.equal(bare.code, 2);
  assert.match(bare.out, /Usage: atlasd COMMAND/);
  assert.equal((await run(['--help'])).code, 0);
  const unknown = await run(['dance']);
  assert.equal(unknown.code, 2);
  assert.match(unknown.err, /no command dance/);
});

test('an unknown or malformed setting stops the start with a sentence', async () => {
  const unknown = await run(['api'], { ATLAS_PROT: '1' });
  assert.equal(unknown.code, 2);
  assert.match(unknown.err, /ATLAS_PROT is not a setting of Atlas/);
  assert.match((await run(['api'], { ATLAS_PORT: 'eighty' })).err, /ATLAS_PORT must be/);
});

test('a word that a command does not know is refused, whatever else is set', async () => {
  for (const wrong of [
    ['start', 'extra'],
    ['doctor', '--wat'],
    ['migrate', 'twice'],
    ['api', '--port=1'],
    ['user', 'reset', 'a@b.c', 'd@e.f'],
    ['user', 'reset', 'a@b.c', '--role', 'admin'],
    ['user', 'create', 'a@b.c', '--rol', 'admin'],
  ]) {
    const refused = await run(wrong, own());
    assert.equal(refused.code, 2, wrong.join(' '));
    assert.match(refused.err, /Usage: atlasd/);
  }
});

test('doctor makes nothing: no home, also where the databases are given', async () => {
  const nowhere = join(folder, 'not', 'here');
  assert.equal((await run(['doctor'], { ATLAS_HOME: nowhere })).code, 1);
  assert.equal((await run(['doctor'], { ...databases(), ATLAS_HOME: nowhere })).code, 1);
  assert.equal(existsSync(join(folder, 'not')), false);
});

test('start says at once what would end it later', async () => {
  const home = join(folder, 'unstarted');
  const missing = { ATLAS_HOME: home, ATLAS_TLS_CERT: join(folder, 'no'), ATLAS_TLS_KEY: join(folder, 'no') };
  for (const role of ['start', 'api']) {
    const refused = await run([role], missing);
    assert.deepEqual([refused.code, refused.out], [2, '']);
    assert.match(refused.err, /The file named by ATLAS_TLS_CERT cannot be read/);
  }
  assert.equal(existsSync(home), false);
});

test('a role without its database or without a log says what to do', async () => {
  assert.match((await run(['worker'], { ATLAS_HOME: house.home })).err, /Set ATLAS_WORKER_DATABASE_URL/);
  assert.match(
    (await run(['worker'], { ATLAS_HOME: join(folder, 'empty'), ...databases() })).err,
    /run `atlasd migrate` first/,
  );
  assert.match((await run(['migrate'], { ATLAS_HOME: house.home })).err, /Set DATABASE_URL, ATLAS_OWNER_DATABASE_URL/);
});

test('migrate on a database that is up to date changes nothing and says so', async () => {
  const done = await run(['migrate'], own());
  assert.deepEqual([done.code, done.out], [0, 'The database is up to date.\n'], done.err);
});

test('user create prints a one-time password that only sets a new one; user reset prints another', async () => {
  const args = [
    'user',
    'create',
    'new@bank.example',
    '--role',
    'viewer',
    '--name',
    'N',
    '--team',
    'retail',
    '--jurisdictions',
    'US',
  ];
  const made = await run(args, own());
  assert.equal(made.code, 0, made.err);
  const password = made.out.trim().split(' ').at(-1) ?? '';
  const signedIn = await house.call('/v1/auth/login', { body: { email: 'new@bank.example', password } });
  assert.equal(signedIn.status, 200);
  const asked = await house.call('/v1/query/ask', {
    token: signedIn.body.access_token,
    body: { question: 'How many loans are there?' },
  });
  assert.equal(asked.status, 403);
  assert.match((await run(args, own())).err, /already/);
  const reset = await run(['user', 'reset', 'new@bank.example'], own());
  assert.equal(reset.code, 0);
  assert.equal((await house.call('/v1/auth/login', { body: { email: 'new@bank.example', password } })).status, 401);
  for (const wrong of [
    ['user'],
    ['user', 'create', 'a@b.c', '--role', 'king'],
    ['user', 'create', 'a@b.c', '--role', 'viewer'],
    ['user', 'create', 'a@b.c', '--role', 'viewer', '--name', 'N', '--team', 't', '--jurisdictions', 'US,XX'],
    ['user', 'create', 'a@b.c', '--role', 'viewer', '--name', 'N', '--team', 't', '--jurisdictions', ''],
    ['user', 'sing', 'a@b.c'],
  ]) {
    assert.equal((await run(wrong, own())).code, 2, wrong.join(' '));
  }
});

test('doctor finds nothing wrong here, and names a login that can read a base relation', async () => {
  const well = await run(['doctor'], own());
  assert.equal(well.code, 0, well.out + well.err);
  assert.match(well.out, /ok\s+login atlas_m_\w+ reads masked views only, and the server is as approved/);
  const { Client } = (await import('pg')).default;
  const client = new Client(house.bank.superuserUrl);
  await client.connect();
  const login = /login (atlas_m_\w+)/.exec(well.out)?.[1] ?? '';
  await client.query(`GRANT USAGE ON SCHEMA public TO ${login}; GRANT SELECT ON loans TO ${login}`);
  const ill = await run(['doctor'], own());
  await client.query(`REVOKE ALL ON SCHEMA public FROM ${login}; REVOKE ALL ON loans FROM ${login}`);
  await client.end();
  assert.equal(ill.code, 1);
  assert.match(ill.out, /WRONG\s+login atlas_m_\w+: it may SELECT public.loans/);
  assert.match((await run(['doctor'], { ATLAS_HOME: join(folder, 'none') })).err, /No Atlas runs in/);
});

test('the api does not serve on a database that forgets, and doctor says why', async () => {
  const { Client } = (await import('pg')).default;
  const client = new Client(house.database.superuserUrl);
  await client.connect();
  await client.query(`ALTER DATABASE ${house.database.name} SET synchronous_commit = off`);
  const refused = await run(['api'], own());
  const ill = await run(['doctor'], own());
  await client.query(`ALTER DATABASE ${house.database.name} RESET synchronous_commit`);
  await client.end();
  assert.equal(refused.code, 1);
  assert.match(refused.err, /synchronous_commit is off/);
  assert.match(ill.out, /WRONG\s+database as app: synchronous_commit is off/);
});

test('each role runs as a process of its own and ends on SIGTERM', async () => {
  for (const role of ['sequencer', 'signer', 'worker', 'api'] as const) await house.stopRole(role);
  const port = String(new URL(house.url).port);
  const env = { ...own(), ATLAS_PORT: port, ATLAS_INSTANT: '2026-03-31T12:00:00.000Z', ATLAS_LIMIT_ASK: '1000' };
  const children = ['sequencer', 'signer', 'worker', 'api'].map((role) => begin([role], env));
  try {
    const end = Date.now() + 60_000;
    while (
      Date.now() < end &&
      !(await fetch(`${house.url}/health`).then(
        (reply) => reply.ok,
        () => false,
      ))
    ) {
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    const view = await house.ask('How many loans are there?');
    assert.equal(view.status, 'success', view.error_message ?? '');
  } finally {
    for (const child of children) child.kill('SIGTERM');
    const codes = await Promise.all(children.map(async (child) => (await once(child, 'exit'))[0] as number));
    assert.deepEqual(codes, [0, 0, 0, 0]);
  }
});
