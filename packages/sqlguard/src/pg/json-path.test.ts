import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startBank, type BankServer } from '../../test/bank.test-server.ts';
import { makeRandom } from '../../test/fuzz/random.ts';
import { readJsonPath } from './json-path.ts';

const SEED = 17;
const WORDS =
  '$ @ . .a ."b\u00A0c" .* [*] [0] [last] [0~to~2] [last~-~1] [ to last ] ? ( ? ( @ .a == != <> < >= 1 2.5 0 "x" true null && || ! exists ' +
  '( ) ) ~is~unknown starts~with like_regex "^a" flag~"i" + - * / % .size() .type() .double() .exists .last .true lax~ strict~ $v ' +
  '"a\\"b" "\\n" "\\\\d" .größe ._x1 ?(@>1) ?(@.a=="x") is with exists(@.a) exists($.a) !( 1. .1 01 a $.a[*] .bigint() .**';
const PARTS = WORDS.split(' ').map((part) => part.replaceAll('~', ' ').replaceAll('\u00A0', ' '));

describe('a JSON path', () => {
  let bank: BankServer;
  before(async () => {
    bank = await startBank();
    await bank.run(`CREATE FUNCTION pg_temp.is_read(path text) RETURNS boolean LANGUAGE plpgsql AS
      $$ BEGIN PERFORM path::jsonpath; RETURN true; EXCEPTION WHEN OTHERS THEN RETURN false; END $$`);
  });
  after(() => bank.stop());

  it('that is read here is one to the server', async () => {
    const random = makeRandom(SEED);
    const wild = (): string =>
      `${random.chance(0.7) ? '$' : ''}${Array.from({ length: 1 + random.below(9) }, () => random.pick(PARTS)).join(random.pick(['', ' ']))}`;
    const paths = [...new Set(Array.from({ length: 60_000 }, wild).filter((path) => readJsonPath(path) !== undefined))];
    assert.ok(paths.length > 600, `${paths.length} paths are read`);
    const list = paths.map((path) => `'${path.replaceAll("'", "''")}'`).join(', ');
    const { rows } = await bank.ask(`SELECT path FROM unnest(ARRAY[${list}]) AS path WHERE NOT pg_temp.is_read(path)`);
    assert.deepEqual(rows, []);
  });

  it('says what it takes, matches and multiplies by', () => {
    const read = readJsonPath(
      'strict $.a[*] ? (@.b * 2 > $min && !exists(@.c ? (@ like_regex "^\\\\d" flag "i"))).size()',
    );
    assert.ok(read);
    assert.deepEqual([...read.variables], ['min']);
    assert.deepEqual(read.patterns, ['^\\d']);
    assert.equal(read.computes, false);
    assert.ok(read.growth > 1);
    assert.equal(readJsonPath('$.a ? (@.b.type() == "string")')?.growth, 1);
    assert.equal(readJsonPath('$.a * 2')?.computes, true);
    assert.equal(readJsonPath('$.a[0 to last].b')?.growth, 1);
  });

  it('looks at the whole once, or once for each item of the filters and subscripts around it', () => {
    const power = (path: string): number => {
      const work = (parts: number): number =>
        readJsonPath(path)?.work({ document: { parts, bytes: parts }, given: { parts: 10, bytes: 10 } }) ?? fail(path);
      return Math.round(Math.log10(work(1e9) / work(1e8)));
    };
    const powers: Readonly<Record<number, readonly string[]>> = {
      1: [
        '$',
        '$[*].a ? (@.b > 1 && @.c.size() == 2)',
        '$[*] ? (@[*] ? (@[*] ? (@ == 1) == 1) == 1)',
        '$[*] ? (exists(@[*] ? (@ > $x)))',
        '$[*] ? (@.a > $x).b[last]',
        '$[*].a * 2',
        '$x[*] ? (@ ? (@ > $.a) > $.b)[$.c]',
        '($ ? (@.a == 1)).b',
      ],
      2: [
        '$[*] == $[*]',
        '$[*] ? (@ == $)',
        '$[*] ? (@ > $.limit)',
        '$[*] ? (@ > -$[*])',
        '$[*] ? (@[*] ? (@ == 1) == $.a)',
        '$[*] ? (@[*] > @[*])',
        '$[*][$[*] ? (@ == 1)]',
        '$[$[*] to last]',
        '($[*] ? (@ > 1)) ? (exists($.a))',
        '$[*] ? ((@ + $.a) > 1)',
      ],
      3: ['$[*] ? (exists($[*] ? (@ == $)))', '$[*] ? ($ == $)', '$[*] ? (@ > 1)[$[$.a]]', '$[*] ? ($[*] * $[*] > 1)'],
      4: ['$[*] ? (exists($[*] ? (exists($[*] ? ($ > 1)))))', '$[*] ? (exists($[*] ? ($ == $)))'],
    };
    for (const [expected, paths] of Object.entries(powers))
      for (const path of paths) assert.equal(power(path), Number(expected), path);
  });

  it('is not read where it repeats what it finds, reads the session or is too long', () => {
    const unread = [
      '$.**',
      '$[0, 0]',
      '$.a.datetime()',
      '$.a.keyvalue()',
      '@.a',
      '$[*] ? (last > 1)',
      '',
      `$.${'a'.repeat(600)}`,
    ];
    const nested = '$ ? (@ ? (@ ? (@ ? (@ > 1) > 1) > 1) > 1)';
    for (const path of [...unread, nested, `${'('.repeat(40)}$${')'.repeat(40)}`])
      assert.equal(readJsonPath(path), undefined, path);
  });
});

function fail(path: string): never {
  throw new Error(`not read: ${path}`);
}
