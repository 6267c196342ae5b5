import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import pg from 'pg';
import { createDatabase } from '../../../apps/server/test/support/postgres.ts';
import { viewStatements } from '../src/index.ts';
import { compareBanks, type Tally, type Way } from './fuzz/non-interference.ts';
import { makeRandom } from './fuzz/random.ts';
import { TWIN_CATALOGUE, TWIN_OPEN, TWIN_PROFILES, twinBank } from './fuzz/twin-banks.ts';

const SEED = 20_260_304;
const PER_WAY = 2600;
const schemaOf = (digest: string): string => `atlas_m_${digest}`;

describe('two banks that differ only in what is hidden', () => {
  const clients: pg.Client[] = [];
  const pair = (): { left: pg.Client; right: pg.Client } => {
    const [left, right] = clients;
    assert.ok(left && right);
    return { left, right };
  };

  before(async () => {
    for (const hiddenSeed of [1, 2]) {
      const client = new pg.Client({
        connectionString: await createDatabase(),
        types: { getTypeParser: () => (text: string) => text },
      });
      await client.connect();
      await client.query("SET search_path = pg_catalog, pg_temp; SET TimeZone = 'UTC'; SET jit = off");
      await client.query(twinBank(makeRandom(SEED), makeRandom(hiddenSeed), hiddenSeed === 2));
      clients.push(client);
    }
    for (const profile of TWIN_PROFILES)
      await provide(schemaOf(profile.digest), viewStatements(TWIN_CATALOGUE, profile, namesFor(profile.digest)));
  });
  after(async () => {
    for (const client of clients) await client.end();
  });

  const namesFor = (digest: string): { schema: string; owner: string; login: string } => ({
    schema: schemaOf(digest),
    owner: 'postgres',
    login: 'postgres',
  });
  const provide = async (schema: string, statements: readonly string[]): Promise<void> => {
    for (const client of clients) {
      await client.query(`DROP SCHEMA IF EXISTS ${schema} CASCADE`);
      for (const statement of statements) await client.query(statement);
    }
  };
  const run = (way: Way, count: number, more: { seed?: number; enough?: number } = {}): Promise<Tally> =>
    compareBanks({ ...pair(), random: makeRandom(more.seed ?? SEED), enough: more.enough ?? count }, way, count);

  for (const profile of TWIN_PROFILES) {
    for (const provision of ['views', 'inline'] as const) {
      it(`are the same to the ${profile.digest} through ${provision}`, async () => {
        const tally = await run({ profile, provision, maskedSchema: schemaOf(profile.digest) }, PER_WAY, {
          seed: SEED + provision.length,
        });
        assert.deepEqual(tally.differences, []);
        assert.ok(tally.accepted >= 0.6 * tally.generated, `${tally.accepted} of ${tally.generated} accepted`);
        assert.ok(tally.undetermined <= 0.15 * tally.accepted, `${tally.undetermined} undetermined`);
        assert.ok(tally.errors <= 0.05 * tally.compared, `${tally.errors} of ${tally.compared} raise`);
      });
    }
  }

  it('are told apart by the same questions where nothing is masked', async () => {
    const tally = await run({ profile: TWIN_OPEN, provision: 'none', maskedSchema: '' }, 600);
    assert.ok(
      tally.differences.length >= 0.3 * tally.compared,
      `${tally.differences.length} of ${tally.compared} differ`,
    );
  });

  describe('are told apart after a planted defect:', () => {
    const [analyst] = TWIN_PROFILES;
    assert.ok(analyst);
    const defective = async (change: (statement: string) => string): Promise<Tally> => {
      await provide('atlas_m_defect', viewStatements(TWIN_CATALOGUE, analyst, namesFor('defect')).map(change));
      return run({ profile: analyst, provision: 'views', maskedSchema: 'atlas_m_defect' }, 1500, { enough: 1 });
    };

    it('one column without its mask', async () => {
      const tally = await defective((statement) =>
        statement
          .replace(/CASE WHEN \("base"\."ssn"[^]*?END AS pg_catalog\."varchar"\) AS "ssn"/, '')
          .replace(/CAST\(\s*AS "/, '"')
          .replace(/CAST\(, /, '"base"."ssn" AS "ssn", '),
      );
      assert.ok(tally.differences.length > 0);
    });

    it('a row filter without its barrier', async () => {
      const tally = await defective((statement) => statement.replace(' WITH (security_barrier=true)', ''));
      assert.ok(tally.differences.length > 0);
    });

    it('a regular expression that gives its input back', async () => {
      const naive = `CREATE VIEW atlas_m_defect.people AS SELECT id, initials AS name, regexp_replace(email, '^[a-m]+@', '***@') AS email, ssn, born, joined, note, region, code, doc FROM (SELECT *, left(name, 1) AS initials FROM atlas_m_analyst.people JOIN (SELECT id AS key, email AS raw FROM bank.people) AS b ON b.key = id) AS x`;
      const tally = await defective((statement) =>
        statement.startsWith('CREATE VIEW "atlas_m_defect"."people"')
          ? naive.replace('regexp_replace(email', 'regexp_replace(raw')
          : statement,
      );
      assert.ok(tally.differences.length > 0);
    });

    it('no total order', async () => {
      // Masked views, but a compiler that believes nothing is masked, so it adds no order.
      const tally = await run({ profile: TWIN_OPEN, provision: 'views', maskedSchema: schemaOf('analyst') }, 1500, {
        enough: 1,
      });
      assert.ok(tally.differences.length > 0);
    });
  });
});
