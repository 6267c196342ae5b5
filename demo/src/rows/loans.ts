import { loanMix, SIZES } from '../mix.ts';
import type { Bank, Customer } from './bank.ts';
import { money, type Cell } from './copy-text.ts';
import { addMonths, fromDay, type Day } from './days.ts';
import { at, makeChooser, makeRandom, type Random } from './random.ts';
import { loanNote } from './remarks.ts';

type Product = {
  readonly median: number;
  readonly sigma: number;
  readonly rate: number;
  readonly terms: readonly number[];
  readonly secured: boolean;
};

const PRODUCTS: Readonly<Record<string, Product>> = {
  mortgage: { median: 290_000, sigma: 0.55, rate: 4.1, terms: [180, 240, 300, 360], secured: true },
  personal: { median: 14_000, sigma: 0.7, rate: 10.4, terms: [24, 36, 48, 60], secured: false },
  auto: { median: 28_000, sigma: 0.45, rate: 6.2, terms: [48, 60, 72], secured: true },
  business: { median: 310_000, sigma: 1.1, rate: 7.1, terms: [36, 60, 84, 120], secured: true },
  student: { median: 32_000, sigma: 0.5, rate: 5.2, terms: [120, 180], secured: false },
  credit_line: { median: 60_000, sigma: 0.9, rate: 9.0, terms: [24, 36, 60], secured: false },
};

const PREMIUM: Readonly<Record<string, number>> = { HIGH: 2.4, MEDIUM: 0.9, LOW: 0 };
const LATE_CHANCE: Readonly<Record<string, number>> = { HIGH: 0.24, MEDIUM: 0.09, LOW: 0.025 };
/** Origination peaks once a year, in phase with the anchor day, by a quarter either way. */
const SEASON = 0.25;

const chooseType = makeChooser(loanMix.loan_type);

export function* loanRows(bank: Bank): Generator<readonly Cell[]> {
  const random = makeRandom(bank.seed, 'loan_portfolio');
  for (let id = 1; id <= SIZES.loan_portfolio; id += 1) {
    const borrower = at(bank.customers, Math.floor(bank.customers.length * random.unit() ** 1.35));
    yield loanRow(random, bank, borrower, id);
  }
}

function loanRow(random: Random, bank: Bank, borrower: Customer, id: number): readonly Cell[] {
  const { jurisdiction } = borrower.branch;
  const branch = random.chance(0.8) ? borrower.branch : random.pick(bank.branchesOf[jurisdiction]);
  const type = chooseType(random);
  const product = PRODUCTS[type] ?? at(Object.values(PRODUCTS), 0);
  const risk = rate(random, borrower);
  const amount = Math.min(
    25_000_000,
    Math.max(1_000, Math.round(random.logNormal(product.median, product.sigma) / 100) * 100),
  );
  const originated = originationDay(random, bank.anchor, borrower.since);
  const term = random.pick(product.terms);
  const late = random.chance((LATE_CHANCE[risk] ?? 0) * branch.lateness)
    ? 1 + Math.floor(-75 * Math.log(1 - random.unit()))
    : 0;
  const course = follow(random, { elapsed: (bank.anchor - originated) / 30.44 / term, late, risk });
  return [
    id,
    borrower.id,
    branch.id,
    borrower.nationalId,
    type,
    money(amount),
    money(amount * course.left),
    money(Math.max(0.9, product.rate + (PREMIUM[risk] ?? 0) + 0.5 * random.normal())),
    risk,
    course.status,
    course.late,
    term,
    product.secured ? money(amount * (1.05 + random.unit() * 0.6)) : null,
    fromDay(originated),
    fromDay(addMonths(originated, term)),
    random.chance(0.06) ? loanNote(random, borrower) : null,
    jurisdiction,
  ];
}

/** The rating follows the credit score, with as much noise again. The cuts give the shares of the mix. */
function rate(random: Random, borrower: Customer): 'HIGH' | 'MEDIUM' | 'LOW' {
  const strain = ((690 - borrower.creditScore) / 75) * Math.SQRT1_2 + random.normal() * Math.SQRT1_2;
  if (strain > 1.126) return 'HIGH';
  return strain > 0.126 ? 'MEDIUM' : 'LOW';
}

function originationDay(random: Random, anchor: Day, since: Day): Day {
  const reach = Math.min(anchor - since, 3_650);
  for (;;) {
    const age = Math.floor(reach * random.unit() ** 1.2);
    const season = 1 + SEASON * Math.cos((2 * Math.PI * age) / 365);
    if (random.chance(season / (1 + SEASON))) return anchor - age;
  }
}

type Course = { readonly status: string; readonly late: number; readonly left: number };

/** Where a loan stands today: share of the amount still owed, days past due and the status that follows from both. */
function follow(random: Random, loan: { elapsed: number; late: number; risk: string }): Course {
  const left = Math.max(0, 1 - loan.elapsed) * (0.96 + random.unit() * 0.04);
  if (loan.late > 270 && random.chance(0.5))
    return { status: 'charged_off', late: loan.late, left: Math.max(left, 0.05) };
  if (loan.late > 120 && random.chance(0.55)) return { status: 'default', late: loan.late, left: Math.max(left, 0.05) };
  if (loan.elapsed >= 1 || random.chance(0.03 + loan.elapsed * 0.04)) return { status: 'paid_off', late: 0, left: 0 };
  if (loan.risk === 'HIGH' && random.chance(0.08)) return { status: 'restructured', late: loan.late, left };
  return { status: 'active', late: loan.late, left };
}
