import { channelsOf, jurisdictionMix, SIZES, throughMix, transactionMix } from '../mix.ts';
import {
  BY_SIZE,
  enumerate,
  jurisdictionColumn,
  personal,
  plain,
  published,
  text,
  toParent,
  US_DOLLARS,
  type Publication,
} from './publication.ts';

const rows = SIZES.customer_transactions;

export function customerTransactions(anchorDay: string): Publication {
  return {
    ...published(anchorDay),
    name: 'customer_transactions',
    relation: 'customer_transactions',
    description: 'Payments in and out of accounts over the last two years, in US dollars',
    entity: { singular: 'transaction', plural: 'transactions' },
    synonyms: ['payment', 'booking', 'transaction'],
    domain: 'Payments',
    owner: 'Payments Operations',
    approvedForViewers: false,
    primaryKey: ['transaction_id'],
    foreignKeys: [
      toParent('account_id', 'accounts', 'account_id'),
      toParent('customer_id', 'customers', 'customer_id'),
    ],
    displayColumn: null,
    defaultDate: 'transaction_date',
    rowEstimate: rows,
    terms: [],
    sampleQuestions: [
      'Total transaction amount per month in the last year',
      'How many flagged transactions were there last quarter?',
      'Average card payment by merchant category',
    ],
    columns: [...keys, ...facts, ...parties, jurisdictionColumn(rows, jurisdictionMix)],
  };
}

const keys = [
  plain('transaction_id', 'integer', 'key', 'Number of the transaction'),
  plain('account_id', 'integer', 'key', 'Account it was booked on'),
  plain('customer_id', 'integer', 'key', 'Holder of that account'),
  plain('transaction_date', 'date', 'date', 'Day of booking', {
    synonyms: ['booked', 'booking date', 'posted', 'date'],
    adjectives: { recent: 'desc', new: 'desc', old: 'asc' },
  }),
];

const facts = [
  plain('amount', 'numeric(12,2)', 'measure', 'Amount moved, always positive', {
    synonyms: ['transaction amount', 'value', 'volume', 'spending', 'spent'],
    additivity: 'additive',
    unit: US_DOLLARS,
    adjectives: BY_SIZE,
  }),
  plain('direction', text(6), 'dimension', 'Debit: out of the account; credit: into it', {
    values: enumerate(
      [
        ['debit', 86],
        ['credit', 14],
      ],
      rows,
      {
        debit: ['outgoing', 'withdrawal'],
        credit: ['incoming'],
      },
    ),
    width: 6,
  }),
  plain('transaction_type', text(20), 'dimension', 'Kind of transaction', {
    synonyms: ['type of transaction', 'kind of transaction'],
    values: enumerate(transactionMix.transaction_type, rows, {
      wire: ['wire transfer'],
      cash_withdrawal: ['cash'],
      fee: ['charge'],
    }),
    width: 20,
  }),
  plain('channel', text(10), 'dimension', 'Where the transaction was made', {
    synonyms: ['payment channel'],
    values: enumerate(throughMix(transactionMix.transaction_type, channelsOf), rows, {
      pos: ['point of sale', 'card terminal'],
      mobile: ['mobile app'],
      atm: ['cash machine'],
      online: ['web'],
    }),
    width: 10,
  }),
  plain('merchant_category', text(20), 'dimension', 'Trade of the merchant; card payments only', {
    nullable: true,
    synonyms: ['merchant type', 'category'],
    values: enumerate(transactionMix.merchant_category, Math.round(rows * 0.52)),
    width: 20,
  }),
];

const parties = [
  personal('person_name', 'counterparty_name', text(80), 'Person on the other side of a transfer or wire', {
    nullable: true,
    synonyms: ['counterparty', 'payee', 'beneficiary', 'recipient'],
    width: 80,
  }),
  personal('free_text', 'description', 'text', 'Text of the payer', {
    nullable: true,
    synonyms: ['payment text', 'memo', 'reference'],
  }),
  plain('is_flagged', 'boolean', 'flag', 'Marked by transaction monitoring', {
    synonyms: ['flagged', 'flag', 'suspicious'],
  }),
];
