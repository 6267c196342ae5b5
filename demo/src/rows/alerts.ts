import { alertMix, SIZES } from '../mix.ts';
import { personName, type Account, type Bank } from './bank.ts';
import { money, type Cell } from './copy-text.ts';
import { fromDay } from './days.ts';
import { at, makeChooser, makeRandom, type Random } from './random.ts';
import { alertNarrative } from './remarks.ts';

/** Customers who draw far more alerts than their share. */
const HOT = 600;
const SCORES: Readonly<Record<string, number>> = { low: 22, medium: 45, high: 71, critical: 90 };

const chooseType = makeChooser(alertMix.alert_type);
const chooseSeverity = makeChooser(alertMix.severity);
const chooseOutcome = makeChooser(alertMix.outcome);
/** The older an alert, the likelier it is done with. */
const chooseStatus = [
  {
    upToAge: 45,
    choose: makeChooser([
      ['open', 62],
      ['in_review', 28],
      ['closed', 10],
    ]),
  },
  {
    upToAge: 150,
    choose: makeChooser([
      ['open', 38],
      ['in_review', 24],
      ['closed', 38],
    ]),
  },
  {
    upToAge: Number.POSITIVE_INFINITY,
    choose: makeChooser([
      ['open', 11],
      ['in_review', 7],
      ['closed', 82],
    ]),
  },
];

export function* alertRows(bank: Bank): Generator<readonly Cell[]> {
  const random = makeRandom(bank.seed, 'aml_alerts');
  const investigators = Array.from({ length: 24 }, (_, index) => personName(random, index % 3 === 0 ? 'UK' : 'US'));
  const hot = Array.from({ length: HOT }, () => random.pick(bank.accounts));
  for (let id = 1; id <= SIZES.aml_alerts; id += 1) {
    const account = random.chance(0.35) ? at(hot, Math.floor(HOT * random.unit() ** 1.5)) : random.pick(bank.accounts);
    yield alertRow(random, { bank, account, investigator: random.pick(investigators) }, id);
  }
}

type Raised = { readonly bank: Bank; readonly account: Account; readonly investigator: string };

function alertRow(random: Random, { bank, account, investigator }: Raised, id: number): readonly Cell[] {
  const { customer } = account;
  const age = Math.floor(Math.min(900, bank.anchor - account.opened + 1) * random.unit() ** 1.3);
  const status = chooseStatus.find((bracket) => age <= bracket.upToAge)?.choose(random) ?? 'open';
  const type = chooseType(random);
  const severity = chooseSeverity(random);
  const amount = type === 'structuring' ? 9_999 - random.unit() * 900 : random.logNormal(14_000, 1.1);
  const created = bank.anchor - age;
  const closed = status === 'closed' ? Math.min(bank.anchor, created + 3 + Math.floor(70 * random.unit())) : null;
  return [
    id,
    customer.id,
    account.id,
    type,
    severity,
    Math.min(100, Math.max(0, Math.round((SCORES[severity] ?? 50) + 8 * random.normal()))),
    status,
    status === 'closed' ? chooseOutcome(random) : null,
    money(amount),
    fromDay(created),
    closed === null ? null : fromDay(closed),
    status === 'open' ? null : investigator,
    alertNarrative(type, customer),
    customer.branch.jurisdiction,
  ];
}
