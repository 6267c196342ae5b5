import { accountMix, jurisdictionMix, SIZES } from '../mix.ts';
import {
  BY_SIZE,
  enumerate,
  jurisdictionColumn,
  PERCENT,
  personal,
  plain,
  published,
  text,
  toParent,
  US_DOLLARS,
  type Publication,
} from './publication.ts';

const rows = SIZES.accounts;

export function accounts(anchorDay: string): Publication {
  return {
    ...published(anchorDay),
    name: 'accounts',
    relation: 'accounts',
    description: 'Current, savings, card and deposit accounts with their balances in US dollars',
    entity: { singular: 'account', plural: 'accounts' },
    synonyms: ['bank account', 'deposit account'],
    domain: 'Retail Banking',
    owner: 'Deposits Office',
    approvedForViewers: true,
    primaryKey: ['account_id'],
    foreignKeys: [toParent('customer_id', 'customers', 'customer_id'), toParent('branch_id', 'branches', 'branch_id')],
    displayColumn: null,
    defaultDate: 'opened_date',
    rowEstimate: rows,
    terms: [{ phrase: 'overdrawn', column: 'balance', operator: '<', value: 0 }],
    sampleQuestions: [
      'Total balance by account type',
      'How many dormant accounts are there per branch?',
      'Which branches have the most overdrawn accounts?',
    ],
    columns: [
      plain('account_id', 'integer', 'key', 'Internal number of the account'),
      plain('customer_id', 'integer', 'key', 'Holder of the account'),
      plain('branch_id', 'integer', 'key', 'Branch that keeps the account'),
      personal('account_number', 'account_number', text(34), 'Account number; an IBAN outside the US', {
        synonyms: ['iban', 'account no'],
        width: 34,
      }),
      personal('card_number', 'card_number', text(19), 'Number of the card on the account, if any', {
        nullable: true,
        synonyms: ['card', 'card no', 'pan'],
        width: 19,
      }),
      plain('account_type', text(20), 'dimension', 'Kind of account', {
        synonyms: ['type of account', 'kind of account'],
        values: enumerate(accountMix.account_type, rows, {
          checking: ['current account', 'checking account'],
          savings: ['savings account'],
          time_deposit: ['term deposit', 'certificate of deposit'],
          credit_card: ['card account'],
        }),
        width: 20,
      }),
      plain('currency', text(3), 'dimension', 'Currency the account is kept in', {
        values: enumerate(
          [
            ['USD', 50],
            ['EUR', 30],
            ['GBP', 20],
          ],
          rows,
          {
            USD: ['dollar', 'US dollar'],
            EUR: ['euro'],
            GBP: ['pound', 'sterling'],
          },
        ),
        width: 3,
      }),
      ...money,
      plain('status', text(10), 'dimension', 'State of the account', {
        synonyms: ['account status'],
        values: enumerate(accountMix.status, rows),
        width: 10,
      }),
      plain('opened_date', 'date', 'date', 'Day the account was opened', {
        synonyms: ['opened', 'opening date', 'open date'],
        adjectives: { old: 'asc', new: 'desc' },
      }),
      plain('closed_date', 'date', 'date', 'Day the account was closed', {
        nullable: true,
        synonyms: ['closing date', 'close date'],
      }),
      jurisdictionColumn(rows, jurisdictionMix),
    ],
  };
}

const money = [
  plain('balance', 'numeric(14,2)', 'measure', 'Balance today, in US dollars; negative when overdrawn', {
    synonyms: ['account balance', 'deposit', 'deposits', 'funds'],
    additivity: 'semi_additive',
    unit: US_DOLLARS,
    adjectives: BY_SIZE,
  }),
  plain('overdraft_limit', 'numeric(10,2)', 'measure', 'How far the account may be overdrawn', {
    synonyms: ['overdraft'],
    additivity: 'additive',
    unit: US_DOLLARS,
  }),
  plain('interest_rate', 'numeric(5,2)', 'measure', 'Yearly interest paid, in percent', {
    synonyms: ['rate', 'interest'],
    additivity: 'non_additive',
    unit: PERCENT,
  }),
];
