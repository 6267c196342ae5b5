import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import pg from 'pg';
import { createDatabase } from '../../../test/support/postgres.ts';
import { doBlock } from './do-block.ts';
import { endLogin, loginStatements, readerStatements, setupStatements, toScript } from './setup.ts';

let admin: pg.Client;
let database: string;
let victim: string;
before(async () => {
  const url = await createDatabase();
  database = new URL(url).pathname.slice(1);
  victim = `app_${database.slice(5, 15)}`;
  admin = new pg.Client(url);
  await admin.connect();
  await admin.query(`CREATE ROLE ${victim} LOGIN`);
});
after(async () => {
  await admin.query(`DROP ROLE ${victim}`);
  await admin.end();
});

const isSuper = async (): Promise<unknown> =>
  (await admin.query<{ is: boolean }>('SELECT rolsuper AS is FROM pg_roles WHERE rolname = $1', [victim])).rows[0]?.is;

/** Names that end whatever quote they might stand in, and then do something as whoever runs the script. */
const hostile = (): string[] => {
  const then = `;COMMIT;ALTER ROLE ${victim} SUPERUSER;--`;
  return [
    `t$do$${then}`,
    `t$do1_$${then}`,
    `$do $do1_$${then}`,
    `t$$${then}`,
    `t'${then}`,
    `t\\'${then}`,
    `t"${then}`,
    `t%I${then}`,
    `t\n${then}`,
  ].map((name) => name.slice(0, 63));
};

test('a block ends where its author ended it, whatever its body holds', async () => {
  for (const name of ['$do', '$do$', '$do$ $do1_$', '$$', '$']) {
    await admin.query(doBlock(`BEGIN PERFORM ${pg.escapeLiteral(name)}::text; END`));
  }
});

test('whoever names a relation runs nothing with the rights of the DBA who runs the script', async () => {
  for (const relation of hostile()) {
    await admin.query(`CREATE TABLE public.${pg.escapeIdentifier(relation)} (id int)`);
    const relations = [{ schema: 'public', relation, columns: [{ name: 'id' }] }];
    const reader = { login: `reader_${victim}`, password: 'x', connections: 1, database, relations };
    const statements = [...setupStatements({ database, relations, password: undefined }), ...readerStatements(reader)];
    await admin.query(toScript(statements));
    assert.equal(await isSuper(), false, relation);
    await admin.query(`DROP OWNED BY reader_${victim}; DROP ROLE reader_${victim}`);
    await admin.query(`DROP TABLE public.${pg.escapeIdentifier(relation)}`);
  }
});

test('nor does whoever names a login', async () => {
  for (const login of hostile()) {
    const made = loginStatements(database, { login, password: 'x', connections: 1 });
    // Rolled back; a script that got out of its quotes commits first.
    const script = ['BEGIN', ...made, endLogin(login)].map((one) => `${one};\n`).join('');
    await admin.query(script);
    assert.equal((await admin.query('SELECT FROM pg_roles WHERE rolname = $1', [login])).rowCount, 0, login);
    await admin.query('ROLLBACK');
    assert.equal(await isSuper(), false, login);
  }
});

test('the names of types and collations that a hidden column is a NULL of are in sight, wherever they stand', async () => {
  await admin.query(`CREATE SCHEMA kinds; CREATE SCHEMA "Rules"; CREATE SCHEMA others;
    CREATE TYPE kinds.mood AS ENUM ('calm'); CREATE COLLATION "Rules".german (provider = icu, locale = 'de');
    CREATE SCHEMA lists; CREATE TYPE lists.mood AS ENUM ('calm');
    CREATE TABLE public.named (mood kinds.mood, moods lists.mood[], word text COLLATE "Rules".german)`);
  const login = `namer_${victim}`;
  const relations = [
    { schema: 'public', relation: 'named', columns: [{ name: 'mood' }, { name: 'moods' }, { name: 'word' }] },
  ];
  await admin.query(toScript(readerStatements({ login, password: 'x', connections: 1, database, relations })));
  const { rows } = await admin.query<{ name: string }>(
    `SELECT nspname AS name FROM pg_namespace WHERE nspname IN ('kinds', 'lists', 'Rules', 'others')
        AND has_schema_privilege($1, oid, 'USAGE')`,
    [login],
  );
  assert.deepEqual(rows.map(({ name }) => name).toSorted(), ['Rules', 'kinds', 'lists']);
  await admin.query(`DROP OWNED BY ${login}; DROP ROLE ${login}; DROP TABLE public.named`);
});
