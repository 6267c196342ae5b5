import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import pg from 'pg';
import { createDatabase } from '../../../test/support/postgres.ts';
import { type SourceAddress, type SourceLogin, loopbackAddress } from './connection.ts';
import { checkPublished, countAs, loadSourceTypes, withCollations, withStatistics } from './inspection.ts';

const login: SourceLogin = { user: 'bank_inspector', password: 'reads' };
let address: SourceAddress;
let admin: pg.Client;

before(async () => {
  const url = await createDatabase();
  admin = new pg.Client(url);
  await admin.connect();
  await admin.query(`
    CREATE TABLE plain (id int PRIMARY KEY, note text, kind varchar(3));
    INSERT INTO plain SELECT i, repeat('x', 100), (ARRAY['a', 'b'])[1 + i % 2] FROM generate_series(1, 6000) i;
    CREATE TABLE parted (id int, day date) PARTITION BY RANGE (day);
    CREATE TABLE parted_2025 PARTITION OF parted FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
    CREATE ROLE bank_inspector LOGIN PASSWORD 'reads';
    GRANT USAGE ON SCHEMA public TO bank_inspector;
    GRANT SELECT ON ALL TABLES IN SCHEMA public TO bank_inspector`);
  address = loopbackAddress(url);
});
after(async () => {
  await admin.query('DROP OWNED BY bank_inspector; DROP ROLE bank_inspector');
  await admin.end();
});

test('what is published must be there with its type', async () => {
  const relation = (type: string, name = 'kind') => [
    { schema: 'public', relation: 'plain', columns: [{ name, type }] },
  ];
  await checkPublished(address, login, relation('character varying(3)'));
  await assert.rejects(
    checkPublished(address, login, relation('text')),
    /published as text, but the server has character varying\(3\)/,
  );
  await assert.rejects(checkPublished(address, login, relation('text', 'gone')), /no such column/);
});

test('only what a question would lock by its own name can be published', async () => {
  await admin.query(`CREATE TABLE whole (id int) PARTITION BY RANGE (id); CREATE TABLE part PARTITION OF whole FOR VALUES FROM (0) TO (9);
    CREATE VIEW seen AS SELECT id FROM plain; CREATE TABLE parent (id int); CREATE TABLE child () INHERITS (parent)`);
  const publish = (name: string): Promise<void> =>
    checkPublished(address, login, [{ schema: 'public', relation: name, columns: [{ name: 'id', type: 'integer' }] }]);
  await publish('whole');
  await assert.rejects(publish('part'), /public\.part cannot be published: it is one part of a partitioned table/);
  await assert.rejects(publish('seen'), /public\.seen cannot be published: it is a view/);
  await assert.rejects(publish('parent'), /public\.parent cannot be published: it is a table with child tables/);
  await admin.query(`CREATE FOREIGN DATA WRAPPER far; CREATE SERVER away FOREIGN DATA WRAPPER far;
    CREATE FOREIGN TABLE part_away PARTITION OF whole FOR VALUES FROM (10) TO (19) SERVER away`);
  await assert.rejects(
    publish('whole'),
    /public\.whole cannot be published: it is a partitioned table with a foreign table/,
  );
  await admin.query('DROP FOREIGN DATA WRAPPER far CASCADE');
});

test('domains are read with what they stand over in the end, enums as such, whatever the search path', async () => {
  await admin.query(`CREATE TYPE "Mood" AS ENUM ('calm', 'cross'); ALTER TYPE "Mood" ADD VALUE 'bold' BEFORE 'cross'; CREATE DOMAIN short AS varchar(9); CREATE DOMAIN shorter AS short;
    CREATE DOMAIN mooded AS "Mood"; CREATE TYPE pair AS (a int, b int);
    CREATE TABLE typed (id int, mood "Mood", name shorter, odd mooded, both_of pair, moods "Mood"[], hidden short)`);
  const columns = ['id', 'mood', 'name', 'odd', 'both_of', 'moods'].map((name) => ({ name, type: '' }));
  assert.deepEqual(await loadSourceTypes(address, login, [{ schema: 'public', relation: 'typed', columns }]), {
    'public."Mood"': { kind: 'enum', labels: ['calm', 'bold', 'cross'] },
    'public.shorter': { kind: 'domain', base: 'character varying(9)' },
  });
  const mood = { schema: 'public', relation: 'typed', columns: [{ name: 'mood', type: 'public."Mood"' }] };
  await checkPublished(address, login, [mood]);
});

test('columns are published with what they are sorted by, whoever gave it to them, where that is not what such a type is', async () => {
  await admin.query(`CREATE COLLATION loose (provider = icu, locale = 'und-u-ks-level1', deterministic = false);
    CREATE DOMAIN easy AS text COLLATE loose;
    CREATE TABLE "Texts" (id int, own text COLLATE loose, given easy, many text[] COLLATE loose, plain text, bytes text COLLATE "C",
      label name, labels name[], odd name COLLATE "default", german varchar(9) COLLATE "de-x-icu")`);
  const columns = ['id', 'own', 'given', 'many', 'plain', 'bytes', 'label', 'labels', 'odd', 'german'].map((name) => ({
    name,
  }));
  const typed = columns.map((column) => ({ ...column, type: '' }));
  const [found] = await withCollations(address, login, [{ schema: 'public', relation: 'Texts', columns: typed }]);
  const loose = { collation: 'public.loose', comparesLoosely: true };
  const marks: Record<string, object> = {
    own: loose,
    given: loose,
    many: loose,
    bytes: { collation: '"C"' },
    odd: { collation: '"default"' },
    german: { collation: '"de-x-icu"' },
  };
  assert.deepEqual(
    found?.columns,
    typed.map((column) => ({ ...column, ...marks[column.name] })),
  );
});

test('what is published says what the statistics know: partitions, and how many values a column has', async () => {
  await admin.query('ANALYZE plain');
  const named = (relation: string, ...names: string[]) => ({
    schema: 'public',
    relation,
    columns: names.map((name) => ({ name, type: '' })),
  });
  const found = await withStatistics(address, login, [named('parted', 'id'), named('plain', 'id', 'kind', 'absent')]);
  assert.deepEqual(found, [
    { ...named('parted', 'id'), partitions: 1 },
    {
      ...named('plain'),
      columns: [
        { name: 'id', type: '', distinct: 6000, mostFrequent: 1 / 6000 },
        { name: 'kind', type: '', distinct: 2, mostFrequent: 0.5, averageWidth: 1 },
        { name: 'absent', type: '' },
      ],
    },
  ]);
});

test('missing values are told apart from frequent ones, and a long text is as long as it is, however it is stored', async () => {
  await admin.query(`CREATE TABLE notes (id int, closed date, body text, tags text[], info jsonb);
    INSERT INTO notes SELECT i, CASE WHEN i % 10 = 0 THEN date '2024-01-01' + i END, repeat(md5(i::text), 200),
      ARRAY['one', 'two'], jsonb_build_object('n', 1) FROM generate_series(1, 1000) i;
    ANALYZE notes; GRANT SELECT ON notes TO bank_inspector`);
  const columns = ['closed', 'body', 'tags', 'info'].map((name) => ({ name, type: '' }));
  const [found] = await withStatistics(address, login, [{ schema: 'public', relation: 'notes', columns }]);
  const told = new Map(found?.columns.map((column) => [column.name, column as object]));
  const { mostFrequent, missing } = told.get('closed') as { mostFrequent: number; missing: number };
  assert.deepEqual([mostFrequent < 0.1, missing], [true, 0.9]);
  const widths = ['body', 'tags', 'info'].map((name) => (told.get(name) as { averageWidth: number }).averageWidth);
  assert.deepEqual(widths, [6400, 9, 8]);
});

test('no table is looked at whose policies would run a stranger’s code, and none keeps others from being published', async () => {
  await admin.query(`CREATE TABLE walled (id int, body text); CREATE SEQUENCE spied; CREATE MATERIALIZED VIEW empty AS SELECT 'x'::text AS body WITH NO DATA;
    CREATE TABLE kept (id int, body text); INSERT INTO kept VALUES (1, 'four');
    CREATE FUNCTION spy() RETURNS boolean LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'spied'; END $$;
    INSERT INTO walled VALUES (1, 'secret'); CREATE POLICY all_rows ON walled USING (spy()); ALTER TABLE walled ENABLE ROW LEVEL SECURITY;
    GRANT SELECT ON walled, empty, kept TO bank_inspector`);
  const named = (relation: string) => ({ schema: 'public', relation, columns: [{ name: 'body', type: '' }] });
  const found = await withStatistics(address, login, ['walled', 'empty', 'kept'].map(named));
  const widths = found.map((one) => (one.columns[0] as { averageWidth?: number }).averageWidth);
  assert.deepEqual(widths, [undefined, undefined, 4]);
});

test('nor a table whose plan alone would run it, whatever of the table calls it', async (t) => {
  await admin.query(`CREATE FUNCTION plans(text) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN RAISE WARNING 'planned'; RETURN true; END $$;
    CREATE FUNCTION plans_text(text) RETURNS text LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN RAISE WARNING 'planned'; RETURN $1; END $$;
    CREATE OPERATOR ~~~ (RIGHTARG = text, FUNCTION = plans); CREATE DOMAIN planned AS text CHECK (plans(VALUE));
    CREATE TABLE by_predicate (id int, body text); CREATE INDEX ON by_predicate (id) WHERE plans('x');
    CREATE TABLE by_expression (id int, body text); CREATE INDEX ON by_expression ((body || plans_text('x')));
    CREATE TABLE by_operator (id int, body text); CREATE INDEX ON by_operator (id) WHERE ~~~ 'x'::text;
    CREATE TABLE by_domain (id int, body text); CREATE INDEX ON by_domain (id) WHERE body = 'x'::planned;
    CREATE TABLE by_statistics (id int, body text); CREATE STATISTICS on_text ON (body || plans_text('x')), id FROM by_statistics;
    CREATE TABLE by_check (id int, body text, CHECK (plans('x')));
    CREATE TABLE by_part (id int, body text) PARTITION BY LIST (id); CREATE TABLE the_part PARTITION OF by_part FOR VALUES IN (1);
    CREATE INDEX ON the_part (id) WHERE plans('x');
    CREATE TABLE by_key (id int, body text) PARTITION BY LIST ((body || plans_text('x')));
    CREATE TABLE the_rest PARTITION OF by_key DEFAULT;
    CREATE TYPE shade AS ENUM ('light'); CREATE TABLE innocent (id int PRIMARY KEY, body text CHECK (length(body) < 9), tone shade DEFAULT 'light');
    CREATE INDEX ON innocent (lower(body)) WHERE id > 0;
    INSERT INTO by_part VALUES (1, 'four')`);
  const names = ['predicate', 'expression', 'operator', 'domain', 'statistics', 'check', 'part', 'key'].map(
    (one) => `by_${one}`,
  );
  const told: string[] = [];
  for (const one of [...names, 'innocent']) {
    await admin.query(`GRANT SELECT ON ${one} TO bank_inspector`);
    if (one !== 'by_part' && one !== 'by_key') await admin.query(`INSERT INTO ${one} VALUES (1, 'four')`);
  }
  const ran: string[] = [];
  for (const one of names) {
    const note = (): unknown => ran.push(one);
    const looking = new pg.Client({ ...address, user: admin.user, password: admin.password });
    t.after(() => looking.end());
    await looking.connect();
    looking.on('notice', note);
    await looking.query(`EXPLAIN SELECT body FROM ${one} TABLESAMPLE SYSTEM (100)`);
  }
  const whole = ['by_predicate', 'by_expression', 'by_operator', 'by_statistics', 'by_part', 'by_key'];
  assert.deepEqual([...new Set(ran)], whole, 'a plan alone runs it');
  const named = (relation: string) => ({ schema: 'public', relation, columns: [{ name: 'body', type: '' }] });
  const found = await withStatistics(address, login, [...names, 'innocent'].map(named));
  for (const one of found) {
    if ('averageWidth' in one.columns[0]!) told.push(one.relation);
  }
  assert.deepEqual(told, ['innocent']);
});

test('a column that is not granted, or of a type of the bank’s own, is not looked at, and those beside it are', async () => {
  await admin.query(`CREATE TYPE sealed AS (a int, b text); CREATE FUNCTION told(sealed) RETURNS text LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'spied'; END $$;
    CREATE CAST (sealed AS text) WITH FUNCTION told(sealed);
    CREATE TABLE mixed (body text, made sealed, many sealed[], secret text); INSERT INTO mixed VALUES ('four', (1, 'x'), ARRAY[(1, 'x')]::sealed[], 'secret');
    GRANT SELECT (body, made, many) ON mixed TO bank_inspector; CREATE SCHEMA closed; CREATE TABLE closed.kept AS SELECT 'four'::text AS body;
    GRANT SELECT ON closed.kept TO bank_inspector`);
  const columns = ['body', 'made', 'many', 'secret'].map((name) => ({ name, type: '' }));
  const [mixed, kept] = await withStatistics(address, login, [
    { schema: 'public', relation: 'mixed', columns },
    { schema: 'closed', relation: 'kept', columns },
  ]);
  assert.deepEqual(mixed?.columns, [{ name: 'body', type: '', averageWidth: 4 }, ...columns.slice(1)]);
  assert.deepEqual(kept?.columns, columns);
});

test('of a table that nobody has counted some rows are looked at, and not all', async () => {
  await admin.query(`CREATE TABLE uncounted (body text) WITH (autovacuum_enabled = off); GRANT SELECT ON uncounted TO bank_inspector;
    INSERT INTO uncounted SELECT 'x' FROM generate_series(1, 20000); INSERT INTO uncounted SELECT repeat('x', 1000) FROM generate_series(1, 20000)`);
  const columns = [{ name: 'body', type: '' }];
  const [found] = await withStatistics(address, login, [{ schema: 'public', relation: 'uncounted', columns }]);
  assert.deepEqual(found?.columns, [{ name: 'body', type: '', averageWidth: 1 }]);
});

test('a table that cannot be looked at in time is published all the same, and the next one is looked at', async (t) => {
  await admin.query(
    "CREATE TABLE locked AS SELECT 'four'::text AS body; CREATE TABLE free AS TABLE locked; GRANT SELECT ON locked, free TO bank_inspector",
  );
  const locker = new pg.Client({ ...address, user: admin.user, password: admin.password });
  locker.on('error', () => undefined);
  t.after(() => locker.end());
  await locker.connect();
  // A look without an end waits for this one's, and then knows what it must not.
  await locker.query(
    "SET idle_in_transaction_session_timeout TO '60s'; BEGIN; LOCK TABLE locked IN ACCESS EXCLUSIVE MODE",
  );
  const named = (relation: string) => ({ schema: 'public', relation, columns: [{ name: 'body', type: '' }] });
  const found = await withStatistics(address, login, ['locked', 'free'].map(named));
  const widths = found.map((one) => (one.columns[0] as { averageWidth?: number }).averageWidth);
  assert.deepEqual(widths, [undefined, 4]);
});

test('counts rows and values in one scan', async () => {
  const counted = await countAs(address, login, { from: 'public.plain', columns: ['kind'] });
  assert.deepEqual(counted, { rows: 6000, values: { kind: { a: 3000, b: 3000 } } });
  assert.equal((await countAs(address, login, { from: 'public.plain', columns: [] })).rows, 6000);
});

test('of values that are long or many no more is read than is shown, and a count has an end', async () => {
  await admin.query(`CREATE TABLE wide (kind text, code int); GRANT SELECT ON wide TO bank_inspector;
    INSERT INTO wide SELECT 'k', i FROM generate_series(1, 3000) i; INSERT INTO wide VALUES (repeat('x', 40000000), 1)`);
  const { rows, values } = await countAs(address, login, { from: 'public.wide', columns: ['kind', 'code'] });
  assert.deepEqual([rows, values['kind']], [3001, { k: 3000 }]);
  assert.equal(Object.keys(values['code'] ?? {}).length, 200);
  assert.equal(values['code']?.['1'], 2, 'the most frequent are kept');
  const limit = `(SELECT pg_catalog.current_setting('statement_timeout') AS kind)`;
  assert.deepEqual((await countAs(address, login, { from: limit, columns: ['kind'] })).values, {
    kind: { '10min': 1 },
  });
  await admin.query('DROP TABLE wide');
});

test('counts a table of more enumerated columns than one GROUPING takes', async () => {
  const names = Array.from({ length: 40 }, (_, at) => `c${at}`);
  await admin.query(
    `CREATE TABLE wide AS SELECT ${names.map((name, at) => `'v${at}'::text AS ${name}`).join(', ')}; GRANT SELECT ON wide TO bank_inspector`,
  );
  const counted = await countAs(address, login, { from: 'public.wide', columns: names });
  assert.deepEqual(counted, {
    rows: 1,
    values: Object.fromEntries(names.map((name, at) => [name, { [`v${at}`]: 1 }])),
  });
});
