import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { ARROW_BREACHES, ARROW_COMPANIONS } from './boundaries/arrows.mjs';
import { HABIT_BREACHES } from './boundaries/habits.mjs';
import { buildHouse, put } from './boundaries/house.mjs';
import { findHouseBreaches } from './house-rules.mjs';
import { ROOT } from './pinned-node.mjs';

const run = (root, program, args) => {
  const options = { cwd: root, encoding: 'utf8', maxBuffer: 1 << 26, env: { ...process.env, NODE_V8_COVERAGE: '' } };
  return spawnSync(process.execPath, [join(ROOT, 'node_modules', program), ...args], options);
};

function cruise(root) {
  const args = ['--config', join(ROOT, '.dependency-cruiser.mjs'), '--output-type', 'json', 'apps', 'packages'];
  const { summary } = JSON.parse(run(root, 'dependency-cruiser/bin/dependency-cruiser.mjs', args).stdout);
  return summary.violations.map(({ rule, from }) => `${rule.name} ${from}`);
}

describe('the arrows of the house', () => {
  let root;
  let seen;
  before(() => {
    root = buildHouse();
  });
  after(() => rmSync(root, { recursive: true }));

  it('are kept by a sound house', () => assert.deepEqual(cruise(root), []));

  describe('when one is crossed', () => {
    before(() => {
      for (const [, , path, text] of ARROW_BREACHES) put(root, path, text);
      for (const [path, text] of Object.entries(ARROW_COMPANIONS)) put(root, path, text);
      seen = cruise(root);
    });
    for (const [sentence, rule, path] of ARROW_BREACHES) {
      it(sentence, () => assert.ok(seen.includes(`${rule} ${path}`), `nobody saw ${path}; seen: ${seen.join(', ')}`));
    }
    it('sees each rule broken at least once', async () => {
      const { default: config } = await import('../.dependency-cruiser.mjs');
      const broken = new Set(ARROW_BREACHES.map(([, rule]) => rule));
      assert.deepEqual(
        config.forbidden.map(({ name }) => name).filter((name) => !broken.has(name)),
        [],
      );
    });
  });
});

describe('the habits of the house', () => {
  let root;
  const words = {};
  before(() => {
    root = buildHouse();
    const sound = lintAndCompile(root);
    assert.deepEqual([sound.oxlint, sound.tsc, sound.house], ['', '', '']);
    for (const [, , , path, text] of HABIT_BREACHES) put(root, path, text);
    Object.assign(words, lintAndCompile(root));
  });
  after(() => rmSync(root, { recursive: true }));

  for (const [sentence, judge, name, path] of HABIT_BREACHES) {
    it(sentence, () => {
      const said = words[judge].split('\n').filter((line) => line.includes(path));
      assert.ok(
        said.some((line) => line.includes(name)),
        `${judge} said of ${path}: ${said.join(' ')}`,
      );
    });
  }
});

function lintAndCompile(root) {
  const config = { extends: join(ROOT, 'packages/planner/tsconfig.json'), include: ['packages/planner/src'] };
  put(root, 'tsconfig.json', JSON.stringify(config));
  const lint = run(root, 'oxlint/bin/oxlint', ['-f', 'unix', 'apps', 'packages']);
  const files = HABIT_BREACHES.map(([, , , path]) => path);
  return {
    oxlint: lint.stdout
      .split('\n')
      .filter((line) => line.includes('/'))
      .join('\n'),
    tsc: run(root, 'typescript/bin/tsc', ['-p', root]).stdout,
    house: findHouseBreaches(
      root,
      files.filter((file) => existsSync(join(root, file))),
    ).join('\n'),
  };
}
