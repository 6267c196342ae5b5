import { jurisdictionMix, loanMix, SIZES, type Mix } from '../mix.ts';
import {
  BY_SIZE,
  DAYS,
  enumerate,
  jurisdictionColumn,
  MONTHS,
  PERCENT,
  personal,
  plain,
  published,
  text,
  toParent,
  US_DOLLARS,
  type Publication,
} from './publication.ts';

const rows = SIZES.loan_portfolio;

/** Follows from age, term and days past due, so it is stated here and only measured there. */
const statusMix: Mix = [
  ['active', 76.5],
  ['paid_off', 21.4],
  ['default', 0.9],
  ['restructured', 0.8],
  ['charged_off', 0.4],
];

export function loanPortfolio(anchorDay: string): Publication {
  return {
    ...published(anchorDay),
    name: 'loan_portfolio',
    relation: 'loan_portfolio',
    description: 'Every loan of the bank with its terms, risk rating and payment state, in US dollars',
    entity: { singular: 'loan', plural: 'loans' },
    synonyms: ['loan book', 'lending', 'credit', 'loan portfolio'],
    domain: 'Lending',
    owner: 'Credit Risk',
    approvedForViewers: true,
    primaryKey: ['loan_id'],
    foreignKeys: [toParent('customer_id', 'customers', 'customer_id'), toParent('branch_id', 'branches', 'branch_id')],
    displayColumn: null,
    defaultDate: 'origination_date',
    rowEstimate: rows,
    terms: [
      { phrase: 'delinquent', column: 'days_past_due', operator: '>', value: 30 },
      { phrase: 'overdue', column: 'days_past_due', operator: '>', value: 0 },
      { phrase: 'past due', column: 'days_past_due', operator: '>', value: 0 },
      { phrase: 'non-performing', column: 'days_past_due', operator: '>', value: 90 },
      { phrase: 'jumbo', column: 'amount', operator: '>', value: 1_000_000 },
    ],
    sampleQuestions: [
      'Show me all high-risk loans over $1M',
      'Average interest rate of mortgage loans by region',
      'Which branches have the highest share of loans more than 90 days past due?',
    ],
    columns: [...keys, ...terms, ...standing, jurisdictionColumn(rows, jurisdictionMix)],
  };
}

const keys = [
  plain('loan_id', 'integer', 'key', 'Number of the loan', { synonyms: ['loan number'] }),
  plain('customer_id', 'integer', 'key', 'Borrower'),
  plain('branch_id', 'integer', 'key', 'Branch that granted the loan'),
  personal('government_id', 'customer_ssn', text(20), "The borrower's national identity or social security number", {
    synonyms: ['ssn', 'social security number'],
    width: 20,
  }),
];

const terms = [
  plain('loan_type', text(20), 'dimension', 'Kind of loan', {
    synonyms: ['type of loan', 'kind of loan', 'product'],
    values: enumerate(loanMix.loan_type, rows, {
      mortgage: ['home loan', 'housing loan'],
      auto: ['car loan', 'vehicle loan', 'car'],
      business: ['commercial', 'commercial loan', 'corporate'],
      personal: ['consumer'],
      credit_line: ['line of credit'],
      student: ['education'],
    }),
    width: 20,
  }),
  plain('amount', 'numeric(14,2)', 'measure', 'Amount lent at origination', {
    synonyms: ['loan amount', 'principal', 'loan size', 'size', 'volume', 'lent'],
    additivity: 'additive',
    unit: US_DOLLARS,
    adjectives: BY_SIZE,
  }),
  plain('outstanding_balance', 'numeric(14,2)', 'measure', 'Amount still owed today', {
    synonyms: ['outstanding', 'balance', 'outstanding amount', 'owed', 'exposure', 'outstanding debt'],
    additivity: 'semi_additive',
    unit: US_DOLLARS,
  }),
  plain('interest_rate', 'numeric(5,2)', 'measure', 'Yearly interest charged, in percent', {
    synonyms: ['rate', 'interest'],
    additivity: 'non_additive',
    unit: PERCENT,
    adjectives: { expensive: 'desc', cheap: 'asc' },
  }),
  plain('term_months', 'integer', 'measure', 'Length of the loan in months', {
    synonyms: ['term', 'duration', 'loan term'],
    additivity: 'non_additive',
    unit: MONTHS,
    adjectives: { long: 'desc', short: 'asc' },
  }),
  plain('collateral_value', 'numeric(14,2)', 'measure', 'Value of the collateral; empty for unsecured loans', {
    nullable: true,
    synonyms: ['collateral', 'security'],
    additivity: 'additive',
    unit: US_DOLLARS,
  }),
];

const standing = [
  plain('risk_rating', text(6), 'dimension', 'Risk rating of the loan', {
    synonyms: ['risk', 'rating', 'risk class', 'risk level'],
    values: enumerate(loanMix.risk_rating, rows, {
      HIGH: ['high-risk', 'high risk', 'risky'],
      MEDIUM: ['medium-risk', 'medium risk', 'moderate risk'],
      LOW: ['low-risk', 'low risk', 'safe'],
    }),
    width: 6,
  }),
  plain('status', text(12), 'dimension', 'State of the loan', {
    synonyms: ['loan status', 'state'],
    values: enumerate(statusMix, rows, {
      paid_off: ['repaid', 'fully repaid', 'paid back'],
      default: ['defaulted', 'in default'],
      charged_off: ['written off', 'write-off'],
    }),
    width: 12,
  }),
  plain('days_past_due', 'integer', 'measure', 'Days since the oldest unpaid instalment was due', {
    synonyms: ['days overdue', 'days late', 'dpd', 'arrears'],
    additivity: 'non_additive',
    unit: DAYS,
    adjectives: { late: 'desc' },
  }),
  plain('origination_date', 'date', 'date', 'Day the loan was granted', {
    synonyms: ['originated', 'granted', 'issued', 'origination', 'issue date', 'start date', 'made'],
    adjectives: { old: 'asc', new: 'desc', recent: 'desc' },
  }),
  plain('maturity_date', 'date', 'date', 'Day the loan must be repaid', {
    synonyms: ['matures', 'maturity', 'end date', 'maturing', 'due date'],
  }),
  personal('free_text', 'officer_notes', 'text', "The loan officer's notes", {
    nullable: true,
    synonyms: ['notes', 'remarks', 'comments'],
  }),
];
