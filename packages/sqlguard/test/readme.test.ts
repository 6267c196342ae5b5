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

/** What tests and attacks are called: names of `it` and `describe`, and what heads the rows of a table of attacks. */
const namesIn = (source: string): readonly string[] =>
  [...source.matchAll(/(?:\b(?:it|describe)\(|\[)\s*'((?:[^'\\]|\\.)*)',/g)].map(([, name]) => name ?? '');

describe('the README', () => {
  const places = tableBelow('Where a rule is').map(([rules, files]) => ({
    rules: quoted(rules),
    files: quoted(files),
    refusing: quoted(files?.split(';')[0]),
  }));

  const refusing = globSync('src/**/*.ts', { cwd: HOME })
    .filter((path) => !/verdict\.ts$|\.test\.ts$/.test(path))
    .map((path) => ({ file: path.slice('src/'.length), text: read(path) }));

  it('names for each rule every file that refuses by it, and none that does not', () => {
    const wrong = Object.keys(RULES).flatMap((rule) => {
      const row =
        places.find(({ rules }) => rules.includes(rule)) ??
        places.find((one) => one.rules.some((name) => covers(name, rule)));
      const raised = refusing.filter(({ text }) => text.includes(`'${rule}'`)).map(({ file }) => file);
      const missing = raised.filter((file) => row?.refusing.includes(file) !== true);
      return missing.length > 0 || raised.length === 0 ? [`${rule}: ${missing.join()}`] : [];
    });
    assert.deepEqual(wrong, []);
    const idle = places.flatMap(({ rules, refusing: files }) =>
      files.filter((file) => {
        const text = refusing.find((one) => one.file === file)?.text ?? '';
        return !Object.keys(RULES).some(
          (rule) => rules.some((name) => covers(name, rule)) && text.includes(`'${rule}'`),
        );
      }),
    );
    assert.deepEqual(idle, []);
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

  const threats = tableBelow('Threats').map(([threat = '', control, second, tests]) => ({
    threat,
    controls: [control, second],
    tests: (tests ?? '').split(' · ').map((one) => {
      const [, file, titles] = /^`([^`]+)`: (.+)$/.exec(one) ?? [];
      return { file: file ?? `no file in ${one}`, titles: titles?.split('; ') ?? [] };
    }),
  }));

  it('names against each threat two controls', () => {
    assert.ok(threats.length >= 10);
    for (const { threat, controls } of threats)
      assert.ok(
        controls.every((control) => control !== undefined && /\w/.test(control)),
        threat,
      );
  });

  it('names for each threat tests that are there, by the file and by what they are called in it', () => {
    const lost = threats.flatMap(({ tests }) =>
      tests.flatMap(({ file, titles }) => {
        const [path] = globSync(`{src,test}/**/${file}`, { cwd: HOME });
        const called = new Set(path === undefined ? [] : namesIn(read(path)));
        return titles.length > 0 && path !== undefined ? titles.filter((title) => !called.has(title)) : [file];
      }),
    );
    assert.deepEqual(lost, []);
  });

  it('would miss a test that is called otherwise, or that only a comment names', () => {
    assert.deepEqual(namesIn("it('a', f); describe('b', f); // it is c, 'd'\n['e', sql, rule], [\n  'f',\n  sql]"), [
      'a',
      'b',
      'e',
      'f',
    ]);
  });

  it('says nothing that no rule refuses any more', () => {
    const source = refusing.map(({ text }) => text).join('');
    assert.deepEqual(
      Object.keys(RULES).filter((rule) => !source.includes(`'${rule}'`)),
      [],
    );
  });
});
