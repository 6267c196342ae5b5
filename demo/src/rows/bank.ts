import { accountMix, customerMix, JURISDICTIONS, SIZES, type Jurisdiction } from '../mix.ts';
import { PLACES } from '../geography.ts';
import { toDay, type Day } from './days.ts';
import { accountNumber, cardNumber, emailAddress, nationalId, phoneNumber } from './identifiers.ts';
import { NAMES, streetLine } from './names.ts';
import { at, makeChooser, makeRandom, type Random } from './random.ts';
import { customerNote } from './remarks.ts';

export type Branch = {
  readonly id: number;
  readonly name: string;
  readonly type: string;
  readonly region: string;
  readonly city: string;
  readonly country: string;
  readonly opened: Day;
  readonly employees: number;
  readonly jurisdiction: Jurisdiction;
  /** How much likelier than average its borrowers fall behind. */
  readonly lateness: number;
};

export type Customer = {
  readonly id: number;
  readonly branch: Branch;
  readonly fullName: string;
  readonly nationalId: string;
  readonly born: Day;
  readonly email: string;
  readonly phone: string;
  readonly street: string;
  readonly segment: string;
  readonly occupation: string;
  readonly income: number;
  readonly creditScore: number;
  readonly kycStatus: string;
  readonly isPep: boolean;
  readonly since: Day;
  readonly note: string | null;
};

export type Account = {
  readonly id: number;
  readonly customer: Customer;
  readonly number: string;
  readonly card: string | null;
  readonly type: string;
  readonly balance: number;
  readonly overdraft: number;
  readonly rate: number;
  readonly status: string;
  readonly opened: Day;
  readonly closed: Day | null;
};

/** The parents that every other relation hangs on. */
export type Bank = {
  readonly seed: number;
  readonly anchor: Day;
  readonly branches: readonly Branch[];
  readonly branchesOf: Readonly<Record<Jurisdiction, readonly Branch[]>>;
  readonly customers: readonly Customer[];
  readonly accounts: readonly Account[];
};

export const CURRENCIES: Readonly<Record<Jurisdiction, string>> = { US: 'USD', EU: 'EUR', UK: 'GBP' };

/** Makes the parents of the bank in memory. `anchorDay` is YYYY-MM-DD, the "today" of the data. */
export function makeBank(seed: number, anchorDay: string): Bank {
  const anchor = toDay(anchorDay);
  const branches = makeBranches(makeRandom(seed, 'branches'), anchor);
  const branchesOf = Object.fromEntries(
    JURISDICTIONS.map((area) => [area, branches.filter((branch) => branch.jurisdiction === area)]),
  ) as Record<Jurisdiction, Branch[]>;
  const customers = makeCustomers(makeRandom(seed, 'customers'), branches, anchor);
  const accounts = makeAccounts(makeRandom(seed, 'accounts'), customers, anchor);
  return { seed, anchor, branches, branchesOf, customers, accounts };
}

const FLAGSHIPS = new Set([
  'New York',
  'Chicago',
  'Los Angeles',
  'Frankfurt',
  'Paris',
  'Amsterdam',
  'London',
  'Edinburgh',
]);
const HUBS = new Set(['Atlanta', 'Seattle', 'Boston', 'Madrid', 'Milan', 'Manchester']);
const QUARTERS = ['Central', 'Riverside', 'Market Square', 'Old Town', 'Harbour'];

function makeBranches(random: Random, anchor: Day): Branch[] {
  const sites = PLACES.flatMap((place) => Array.from({ length: place.branches }, (_, nth) => ({ place, nth })));
  return sites.map(({ place, nth }, index) => {
    const type =
      nth === 0 && FLAGSHIPS.has(place.city)
        ? 'flagship'
        : nth === 1 && HUBS.has(place.city)
          ? 'digital_hub'
          : 'standard';
    return {
      id: index + 1,
      name: `${place.city} ${at(QUARTERS, nth)}`,
      type,
      region: place.region,
      city: place.city,
      country: place.country,
      opened: anchor - random.whole(400, 18_000),
      employees: Math.round(random.logNormal(type === 'flagship' ? 85 : 22, 0.35)),
      jurisdiction: place.jurisdiction,
      lateness: 0.55 + random.unit() * 1.2,
    };
  });
}

const chooseSegment = makeChooser(customerMix.segment);
const chooseOccupation = makeChooser(customerMix.occupation);
const chooseKyc = makeChooser(customerMix.kyc_status);
const INCOMES: Readonly<Record<string, number>> = {
  retail: 46_000,
  premier: 98_000,
  small_business: 82_000,
  private: 310_000,
};

function makeCustomers(random: Random, branches: readonly Branch[], anchor: Day): Customer[] {
  return Array.from({ length: SIZES.customers }, (_, index) =>
    makeCustomer(random, random.pick(branches), index, anchor),
  );
}

/** A namesake is as likely as in life; the id tells them apart. */
export function personName(random: Random, jurisdiction: Jurisdiction): string {
  const names = NAMES[jurisdiction];
  return `${random.pick(names.first)} ${random.pick(names.last)}`;
}

function makeCustomer(random: Random, branch: Branch, index: number, anchor: Day): Customer {
  const { jurisdiction, country, city } = branch;
  const fullName = personName(random, jurisdiction);
  const age = Math.min(94, 18 + Math.abs(random.normal()) * 22 + random.unit() * 14);
  const segment = chooseSegment(random);
  const contact = {
    fullName,
    nationalId: nationalId(jurisdiction, country, index),
    email: emailAddress(random, fullName, index),
    phone: phoneNumber(random, country, city),
  };
  return {
    ...contact,
    id: index + 1,
    branch,
    born: anchor - Math.floor(age * 365.25),
    street: streetLine(
      jurisdiction,
      random.pick(NAMES[jurisdiction].streets),
      random.whole(0, 2),
      random.whole(1, 240),
    ),
    segment,
    occupation: chooseOccupation(random),
    income: random.logNormal(INCOMES[segment] ?? 46_000, 0.45),
    creditScore: Math.round(Math.min(850, Math.max(300, 690 + 75 * random.normal()))),
    kycStatus: chooseKyc(random),
    isPep: random.chance(0.006),
    // Nobody joins before the age of sixteen.
    since: anchor - Math.floor(Math.min(9_000, (age - 16) * 365) * random.unit() ** 1.25),
    note: random.chance(0.18) ? customerNote(random, contact) : null,
  };
}

const chooseType = makeChooser(accountMix.account_type);
const chooseStatus = makeChooser(accountMix.status);
const BALANCES: Readonly<Record<string, readonly [number, number]>> = {
  checking: [3_200, 1.1],
  savings: [14_500, 1.3],
  credit_card: [-1_100, 0.9],
  time_deposit: [42_000, 0.9],
};

function makeAccounts(random: Random, customers: readonly Customer[], anchor: Day): Account[] {
  return Array.from({ length: SIZES.accounts }, (_, index) => {
    // Everyone has one account; the rest falls on the earlier customers more often.
    const holder = index < customers.length ? index : Math.floor(customers.length * random.unit() ** 1.6);
    return makeAccount(random, at(customers, holder), index, anchor);
  });
}

function makeAccount(random: Random, customer: Customer, index: number, anchor: Day): Account {
  const type = chooseType(random);
  const status = chooseStatus(random);
  const opened = anchor - Math.floor((anchor - customer.since) * random.unit() ** 0.6);
  const [median, sigma] = BALANCES[type] ?? [1_000, 1];
  const overdrawn = type === 'checking' && random.chance(0.06);
  const amount = random.logNormal(median, sigma) * (overdrawn ? -0.15 : 1);
  return {
    id: index + 1,
    customer,
    number: accountNumber(customer.branch.country, index),
    card: type === 'checking' || type === 'credit_card' ? cardNumber(index) : null,
    type,
    balance: status === 'closed' ? 0 : amount,
    overdraft: type === 'checking' ? random.whole(0, 10) * 250 : 0,
    rate: type === 'savings' ? 0.5 + random.unit() * 2 : type === 'time_deposit' ? 2 + random.unit() * 2.5 : 0,
    status,
    opened,
    closed: status === 'closed' ? anchor - Math.floor((anchor - opened) * random.unit() * 0.8) : null,
  };
}
