import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { type Catalogue, type Column, DATA_CLASSES, type Dataset, LADDERS, ROLES } from '@aureus/contract';
import { makePolicySet } from './policy-set.ts';
import { type Grants, NO_GRANTS, type Principal, decideReach } from './reach.ts';

const policies = (name: string): string =>
  readFileSync(new URL(`../../../../../policies/${name}`, import.meta.url), 'utf8');
const schema = policies('schema.cedarschema');
const shipped = { set: makePolicySet([policies('core.cedar'), policies('bank.cedar')], schema), leafHash: 'ab' };

const columns = DATA_CLASSES.map(
  (name) => ({ name, class: name, type: 'text', description: '', synonyms: [] }) as unknown as Column,
);

function dataset(name: string, more: Partial<Dataset> = {}): Dataset {
  const blank = {
    id: name,
    name,
    domain: 'd',
    columns,
    jurisdictionColumn: 'jurisdiction',
    jurisdictions: ['US', 'EU'],
  };
  return { approvedForViewers: true, approvalRequired: false, ...blank, ...more } as unknown as Dataset;
}

const catalogueOf = (...datasets: Dataset[]): Catalogue => ({ digest: 'd', datasets }) as unknown as Catalogue;

const person = (role: string, more: Partial<Principal> = {}): Principal => ({
  id: 'p',
  role,
  team: 't',
  oversees: [],
  jurisdictions: ['US', 'EU'],
  active: true,
  ...more,
});

const at = new Date('2026-03-31T12:00:00Z');
const reachOf = (who: Principal, catalogue: Catalogue, grants: Grants = NO_GRANTS, policy = shipped) =>
  decideReach(policy, who, catalogue, { grants, at });

test('the masking table is the one of the product, role by role and class by class', () => {
  const expected: Record<string, Record<string, string>> = {
    viewer: { none: 'full' },
    analyst: {
      none: 'full',
      government_id: 'last4',
      card_number: 'last4',
      account_number: 'last4',
      person_name: 'initials',
      email: 'domain',
      phone: 'last2',
      birth_date: 'year',
    },
    approver: {
      none: 'full',
      government_id: 'last4',
      card_number: 'last4',
      account_number: 'last4',
      person_name: 'full',
      email: 'domain',
      phone: 'last4',
      birth_date: 'year_month',
    },
    admin: Object.fromEntries(DATA_CLASSES.map((name) => [name, 'full'])),
  };
  for (const role of ROLES) {
    const seen = reachOf(person(role), catalogueOf(dataset('loans'))).profile.relations['loans']?.columns ?? {};
    assert.equal(seen['unclassified'], undefined, `${role}: an unclassified column exists for nobody`);
    for (const name of Object.keys(LADDERS).filter((one) => one !== 'unclassified')) {
      assert.equal(seen[name], expected[role]?.[name] ?? 'redact', `${role} ${name}`);
    }
  }
});

test('a viewer knows of a dataset that is not approved for viewers, and is refused with the rule', () => {
  const { known, profile } = reachOf(person('viewer'), catalogueOf(dataset('alerts', { approvedForViewers: false })));
  assert.equal(known[0]?.may, 'refused');
  assert.deepEqual(known[0]?.decisions[1]?.policies, ['bank/viewers-approved-only']);
  assert.match(known[0]?.reason ?? '', /approved for viewers/);
  assert.deepEqual(profile.relations, {}, 'what one may not ask about is not in the profile');
});

test('a grant opens a dataset to a viewer, and only that one', () => {
  const catalogue = catalogueOf(
    dataset('alerts', { approvedForViewers: false }),
    dataset('trades', { approvedForViewers: false }),
  );
  const { known } = reachOf(person('viewer'), catalogue, { datasets: ['alerts'], masks: {} });
  assert.deepEqual(
    known.map((one) => one.may),
    ['ask', 'refused'],
  );
});

test('a mask grant lifts to its rung and not beyond, and never an unclassified column', () => {
  const masks = { 'loans.birth_date': ['year_month'], 'loans.unclassified': ['full'] } as const;
  const { profile } = reachOf(person('viewer'), catalogueOf(dataset('loans')), { datasets: [], masks });
  assert.equal(profile.relations['loans']?.columns['birth_date'], 'year_month');
  assert.equal(profile.relations['loans']?.columns['unclassified'], undefined);
});

test('a person of one jurisdiction gets a row filter, and does not know datasets of others', () => {
  const catalogue = catalogueOf(dataset('loans'), dataset('us_only', { jurisdictions: ['US'] }));
  const { known, profile } = reachOf(person('analyst', { jurisdictions: ['EU'] }), catalogue);
  assert.deepEqual(
    known.map((one) => one.dataset),
    ['loans'],
  );
  assert.deepEqual(profile.relations['loans']?.filter, { column: 'jurisdiction', values: ['EU'] });
  assert.equal(reachOf(person('analyst'), catalogue).profile.relations['loans']?.filter, null);
});

test('a high-risk dataset waits for approval', () => {
  const { known } = reachOf(person('admin'), catalogueOf(dataset('payroll', { approvalRequired: true })));
  assert.equal(known[0]?.may, 'approval');
});

test('an inactive person reaches nothing', () => {
  const { known, profile } = reachOf(person('admin', { active: false }), catalogueOf(dataset('loans')));
  assert.deepEqual([known, profile.relations], [[], {}]);
});

test('equal profiles have equal digests whatever the order of datasets; another mask gives another', () => {
  const [a, b] = [dataset('a'), dataset('b')];
  const digest = (role: string, catalogue: Catalogue): string => reachOf(person(role), catalogue).profile.digest;
  assert.equal(digest('analyst', catalogueOf(a, b)), digest('analyst', catalogueOf(b, a)));
  assert.notEqual(digest('analyst', catalogueOf(a)), digest('viewer', catalogueOf(a)));
});

test('a policy that errors is no permission: Cedar would skip an erring forbid', () => {
  const erring = `@id("x") @reason("r") forbid (principal, action == Atlas::Action::"see", resource) when { (9223372036854775807 + context.granted.containsAll(["a"]) == 1) };`;
  assert.throws(() => makePolicySet([policies('core.cedar'), policies('bank.cedar'), erring], schema));
  const overflow = `@id("x") @reason("r") forbid (principal, action == Atlas::Action::"query", resource, ) when { context.time + 9223372036854775807 == 1 };`;
  const set = makePolicySet([policies('core.cedar'), policies('bank.cedar'), overflow], schema);
  assert.equal(
    reachOf(person('admin'), catalogueOf(dataset('loans')), NO_GRANTS, { set, leafHash: '' }).known[0]?.may,
    'refused',
  );
});

test('a policy without id or reason, a duplicate id and a template are refused', () => {
  const permit = 'permit (principal, action, resource);';
  assert.throws(() => makePolicySet([permit], schema));
  assert.throws(() => makePolicySet([`@id("a") @reason("r") ${permit} @id("a") @reason("r") ${permit}`], schema));
  assert.throws(() =>
    makePolicySet([`@id("a") @reason("r") permit (principal == ?principal, action, resource);`], schema),
  );
  assert.throws(() => makePolicySet(['not cedar'], schema));
});
