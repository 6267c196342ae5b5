import { regulatorsOf, reportMix, SIZES } from '../mix.ts';
import { personName, type Bank } from './bank.ts';
import { money, type Cell } from './copy-text.ts';
import { addMonths, fromDay, quarterStart, type Day } from './days.ts';
import { makeChooser, makeRandom, type Random } from './random.ts';

/** Calendar quarters back from the anchor's own, which is still running. */
const QUARTERS_BACK = 16;
const DAYS_TO_FILE = 45;

const chooseType = makeChooser(reportMix.report_type);
const chooseRegulator = {
  US: makeChooser(regulatorsOf.US),
  EU: makeChooser(regulatorsOf.EU),
  UK: makeChooser(regulatorsOf.UK),
};

export function* reportRows(bank: Bank): Generator<readonly Cell[]> {
  const random = makeRandom(bank.seed, 'regulatory_reports');
  for (let id = 1; id <= SIZES.regulatory_reports; id += 1) yield reportRow(random, bank, id);
}

function reportRow(random: Random, bank: Bank, id: number): readonly Cell[] {
  const branch = random.pick(bank.branches);
  // About one report in sixteen is on the running quarter: due in the future, hence pending.
  const start = addMonths(quarterStart(bank.anchor), -3 * random.whole(0, QUARTERS_BACK - 1));
  const end = addMonths(start, 3) - 1;
  const due = end + DAYS_TO_FILE;
  const filed = filing(random, bank.anchor, due);
  const findings = filed.status === 'pending' ? 0 : Math.max(0, Math.round(random.normal() * 2 + 0.6));
  return [
    id,
    branch.id,
    chooseRegulator[branch.jurisdiction](random),
    chooseType(random),
    fromDay(start),
    fromDay(end),
    fromDay(due),
    filed.at,
    filed.status,
    findings,
    money(findings > 2 && random.chance(0.4) ? random.logNormal(85_000, 1) : 0),
    personName(random, branch.jurisdiction),
    branch.jurisdiction,
  ];
}

function filing(random: Random, anchor: Day, due: Day): { status: string; at: string | null } {
  const lateBy = random.chance(0.12) ? random.whole(1, 25) : -random.whole(0, 20);
  const day = due + lateBy;
  const clock = `${String(random.whole(7, 18)).padStart(2, '0')}:${String(random.whole(0, 59)).padStart(2, '0')}`;
  if (day > anchor) return { status: 'pending', at: null };
  return { status: lateBy > 0 ? 'late' : 'submitted', at: `${fromDay(day)} ${clock}:00+00` };
}
