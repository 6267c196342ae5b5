import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { openBench, SIGNED_IN } from '../test/bench.ts';
import type { Bench } from '../test/bench.ts';
import { EVIDENCE, QUERY } from '../test/atlas-server.ts';
import type { AtlasServer } from '../test/atlas-server.ts';
import { askSecret } from './ask-secret.ts';

let bench: Bench;
let atlas: AtlasServer;
let cli: Bench['cli'];

before(async () => {
  bench = await openBench();
  ({ atlas, cli } = bench);
});
beforeEach(() => bench.reset());
after(() => bench.close());

const paths = (): string[] => atlas.seen.map(({ path }) => path);

describe('a session', () => {
  const stranger = { env: {} };

  it('is opened once and kept for its owner alone', async () => {
    assert.equal((await cli(['login'])).code, 0);
    await cli(['datasets'], stranger);
    await cli(['datasets'], stranger);
    assert.equal(paths().filter((path) => path === '/v1/auth/login').length, 1);
    const config = join(bench.folder(), 'config', 'aureus-atlas');
    const [file = ''] = readdirSync(config);
    assert.equal(statSync(join(config, file)).mode & 0o777, 0o600);
    assert.equal(statSync(config).mode & 0o777, 0o700);
    assert.doesNotMatch(readFileSync(join(config, file), 'utf8'), /tram/);
  });

  it('is renewed when its token ends, or the server has ended it', async () => {
    atlas.script.tokenLife = 5;
    await cli(['login']);
    assert.equal((await cli(['datasets'], stranger)).code, 0);
    assert.ok(paths().includes('/v1/auth/refresh'));
    atlas.script.tokenLife = 3600;
    await cli(['login']);
    atlas.forgetSessions();
    assert.equal((await cli(['datasets'])).code, 0, 'by the password of the environment');
    atlas.forgetSessions();
    const lost = await cli(['datasets'], stranger);
    assert.equal(lost.code, 5);
    assert.match(lost.err, /not signed in\. Run: atlas login/);
  });

  it('is that of the e-mail in the environment', async () => {
    await cli(['login'], { env: { ...SIGNED_IN, ATLAS_EMAIL: 'bo@meridian.example' } });
    await cli(['login']);
    await cli(['datasets'], { env: { ATLAS_EMAIL: 'Bo@meridian.example' } });
    const used = atlas.seen.at(-1)?.authorization;
    await cli(['datasets'], stranger);
    assert.notEqual(atlas.seen.at(-1)?.authorization, used);
    await cli(['logout'], stranger);
    assert.equal((await cli(['datasets'], { env: { ATLAS_EMAIL: 'bo@meridian.example' } })).code, 0);
    assert.equal((await cli(['datasets'], stranger)).code, 5);
  });

  it('is never that of another password than the one in the environment', async () => {
    await cli(['login']);
    for (const env of [{ ATLAS_PASSWORD: 'wrong' }, { ...SIGNED_IN, ATLAS_PASSWORD: 'wrong' }]) {
      const { code, err } = await cli(['history'], { env });
      assert.deepEqual([code, err], [5, 'E-mail or password is wrong.\n']);
    }
    assert.equal((await cli(['history'], stranger)).code, 0, 'the kept session stays');
    const signIns = (): number => paths().filter((path) => path === '/v1/auth/login').length;
    const before = signIns();
    assert.equal((await cli(['history'])).code, 0);
    assert.equal(signIns(), before, 'the right password signs in once and not at every call');
  });

  it('ends with logout, also where it has ended already', async () => {
    assert.match((await cli(['logout'], stranger)).out, /Nobody was signed in/);
    await cli(['login']);
    assert.match((await cli(['logout'], stranger)).out, /Signed out/);
    await cli(['login']);
    atlas.forgetSessions();
    assert.match((await cli(['logout'], stranger)).out, /Signed out/);
  });

  it('is not opened by a wrong password', async () => {
    const { code, err } = await cli(['login', '--email', 'ana@meridian.example'], { env: { ATLAS_PASSWORD: 'wrong' } });
    assert.deepEqual([code, err], [5, 'E-mail or password is wrong.\n']);
  });

  it('asks for the password where somebody can be asked', async () => {
    const prompts: string[] = [];
    const askSecret = async (prompt: string): Promise<string> => {
      prompts.push(prompt);
      return 'a tram in Lisbon';
    };
    const { out } = await cli(['login', '--email', 'new@meridian.example'], { env: {}, askSecret });
    assert.deepEqual(prompts, ['Password of new@meridian.example: ']);
    assert.match(out, /as new@meridian\.example, analyst/);
    assert.equal((await cli(['login', '--email', 'a@b.example'], { env: {} })).code, 2);
    assert.equal((await cli(['login'], { env: {} })).code, 2);
    const json = await cli(['login', '--json', 'new@meridian.example'], { env: {}, askSecret });
    assert.equal(JSON.parse(json.out).password_change_required, true);
    assert.match(json.err, /for one use/);
  });
});

describe('the Atlas of this folder', () => {
  const nobody = (): Record<string, string> => ({ ATLAS_SERVER: undefined as unknown as string });

  it('is found by its ready file, with its demo people', async () => {
    mkdirSync(join(bench.folder(), '.atlas'));
    const demo = [{ role: 'analyst', email: 'ana@meridian.example', password: 'a tram in Lisbon' }];
    writeFileSync(join(bench.folder(), '.atlas', 'ready.json'), JSON.stringify({ url: atlas.url, demo }));
    assert.equal((await cli(['login', '--demo', 'analyst'], { env: nobody() })).code, 0);
    assert.match((await cli(['login', '--demo', 'auditor'], { env: nobody() })).err, /it has: analyst/);
    assert.equal((await cli(['datasets'], { env: nobody() })).code, 0);
  });

  it('is elsewhere where the line says so', async () => {
    assert.equal(
      (await cli(['datasets', '--server', atlas.url], { env: { ...SIGNED_IN, ATLAS_SERVER: 'http://127.0.0.1:1' } }))
        .code,
      0,
    );
    assert.equal((await cli(['--server', atlas.url, 'datasets'])).code, 0);
    assert.equal((await cli([`--server=${atlas.url}`, 'datasets'])).code, 0);
    const away = await cli(['datasets', '--server', 'http://127.0.0.1:1']);
    assert.equal(away.code, 5);
    assert.match(away.err, /does not answer at http:\/\/127\.0\.0\.1:1/);
    for (const bad of ['nonsense', 'file:///etc/passwd'])
      assert.equal((await cli(['datasets', '--server', bad])).code, 2);
    assert.match((await cli(['login', '--demo', 'analyst'])).err, /No demo runs in this folder/);
  });
});

describe('atlas history and datasets', () => {
  it('show no escape sequence that somebody typed', async () => {
    const { out } = await cli(['history']);
    assert.match(out, /fake␛\[2J answer/);
    assert.match(out, /NOT_UNDERSTOOD/);
    assert.match(out, /2 questions; page 1/);
    assert.equal(out.includes('\u001b'), false);
    assert.equal((await cli(['history', '--page', 'two'])).code, 2);
    assert.equal(
      JSON.parse((await cli(['history', '--json', '--page', '2', '--page-size', '5', '--text', 'a b'])).out).total,
      2,
    );
    assert.equal(paths().at(-1), '/v1/query/history?page=2&page_size=5&text=a+b');
  });

  it('tell what may be asked, and what may be asked for', async () => {
    const { out } = await cli(['datasets']);
    assert.match(
      out,
      /^loan_portfolio · lending · EU, US · 125000 rows · updated 2026-01-31\n {2}All active and closed loans\n {2}\? Show me/,
    );
    assert.match((await cli(['datasets', '--known'])).out, /aml_alerts[^]*You may not ask about it yet/);
    assert.equal(JSON.parse((await cli(['datasets', '--json'])).out).datasets.length, 1);
  });
});

describe('atlas evidence', () => {
  const target = (): string => join(bench.folder(), 'pack.zip');

  it('waits until the log includes it and writes the pack', async () => {
    atlas.script.pendingLooks = 3;
    const { code, out, slept } = await cli(['evidence', 'get', EVIDENCE, '-o', target()]);
    assert.deepEqual([code, slept], [0, 1750]);
    assert.equal(readFileSync(target(), 'utf8'), 'PK ?token=all');
    assert.match(out, /Wrote .*pack\.zip \(13 bytes\), included in the log under the checkpoint of size 12\.\n$/);
    assert.equal(atlas.seen.at(-1)?.authorization, undefined, 'the link carries its own right');
    assert.deepEqual(readdirSync(bench.folder()).toSorted(), ['config', 'pack.zip']);
  });

  it('does not wait longer than the merge delay, nor at all where told so', async () => {
    atlas.script.pendingLooks = 1000;
    const late = await cli(['evidence', 'get', EVIDENCE, '-o', target()]);
    assert.deepEqual([late.code, late.slept], [0, 10_000]);
    assert.match(late.out, /pending/);
    const now = await cli(['evidence', 'get', EVIDENCE, '-o', target(), '--no-wait', '--keys', 'none', '--json']);
    assert.equal(now.slept, 0);
    assert.equal(JSON.parse(now.out).inclusion.state, 'pending');
    assert.equal(readFileSync(target(), 'utf8'), 'PK ?token=none');
  });

  it('says what is wrong with what was asked', async () => {
    assert.equal((await cli(['evidence', 'get'])).code, 2);
    assert.equal((await cli(['evidence', 'get', EVIDENCE, '--keys', 'some'])).code, 2);
    const nonsense = await cli(['evidence', 'get', 'nonsense']);
    assert.equal(nonsense.code, 2);
    assert.match(nonsense.err, /“nonsense” is no evidence id/);
    const unknown = await cli(['evidence', 'get', QUERY]);
    assert.deepEqual([unknown.code, unknown.err], [5, 'There is no such evidence.\n']);
    const nowhere = await cli(['evidence', 'get', EVIDENCE, '-o', join(bench.folder(), 'no', 'such', 'folder.zip')]);
    assert.equal(nowhere.code, 5);
    assert.match(nowhere.err, /Cannot write .*ENOENT/);
  });

  it('fetches the trust file without a session', async () => {
    const { code } = await cli(['evidence', 'trust', '-o', join(bench.folder(), 'trust.json')], { env: {} });
    assert.equal(code, 0);
    assert.deepEqual(JSON.parse(readFileSync(join(bench.folder(), 'trust.json'), 'utf8')), { format: 1, versions: [] });
  });
});

describe('the command line', () => {
  it('explains itself', async () => {
    for (const line of [[], ['--help'], ['-h'], ['help']]) {
      const { code, out } = await cli(line);
      assert.equal(code, 0);
      assert.match(out, /Exit codes: 0 answered, 2 usage, 3 refused/);
    }
    assert.match((await cli(['ask', '--help'])).out, /--dataset/);
    assert.match((await cli(['evidence'])).out, /evidence get[^]*evidence trust/);
    assert.match((await cli(['evidence', '-h'])).out, /evidence trust/);
  });

  it('refuses what it does not know', async () => {
    for (const line of [['approvals'], ['ask', '--bogus', 'x'], ['evidence', 'put'], ['ask', '--dataset']]) {
      const { code, err } = await cli(line);
      assert.equal(code, 2, line.join(' '));
      assert.match(err, /atlas .*--help/);
    }
  });

  it('is a program', async () => {
    const program = fileURLToPath(new URL('main.ts', import.meta.url));
    const env = {
      ...process.env,
      ...SIGNED_IN,
      ATLAS_SERVER: atlas.url,
      XDG_CONFIG_HOME: join(bench.folder(), 'config'),
    };
    const child = spawn(process.execPath, [program, 'ask', 'loans', '--json'], {
      env,
      cwd: bench.folder(),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let out = '';
    for await (const part of child.stdout) out += String(part);
    const code = child.exitCode ?? (await new Promise((resolve) => child.once('exit', resolve)));
    assert.equal(code, 0);
    assert.equal(JSON.parse(out).query_id, QUERY);
  });

  it('reads a password from a terminal without showing it', async () => {
    const input = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => undefined });
    const output = new PassThrough();
    const asked = askSecret('Password: ', { input, output } as never);
    input.write('a tram in Lisbon\r');
    assert.equal(await asked, 'a tram in Lisbon');
    output.end();
    assert.equal(await text(output), 'Password: \n');
    assert.equal(await askSecret('Password: ', { input: new PassThrough(), output } as never), undefined);
  });
});
