import { channelsOf, SIZES, transactionMix } from '../mix.ts';
import { personName, type Account, type Bank } from './bank.ts';
import { money, type Cell } from './copy-text.ts';
import { fromDay, type Day } from './days.ts';
import { at, makeChooser, makeRandom, type Random } from './random.ts';
import { paymentText } from './remarks.ts';

const DAYS_BACK = 730;

/** Median amount, spread, and the share that flows into the account. */
const KINDS: Readonly<Record<string, readonly [median: number, sigma: number, incoming: number]>> = {
  card_payment: [38, 0.9, 0],
  transfer: [420, 1.1, 0.45],
  direct_debit: [95, 0.8, 0],
  salary: [3_900, 0.45, 1],
  cash_withdrawal: [90, 0.6, 0],
  fee: [6, 0.6, 0],
  wire: [9_500, 1.2, 0.4],
};

const chooseKind = makeChooser(transactionMix.transaction_type);
const chooseMerchant = makeChooser(transactionMix.merchant_category);
const chooseChannel = new Map(Object.entries(channelsOf).map(([kind, mix]) => [kind, makeChooser(mix)]));

/** Oldest first, as a ledger books them. */
export function* transactionRows(bank: Bank): Generator<readonly Cell[]> {
  const random = makeRandom(bank.seed, 'customer_transactions');
  const shares = Array.from({ length: DAYS_BACK }, (_, age) => dayWeight(age));
  const total = shares.reduce((sum, share) => sum + share, 0);
  let id = 0;
  let owed = 0;
  for (let age = DAYS_BACK - 1; age >= 0; age -= 1) {
    owed += (at(shares, age) / total) * SIZES.customer_transactions;
    const until = age === 0 ? SIZES.customer_transactions : Math.round(owed);
    while (id < until) {
      id += 1;
      yield transactionRow(random, payer(random, bank, bank.anchor - age), bank.anchor - age, id);
    }
  }
}

/** Growth over the two years, a yearly wave and two quiet days in seven. */
function dayWeight(age: number): number {
  const yearly = 1 + 0.18 * Math.cos((2 * Math.PI * (age - 20)) / 365);
  const weekly = age % 7 < 2 ? 0.6 : 1.16;
  return (1.25 - age / 2_000) * yearly * weekly;
}

/** Some account that was open that day; heavy users stand at the front of the list. */
function payer(random: Random, bank: Bank, day: Day): Account {
  for (;;) {
    const account = at(bank.accounts, Math.floor(bank.accounts.length * random.unit() ** 1.5));
    if (account.opened <= day && (account.closed === null || account.closed > day)) return account;
  }
}

function transactionRow(random: Random, account: Account, day: Day, id: number): readonly Cell[] {
  const { customer } = account;
  const { jurisdiction } = customer.branch;
  const kind = chooseKind(random);
  const [median, sigma, incoming] = KINDS[kind] ?? [50, 1, 0];
  const amount = Math.max(0.5, random.logNormal(median, sigma));
  const between = kind === 'transfer' || kind === 'wire';
  const other = between ? personName(random, jurisdiction) : null;
  const flagged = random.chance(kind === 'wire' && amount > 20_000 ? 0.15 : 0.003);
  return [
    id,
    account.id,
    customer.id,
    fromDay(day),
    money(amount),
    random.chance(incoming) ? 'credit' : 'debit',
    kind,
    chooseChannel.get(kind)?.(random) ?? 'online',
    kind === 'card_payment' ? chooseMerchant(random) : null,
    other,
    other !== null && random.chance(0.35) ? paymentText(random, customer, other) : null,
    flagged,
    jurisdiction,
  ];
}
