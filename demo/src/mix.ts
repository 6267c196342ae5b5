/**
 * How often each coded value occurs, in parts of a hundred. The generator draws from these and the publication
 * states them, so the catalogue cannot drift from the rows.
 */
export type Mix = readonly (readonly [value: string, weight: number])[];

export const JURISDICTIONS = ['US', 'EU', 'UK'] as const;
export type Jurisdiction = (typeof JURISDICTIONS)[number];

export const SIZES = {
  branches: 60,
  customers: 20_000,
  accounts: 30_000,
  loan_portfolio: 125_000,
  customer_transactions: 500_000,
  aml_alerts: 8_900,
  trading_positions: 45_000,
  regulatory_reports: 1_200,
} as const;
export type TableName = keyof typeof SIZES;

/** Drawn anew, another bank would come of it; every loader and every test uses this one. */
export const DEMO_SEED = 1;

export const jurisdictionMix: Mix = [
  ['US', 50],
  ['EU', 30],
  ['UK', 20],
];

export const customerMix = {
  segment: [
    ['retail', 62],
    ['premier', 20],
    ['small_business', 13],
    ['private', 5],
  ],
  occupation: [
    ['employee', 34],
    ['manager', 14],
    ['retired', 13],
    ['self_employed', 11],
    ['teacher', 8],
    ['engineer', 8],
    ['nurse', 6],
    ['student', 4],
    ['lawyer', 2],
  ],
  kyc_status: [
    ['verified', 90],
    ['pending', 7],
    ['expired', 3],
  ],
} satisfies Record<string, Mix>;

export const accountMix = {
  account_type: [
    ['checking', 58],
    ['savings', 26],
    ['credit_card', 11],
    ['time_deposit', 5],
  ],
  status: [
    ['active', 86],
    ['dormant', 8],
    ['closed', 5],
    ['frozen', 1],
  ],
} satisfies Record<string, Mix>;

export const loanMix = {
  loan_type: [
    ['mortgage', 36],
    ['personal', 22],
    ['auto', 18],
    ['business', 14],
    ['student', 7],
    ['credit_line', 3],
  ],
  risk_rating: [
    ['LOW', 55],
    ['MEDIUM', 32],
    ['HIGH', 13],
  ],
} satisfies Record<string, Mix>;

export const transactionMix = {
  transaction_type: [
    ['card_payment', 52],
    ['transfer', 17],
    ['direct_debit', 13],
    ['salary', 6],
    ['cash_withdrawal', 6],
    ['fee', 4],
    ['wire', 2],
  ],
  merchant_category: [
    ['groceries', 30],
    ['restaurants', 20],
    ['fuel', 13],
    ['travel', 10],
    ['utilities', 9],
    ['entertainment', 8],
    ['health', 6],
    ['electronics', 4],
  ],
} satisfies Record<string, Mix>;

export const alertMix = {
  alert_type: [
    ['structuring', 32],
    ['unusual_velocity', 27],
    ['cash_intensive', 18],
    ['high_risk_country', 14],
    ['sanctions_match', 9],
  ],
  severity: [
    ['low', 41],
    ['medium', 35],
    ['high', 18],
    ['critical', 6],
  ],
  status: [
    ['closed', 62],
    ['open', 24],
    ['in_review', 14],
  ],
  outcome: [
    ['false_positive', 78],
    ['escalated', 13],
    ['reported', 9],
  ],
} satisfies Record<string, Mix>;

export const positionMix = {
  desk: [
    ['rates', 30],
    ['credit', 22],
    ['equities', 22],
    ['fx', 18],
    ['commodities', 8],
  ],
  side: [
    ['long', 63],
    ['short', 37],
  ],
  status: [
    ['open', 68],
    ['closed', 32],
  ],
} satisfies Record<string, Mix>;

export const reportMix = {
  report_type: [
    ['liquidity_coverage', 24],
    ['capital_adequacy', 22],
    ['large_exposures', 18],
    ['suspicious_activity', 18],
    ['transaction_reporting', 18],
  ],
} satisfies Record<string, Mix>;

/** The channels each kind of transaction comes through. */
export const channelsOf: Readonly<Record<string, Mix>> = {
  card_payment: [
    ['pos', 70],
    ['online', 30],
  ],
  transfer: [
    ['mobile', 64],
    ['online', 32],
    ['branch', 4],
  ],
  direct_debit: [['online', 100]],
  salary: [['online', 100]],
  cash_withdrawal: [
    ['atm', 90],
    ['branch', 10],
  ],
  fee: [['online', 100]],
  wire: [
    ['online', 60],
    ['branch', 40],
  ],
};

/** Positions are booked at the eight flagship branches alone. */
export const tradingMix: Mix = [
  ['US', 3],
  ['EU', 3],
  ['UK', 2],
];

/** What each desk trades. */
export const assetClassesOf: Readonly<Record<string, Mix>> = {
  rates: [
    ['bond', 55],
    ['swap', 45],
  ],
  credit: [['bond', 100]],
  equities: [['stock', 100]],
  fx: [['currency', 100]],
  commodities: [['commodity', 100]],
};

export const regulatorsOf: Readonly<Record<Jurisdiction, Mix>> = {
  US: [
    ['Federal Reserve', 56],
    ['FinCEN', 44],
  ],
  EU: [
    ['ECB', 60],
    ['EBA', 40],
  ],
  UK: [
    ['PRA', 55],
    ['FCA', 45],
  ],
};

/** The mix of a value that depends on another: parts of the one times parts of the other. */
export function throughMix(outer: Mix, inner: Readonly<Record<string, Mix>>): Mix {
  const sums = new Map<string, number>();
  const total = (mix: Mix) => mix.reduce((sum, [, weight]) => sum + weight, 0);
  for (const [key, share] of outer) {
    const mix = inner[key] ?? [];
    for (const [value, weight] of mix) {
      sums.set(value, (sums.get(value) ?? 0) + (share / total(outer)) * (weight / total(mix)));
    }
  }
  return [...sums];
}
