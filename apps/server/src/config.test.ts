import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { after, describe, it } from 'node:test';
import { CONFIG_KEYS, ConfigError, checkListening, loadConfig } from './config.ts';

describe('the configuration', () => {
  const folder = mkdtempSync(join(tmpdir(), 'atlas-config-'));
  after(() => rmSync(folder, { recursive: true }));
  const load = (environment: Record<string, string>): ReturnType<typeof loadConfig> => loadConfig(environment, folder);

  it('has a default for everything, and cannot be changed afterwards', () => {
    const config = load({});
    assert.equal(config.port, 8000);
    assert.deepEqual(config.limits, { ask: 10, other: 60, login: 10, running: 3 });
    assert.equal(config.databases.app, undefined);
    assert.ok(Object.isFrozen(config) && Object.isFrozen(config.limits));
  });

  it('reads what is set, and takes an empty key as not set', () => {
    const config = load({ ATLAS_PORT: '9000', ATLAS_INSTANT: '2026-03-31T12:00:00+02:00', ATLAS_HOST: '' });
    assert.equal(config.port, 9000);
    assert.equal(config.instant?.toISOString(), '2026-03-31T10:00:00.000Z');
    assert.equal(config.host, '127.0.0.1');
    assert.deepEqual(load({ ATLAS_TRUSTED_PROXIES: '10.0.0.1, 10.0.0.2' }).trustedProxies, ['10.0.0.1', '10.0.0.2']);
  });

  it('refuses a key that it does not know, and ignores those of the client and of others', () => {
    assert.throws(
      () => load({ ATLAS_PROT: '1' }),
      new ConfigError('ATLAS_PROT is not a setting of Atlas: see .env.example.'),
    );
    load({ ATLAS_SERVER: 'x', ATLAS_EMAIL: 'x', ATLAS_PASSWORD: 'x', HOME: '/', PGHOST: 'x' });
  });

  it('says of each malformed key what it must be, and never its value', () => {
    const malformed = {
      ATLAS_PORT: '65536',
      ATLAS_LIMIT_ASK: '0',
      ATLAS_LOG_LEVEL: 'loud',
      ATLAS_INSTANT: 'yesterday',
      ATLAS_TRUSTED_PROXIES: '10.0.0.1, banana',
      DATABASE_URL: 'mysql://root:hunter2@x/y',
      JWT_SECRET_KEY: 'short-hunter2',
    };
    assert.throws(
      () => load(malformed),
      (error: Error) => {
        for (const key of Object.keys(malformed)) assert.match(error.message, new RegExp(`${key} must be `));
        assert.doesNotMatch(error.message, /hunter2/);
        return error instanceof ConfigError;
      },
    );
  });

  it('takes addresses and networks as proxies, and nothing else', () => {
    const proxies = '10.0.0.1, 10.0.0.0/8, fd00::/8, ::1';
    assert.equal(load({ ATLAS_TRUSTED_PROXIES: proxies }).trustedProxies.length, 4);
    for (const wrong of ['banana', '10.0.0.0/33', '10.0.0.0/', '10.0.0.0/8/8', '10.0.0', 'fd00::/129', '10.0.0.1,'])
      assert.throws(() => load({ ATLAS_TRUSTED_PROXIES: wrong }), /ATLAS_TRUSTED_PROXIES must be/, wrong);
  });

  it('wants a folder as its home', () => {
    const file = join(folder, 'file');
    writeFileSync(file, '');
    assert.throws(() => load({ ATLAS_HOME: file }), /ATLAS_HOME must be a folder/);
    assert.equal(load({ ATLAS_HOME: join(folder, 'to be made') }).home, join(folder, 'to be made'));
  });

  it('finds out before anything starts that it could not listen', () => {
    const tls = (name: string): string => fileURLToPath(new URL(`../test/support/tls/${name}`, import.meta.url));
    const listen = (environment: Record<string, string>) => () => checkListening(load(environment));
    const [cert, key] = [tls('cert.pem'), tls('key.pem')];
    listen({ ATLAS_TLS_CERT: cert, ATLAS_TLS_KEY: key, ATLAS_HOST: '0.0.0.0' })();
    assert.throws(listen({ ATLAS_HOST: '0.0.0.0' }), /in the clear/);
    assert.throws(
      listen({ ATLAS_TLS_CERT: join(folder, 'none'), ATLAS_TLS_KEY: key }),
      new ConfigError('The file named by ATLAS_TLS_CERT cannot be read.'),
    );
    assert.throws(listen({ ATLAS_TLS_CERT: cert, ATLAS_TLS_KEY: cert }), /a certificate and its private key/);
  });

  it('wants both halves of TLS', () => {
    assert.throws(() => load({ ATLAS_TLS_CERT: 'x' }), /must be set together/);
    assert.deepEqual(load({ ATLAS_TLS_CERT: 'c', ATLAS_TLS_KEY: 'k' }).tls, { certFile: 'c', keyFile: 'k' });
  });

  it('reads a secret from a file, but not from two places', () => {
    const file = join(folder, 'jwt');
    writeFileSync(file, `${'s'.repeat(40)}\n`);
    assert.equal(load({ JWT_SECRET_KEY_FILE: file }).jwtSecret, 's'.repeat(40));
    assert.throws(() => load({ JWT_SECRET_KEY_FILE: file, JWT_SECRET_KEY: 's'.repeat(40) }), /are both set/);
    assert.throws(
      () => load({ ENCRYPTION_KEY_FILE: join(folder, 'none') }),
      /named by ENCRYPTION_KEY_FILE cannot be read/,
    );
  });

  it('reads .env below the environment, and not in production', () => {
    writeFileSync(join(folder, '.env'), 'ATLAS_PORT=8100\nATLAS_LIMIT_ASK=7\n');
    assert.equal(load({}).port, 8100);
    assert.equal(load({ ATLAS_PORT: '8200' }).port, 8200);
    assert.equal(load({ NODE_ENV: 'production' }).port, 8000);
    rmSync(join(folder, '.env'));
  });

  it('documents every key in .env.example, and no other', () => {
    const example = readFileSync(new URL('../../../.env.example', import.meta.url), 'utf8');
    const documented = [...example.matchAll(/^#([A-Z0-9_]+)=/gm)].map(([, key]) => key);
    const client = ['ATLAS_SERVER', 'ATLAS_EMAIL', 'ATLAS_PASSWORD'];
    assert.deepEqual(documented.toSorted(), [...CONFIG_KEYS, ...client].toSorted());
  });
});
