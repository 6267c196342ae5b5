import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { openHome } from './home.ts';

describe('the home', () => {
  const folder = mkdtempSync(join(tmpdir(), 'atlas-home-'));
  const path = join(folder, 'deep', '.atlas');
  after(() => rmSync(folder, { recursive: true }));
  const modeOf = (name: string): string => (statSync(join(path, name)).mode & 0o777).toString(8);

  it('keeps one secret for each name, in a file for its owner alone', () => {
    const first = openHome(path);
    const secret = first.secret('app');
    assert.match(secret, /^[0-9a-f]{64}$/);
    assert.notEqual(first.secret('bank'), secret);
    assert.equal(openHome(path).secret('app'), secret);
    assert.equal(modeOf('secrets.json'), '600');
    assert.equal(modeOf('.'), '711');
  });

  it('tells how to reach the Atlas that runs, while it runs', () => {
    const home = openHome(path);
    assert.equal(home.readReady(), null);
    home.writeReady({ url: 'http://127.0.0.1:8000' });
    assert.deepEqual(home.readReady(), { url: 'http://127.0.0.1:8000' });
    assert.equal(modeOf('ready.json'), '600');
    home.removeReady();
    home.removeReady();
    assert.equal(home.readReady(), null);
  });
});
