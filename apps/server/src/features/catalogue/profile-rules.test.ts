import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Catalogue, LADDERS, type MaskKind } from '@aureus/contract';
import type { Profile } from '#trust/access';
import { chooseProfile, isNowhereWider } from './profile-rules.ts';

const COLUMNS = { name: 'person_name', birth: 'birth_date', ssn: 'government_id' } as const;
const REGIONS = ['EU', 'UK', 'US'];

const catalogue = {
  datasets: ['a', 'b'].map((name) => ({
    name,
    columns: Object.entries(COLUMNS).map(([column, dataClass]) => ({ name: column, class: dataClass })),
  })),
} as unknown as Catalogue;

/** xorshift32: the same lattice in every run. */
function randomness(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

function randomProfile(random: (below: number) => number): Profile {
  const names = ['a', 'b'].filter(() => random(4) > 0);
  const relations = Object.fromEntries(
    names.map((name) => {
      const columns = Object.entries(COLUMNS).map(([column, dataClass]) => {
        const ladder: readonly MaskKind[] = LADDERS[dataClass];
        return [column, ladder[random(ladder.length)] ?? 'redact'];
      });
      const values = REGIONS.filter(() => random(2) === 0);
      const filter = random(2) === 0 ? null : { column: 'region', values };
      return [name, { columns: Object.fromEntries(columns) as Record<string, MaskKind>, filter }];
    }),
  );
  return { digest: JSON.stringify(relations), relations };
}

/** What a profile shows, written down the long way: rung numbers and visible regions. */
function shows(profile: Profile): Map<string, number> {
  const seen = new Map<string, number>();
  for (const [name, relation] of Object.entries(profile.relations)) {
    for (const region of [...REGIONS, 'elsewhere']) {
      const visible = relation.filter === null || relation.filter.values.includes(region);
      for (const [column, dataClass] of Object.entries(COLUMNS)) {
        const ladder: readonly string[] = LADDERS[dataClass];
        if (visible) seen.set(`${name} ${region} ${column}`, 1 + ladder.indexOf(relation.columns[column] ?? ''));
      }
    }
  }
  return seen;
}

const within = (held: Profile, wanted: Profile): boolean =>
  [...shows(held)].every(([cell, rung]) => rung <= (shows(wanted).get(cell) ?? 0));

test('never chooses a profile that shows one cell more than the person may see, over random lattices', () => {
  const random = randomness(20260331);
  let narrower = 0;
  for (let round = 0; round < 3000; round += 1) {
    const wanted = randomProfile(random);
    const held = Array.from({ length: 6 }, () => randomProfile(random));
    const chosen = chooseProfile(catalogue, wanted, held);
    if (chosen === null) continue;
    assert.ok(within(chosen.profile, wanted), `${chosen.profile.digest} for ${wanted.digest}`);
    if (!chosen.exact) narrower += 1;
  }
  assert.ok(narrower > 100, 'the lattice has to offer narrower profiles, or this proves nothing');
});

test('chooses the person’s own profile, else the widest narrower one', () => {
  const profile = (mask: MaskKind): Profile => ({
    digest: mask,
    relations: { a: { columns: { name: mask, birth: 'redact', ssn: 'redact' }, filter: null } },
  });
  const held = [profile('redact'), profile('initials'), profile('full')];
  assert.equal(chooseProfile(catalogue, profile('full'), held)?.exact, true);
  assert.equal(chooseProfile(catalogue, profile('initials'), held.toSpliced(1, 1))?.profile.digest, 'redact');
  assert.equal(
    chooseProfile(catalogue, { ...profile('full'), digest: 'own' }, held.slice(0, 2))?.profile.digest,
    'initials',
  );
  assert.equal(chooseProfile(catalogue, profile('redact'), [profile('full')]), null);
});

test('a column or dataset that the wanted profile does not have is wider', () => {
  const one = { columns: { name: 'redact' as const }, filter: null };
  assert.equal(isNowhereWider(catalogue, { a: one }, {}), false);
  assert.equal(isNowhereWider(catalogue, { a: one }, { a: { columns: {}, filter: null } }), false);
  assert.equal(
    isNowhereWider(
      catalogue,
      { a: { columns: { unknown: 'redact' }, filter: null } },
      { a: { columns: { unknown: 'redact' }, filter: null } },
    ),
    false,
  );
});
