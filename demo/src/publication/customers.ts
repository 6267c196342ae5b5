import { customerMix, jurisdictionMix, SIZES } from '../mix.ts';
import {
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

const rows = SIZES.customers;

export function customers(anchorDay: string): Publication {
  return {
    ...published(anchorDay),
    name: 'customers',
    relation: 'customers',
    description: 'People who bank with Meridian: identity, contact, segment and know-your-customer state',
    entity: { singular: 'customer', plural: 'customers' },
    synonyms: ['client', 'account holder', 'borrower'],
    domain: 'Customer',
    owner: 'Customer Data Office',
    approvedForViewers: true,
    primaryKey: ['customer_id'],
    foreignKeys: [toParent('branch_id', 'branches', 'branch_id')],
    displayColumn: 'full_name',
    defaultDate: 'customer_since',
    rowEstimate: rows,
    terms: [
      { phrase: 'politically exposed', column: 'is_pep', operator: '=', value: true },
      { phrase: 'subprime', column: 'credit_score', operator: '<', value: 620 },
    ],
    sampleQuestions: [
      'How many customers are there per jurisdiction?',
      'Average annual income of private customers by region',
      'How many customers joined in the last 12 months?',
    ],
    columns: [...identity, ...standing, jurisdictionColumn(rows, jurisdictionMix)],
  };
}

const identity = [
  plain('customer_id', 'integer', 'key', 'Number of the customer', { synonyms: ['customer number', 'client id'] }),
  plain('branch_id', 'integer', 'key', 'Home branch of the customer', { synonyms: ['home branch'] }),
  personal('person_name', 'full_name', text(80), 'First and last name', {
    synonyms: ['name', 'customer name'],
    width: 80,
  }),
  personal('government_id', 'national_id', text(20), 'National identity or social security number', {
    synonyms: ['ssn', 'social security number', 'national insurance number', 'national identity number'],
    width: 20,
  }),
  personal('birth_date', 'birth_date', 'date', 'Day of birth', {
    synonyms: ['date of birth', 'birthday', 'dob', 'born'],
    adjectives: { old: 'asc', young: 'desc' },
  }),
  personal('email', 'email', text(120), 'E-mail address', {
    synonyms: ['e-mail', 'email address', 'mail address'],
    width: 120,
  }),
  personal('phone', 'phone', text(24), 'Telephone number', {
    synonyms: ['phone number', 'telephone', 'mobile number'],
    width: 24,
  }),
  personal('address', 'street_address', text(80), 'Street and house number', {
    synonyms: ['address', 'street', 'home address'],
    width: 80,
  }),
  plain('city', text(40), 'dimension', 'City the customer lives in', {
    synonyms: ['town', 'lives in', 'living in'],
    width: 40,
  }),
];

const standing = [
  plain('segment', text(20), 'dimension', 'Service segment', {
    synonyms: ['customer segment', 'tier'],
    values: enumerate(customerMix.segment, rows, { private: ['private banking'] }),
    width: 20,
  }),
  plain('occupation', text(30), 'dimension', 'Occupation as stated by the customer', {
    synonyms: ['job', 'profession'],
    values: enumerate(customerMix.occupation, rows, { self_employed: ['freelancer'] }),
    width: 30,
  }),
  plain('annual_income', 'numeric(12,2)', 'measure', 'Yearly income before tax', {
    synonyms: ['income', 'yearly income', 'salary', 'earnings'],
    additivity: 'additive',
    unit: US_DOLLARS,
    adjectives: { rich: 'desc', wealthy: 'desc', poor: 'asc' },
  }),
  plain('credit_score', 'integer', 'measure', 'Credit score from 300 (worst) to 850 (best)', {
    synonyms: ['score', 'fico score'],
    additivity: 'non_additive',
    adjectives: { creditworthy: 'desc' },
  }),
  plain('kyc_status', text(12), 'dimension', 'State of the know-your-customer check', {
    synonyms: ['kyc', 'kyc check', 'know your customer status'],
    values: enumerate(customerMix.kyc_status, rows),
    width: 12,
  }),
  plain('is_pep', 'boolean', 'flag', 'Politically exposed person', { synonyms: ['pep', 'politically exposed person'] }),
  plain('customer_since', 'date', 'date', 'Day the customer joined the bank', {
    synonyms: ['joined', 'join date', 'onboarded', 'became customers', 'since'],
    adjectives: { loyal: 'asc', new: 'desc' },
  }),
  personal('free_text', 'notes', 'text', "The relationship manager's notes", {
    nullable: true,
    synonyms: ['note', 'remarks', 'comments'],
  }),
];
