import type { Random } from './random.ts';

type Someone = {
  readonly fullName: string;
  readonly phone: string;
  readonly email: string;
  readonly nationalId: string;
};

/** Notes as people write them: full of personal data that no column class can see from outside. */
const NOTES: readonly ((one: Someone) => string)[] = [
  (one) => `Called ${one.fullName} on ${one.phone}; prefers calls after 6 pm.`,
  (one) => `${one.fullName} asked for statements to ${one.email}.`,
  (one) => `Verified identity against ${one.nationalId} at the counter.`,
  (one) => `Divorced last year, new surname pending. Reach ${one.fullName} under ${one.phone}.`,
  (one) => `Mother of ${one.fullName} holds power of attorney.`,
  (one) => `Complained about fees; refunded as goodwill. Reply went to ${one.email}.`,
  () => 'Interested in a mortgage next spring.',
  () => 'Recovering from surgery, visits only with appointment.',
];

const LOAN_NOTES: readonly ((one: Someone) => string)[] = [
  (one) => `Income of ${one.fullName} confirmed by employer by phone.`,
  (one) => `Co-signer missing; reminded ${one.email}.`,
  (one) => `Hardship request: ${one.fullName} lost employment, call back ${one.phone}.`,
  (one) => `Tax return under ${one.nationalId} on file.`,
  () => 'Collateral appraised on site.',
];

const PAYMENT_TEXTS: readonly ((one: Someone, other: string) => string)[] = [
  (_, other) => `Rent to ${other}`,
  (one) => `Invoice for ${one.fullName}`,
  (_, other) => `Birthday present, thanks ${other}!`,
  (one) => `Refund ${one.email}`,
  (_, other) => `Loan back to ${other}\tsecond part`,
  () => 'Holiday flat deposit',
];

const CASES: Readonly<Record<string, string>> = {
  structuring: 'several cash deposits just under the reporting limit within a week',
  unusual_velocity: 'money passed through the account within hours of arriving',
  cash_intensive: 'cash turnover far above the stated occupation',
  high_risk_country: 'transfers with counterparties in a country under increased monitoring',
  sanctions_match: 'name resembles an entry of a sanctions list',
};

export function customerNote(random: Random, one: Someone): string {
  return random.pick(NOTES)(one);
}

export function loanNote(random: Random, one: Someone): string {
  return random.pick(LOAN_NOTES)(one);
}

export function paymentText(random: Random, one: Someone, other: string): string {
  return random.pick(PAYMENT_TEXTS)(one, other);
}

export function alertNarrative(kind: string, one: Someone): string {
  return `Customer ${one.fullName} (${one.nationalId}): ${CASES[kind] ?? 'pattern outside the profile'}. Contact ${one.phone}.`;
}
