import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createDatabase } from '../../../apps/server/test/support/postgres.ts';
import type { MaskProfile } from '../src/index.ts';
import { compareBanks, emptyTally, type Comparing, type Tally } from './fuzz/non-interference.test-server.ts';
import { makeRandom } from './fuzz/random.ts';
import { shippedProfiles } from './fuzz/shipped-profiles.test-server.ts';
import { TWIN_OPEN } from './fuzz/twin-catalogue.ts';
import { openTwins, type TwinPair } from './fuzz/twin-pair.test-server.ts';

const SEED = 20_260_304;
const PER_WAY = 900;
const profiles = await shippedProfiles();
/** Each way in which a column of the analyst's can be hidden: keys, domains, an enum, JSON, bytes and collations among them. */
const MASKED = {
  people: 'name email ssn card phone home born joined note',
  cards: 'iban mail tax pin kin since sign nick risk secret scan',
};

/** What a run of any length must show besides no difference. */
function assertRates({ generated, accepted, undetermined, errors, planned, compared }: Tally): void {
  assert.ok(accepted >= 0.6 * generated, `${accepted} of ${generated} accepted`);
  assert.ok(undetermined <= 0.15 * accepted, `${undetermined} of ${accepted} undetermined`);
  assert.ok(errors <= 0.05 * compared, `${errors} of ${compared} fail`);
  assert.ok(planned <= 0.01 * compared, `${planned} of ${compared} fail under some plans`);
}

describe('two banks that differ only in what is hidden', () => {
  const total = emptyTally();
  for (const [index, { name, profile }] of profiles.entries()) {
    it(`are the same to the ${name}, through views and inline`, async () => {
      const pair = await openTwins(profile, SEED + index, createDatabase);
      await pair.provide();
      for (const provision of ['views', 'inline'] as const) {
        const random = makeRandom(SEED + 10 * index + provision.length);
        await compareBanks({ pair, random, count: PER_WAY }, { profile, provision }, total);
      }
      await pair.close();
      assert.deepEqual(total.differences, []);
    });
  }

  it('were asked ten thousand questions, most of which ran and had one answer', () => {
    assert.ok(total.generated >= 10_000, `${total.generated} questions`);
    assertRates(total);
  });

  it('are told apart by a third of the questions where nothing is masked', async () => {
    const power = emptyTally();
    for (const { profile } of profiles.slice(0, 3)) {
      const pair = await openTwins(profile, SEED, createDatabase);
      await compareBanks(
        { pair, random: makeRandom(SEED), count: 250, openToo: true },
        { profile: TWIN_OPEN, provision: 'none' },
        power,
      );
      await pair.close();
    }
    const differing = power.differences.length;
    assert.ok(differing >= 0.3 * power.compared, `${differing} of ${power.compared} differ`);
  });
});

describe('two banks are told apart after a planted defect:', () => {
  const analyst = profiles.find(({ name }) => name === 'analyst of most regions')?.profile;
  assert.ok(analyst);
  let pair: TwinPair;
  before(async () => {
    pair = await openTwins(analyst, SEED, createDatabase);
  });
  after(() => pair.close());

  const isFound = async (planted: Partial<Comparing> = {}, way: { inline?: true; open?: true } = {}): Promise<void> => {
    const random = makeRandom(SEED + 1);
    const seen = { profile: way.open ? TWIN_OPEN : analyst, provision: way.inline ? 'inline' : 'views' } as const;
    const tally = await compareBanks({ pair, random, count: 5000, enough: 1, ...planted }, seen);
    assert.equal(tally.differences.length, 1, JSON.stringify(tally));
  };
  const showing = (dataset: string, column: string, mask: 'full' | 'redact'): MaskProfile => {
    const relation = analyst.relations[dataset];
    assert.ok(relation && column in relation.columns);
    const changed = { ...relation, columns: { ...relation.columns, [column]: mask } };
    return { ...analyst, relations: { ...analyst.relations, [dataset]: changed } };
  };

  for (const [dataset, columns] of Object.entries(MASKED)) {
    for (const column of columns.split(' ')) {
      it(`${dataset}.${column} without its mask`, async () => {
        await pair.provide(showing(dataset, column, 'full'));
        await isFound();
      });
    }
  }

  it('a row filter without its barrier', async () => {
    await pair.provide(analyst, (statement) => statement.replace(' WITH (security_barrier=true)', ''));
    await isFound();
  });

  it('the same inline', () =>
    isFound({ bend: (sql) => sql.replaceAll(' OFFSET 0) AS "base"', ') AS "base"') }, { inline: true }));

  it('a filter that lets NULL through', async () => {
    await pair.provide(analyst, (statement) =>
      statement.replace(/WHERE \("base"\."region" IN .*$/, (where) => `${where} IS NOT FALSE`),
    );
    await isFound();
  });

  it('the words of an error', async () => {
    await pair.provide();
    // One question in some thousands fails by a hidden value under every plan.
    await isFound({ tell: (error) => String(error), random: makeRandom(SEED + 3), count: 20_000 });
  });

  it('a whole row', async () => {
    await pair.provide(analyst, (statement) =>
      statement.replace('CAST(NULL AS pg_catalog."text") AS "note"', 'CAST("base" AS pg_catalog."text") AS "note"'),
    );
    await isFound();
  });

  it('a regular expression that gives its input back', async () => {
    const naive = `pg_catalog.regexp_replace("base"."email", '^[a-z]+@', '***@') AS "email"`;
    await pair.provide(showing('people', 'email', 'redact'), (statement) =>
      statement.replace('CAST(NULL AS pg_catalog."text") AS "email"', naive),
    );
    await isFound();
  });

  it('no total order', async () => {
    await pair.provide();
    // A compiler that believes nothing is masked adds none.
    await isFound({ openToo: true }, { open: true });
  });

  it('none of them, and nothing is found', async () => {
    await pair.provide();
    const tally = await compareBanks(
      { pair, random: makeRandom(SEED + 1), count: 300 },
      { profile: analyst, provision: 'views' },
    );
    assert.deepEqual(tally.differences, []);
  });
});
