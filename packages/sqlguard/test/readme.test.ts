import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { RULES } from '../src/verdict.ts';

const HOME = new URL('..', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, HOME), 'utf8');
const README = read('README.md');

/** Rows of the table below a heading, as their cells. */
function tableBelow(heading: string): readonly (readonly string[])[] {
  const [, section = ''] = README.split(`\n## ${heading}\n`);
  const rows =
    section
      .split('\n## ')[0]
      ?.split('\n')
      .filter((line) => line.startsWith('| ')) ?? [];
  return rows.slice(2).map((row) =>
    row
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

const quoted = (cell = ''): readonly string[] => [...cell.matchAll(/`([^`]+)`/g)].map(([, text]) => text ?? '');
const covers = (name: string, rule: string): boolean =>
  name.endsWith('.*') ? rule.startsWith(name.slice(0, -1)) : name === rule;

describe('the README', () => {
  const places = tableBelow('Where a rule is').map(([rules, files]) => ({
    rules: quoted(rules),
    files: quoted(files),
  }));

  it('names for each rule a file in which it stands', () => {
    const lost = Object.keys(RULES).filter((rule) => {
      const row =
        places.find(({ rules }) => rules.includes(rule)) ??
        places.find((one) => one.rules.some((name) => covers(name, rule)));
      return row?.files.some((file) => file.endsWith('.ts') && read(`src/${file}`).includes(`'${rule}'`)) !== true;
    });
    assert.deepEqual(lost, []);
  });

  it('names no rule and no file that is not there', () => {
    const names = places.flatMap(({ rules }) => rules);
    assert.deepEqual(
      names.filter((name) => !Object.keys(RULES).some((rule) => covers(name, rule))),
      [],
    );
    assert.deepEqual(
      places.flatMap(({ files }) => files).filter((file) => !existsSync(new URL(`src/${file}`, HOME))),
      [],
    );
  });

  it('has for each threat a test that exists', () => {
    const tests = tableBelow('Threats').map((cells) => quoted(cells.at(-1)));
    assert.ok(tests.length >= 10);
    for (const files of tests) {
      assert.ok(files.length > 0);
      for (const file of files)
        assert.equal(globSync(`{src,test}/**/${file.replace(/^test\//, '')}`, { cwd: HOME }).length > 0, true, file);
    }
  });

  it('says nothing that no rule refuses any more', () => {
    const source = globSync('src/**/*.ts', { cwd: HOME })
      .filter((path) => !/verdict\.ts$|\.test\.ts$/.test(path))
      .map(read)
      .join('');
    assert.deepEqual(
      Object.keys(RULES).filter((rule) => !source.includes(`'${rule}'`)),
      [],
    );
  });
});
