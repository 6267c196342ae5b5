import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { createDatabase } from '../../../apps/server/test/support/postgres.ts';
import { runDump } from './dump.ts';
import { findInclusions } from './find-inclusions.ts';
import { introspect } from './introspect.ts';
import { makeCatalogue, type FoundRelation } from './make-catalogue.ts';

const SCRIPT = `
CREATE TABLE cities (id integer PRIMARY KEY, name text NOT NULL, population bigint);
CREATE TABLE tram_lines (line_no integer PRIMARY KEY, city_id integer, depot integer, colour text, density numeric(6,2), opened date, active boolean, secret text);
CREATE TABLE "Odd Names" ("Key" integer PRIMARY KEY, line_no integer REFERENCES tram_lines);
INSERT INTO cities SELECT n, 'City ' || n, n * 1000 FROM generate_series(1, 50) n;
INSERT INTO tram_lines SELECT n, 1 + n % 50, 1 + n % 7, (ARRAY['red', 'red', 'blue'])[1 + n % 3], n, '2020-01-01', true, repeat('x', 100) || n FROM generate_series(1, 60) n;
`;
let relations: FoundRelation[];

before(async () => {
  const url = await createDatabase();
  await runDump(url, SCRIPT);
  relations = await findInclusions(url, await introspect(url, 'public'));
});

const relation = (name: string) => relations.find((one) => one.name === name);

test('keys are read, and a key that nobody declared is found by its name and values', () => {
  assert.deepEqual(relation('Odd Names')?.foreignKeys, [
    { columns: ['line_no'], table: 'tram_lines', references: ['line_no'] },
  ]);
  assert.deepEqual(relation('tram_lines')?.primaryKey, ['line_no']);
  // The depots' numbers occur among the cities' ids too; no name says that they are the same.
  assert.deepEqual(relation('tram_lines')?.foreignKeys, [
    { columns: ['city_id'], table: 'cities', references: ['id'] },
  ]);
});

test('values that repeat are counted, most frequent first; long ones are left out', () => {
  const column = (name: string) => relation('tram_lines')?.columns.find((one) => one.name === name);
  assert.deepEqual(column('colour')?.values, [
    { value: 'red', frequency: 40 },
    { value: 'blue', frequency: 20 },
  ]);
  assert.equal(column('secret')?.values, null);
});

test('a catalogue is proposed from names and types', () => {
  const { datasets, digest } = makeCatalogue('trams', relations);
  const [cities, lines] = ['cities', 'tram_lines'].map((name) => datasets.find((dataset) => dataset.name === name));
  assert.equal(cities?.displayColumn, 'name');
  assert.deepEqual(lines?.entity, { singular: 'tram line', plural: 'tram lines' });
  assert.equal(lines?.defaultDate, 'opened');
  const roles = Object.fromEntries(lines?.columns.map(({ name, role }) => [name, role]) ?? []);
  assert.deepEqual(roles, {
    line_no: 'key',
    city_id: 'key',
    depot: 'measure',
    colour: 'dimension',
    density: 'measure',
    opened: 'date',
    active: 'flag',
    secret: 'text',
  });
  assert.equal(lines?.columns.find(({ name }) => name === 'density')?.additivity, 'non_additive');
  assert.equal(makeCatalogue('trams', relations).digest, digest);
});
