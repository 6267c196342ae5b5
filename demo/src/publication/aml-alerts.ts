import { alertMix, jurisdictionMix, SIZES } from '../mix.ts';
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

const rows = SIZES.aml_alerts;

export function amlAlerts(anchorDay: string): Publication {
  return {
    ...published(anchorDay),
    name: 'aml_alerts',
    relation: 'aml_alerts',
    description: 'Alerts of anti-money-laundering monitoring and how each was handled',
    entity: { singular: 'AML alert', plural: 'AML alerts' },
    synonyms: ['alert', 'anti-money-laundering alert', 'money laundering alert', 'suspicious activity alert'],
    domain: 'Financial Crime',
    owner: 'AML Investigations',
    approvedForViewers: false,
    primaryKey: ['alert_id'],
    foreignKeys: [
      toParent('customer_id', 'customers', 'customer_id'),
      toParent('account_id', 'accounts', 'account_id'),
    ],
    displayColumn: null,
    defaultDate: 'created_date',
    rowEstimate: rows,
    terms: [{ phrase: 'unresolved', column: 'status', operator: '<>', value: 'closed' }],
    sampleQuestions: [
      'Which customers have more than 3 open AML alerts?',
      'How many critical alerts are open per jurisdiction?',
      'Number of AML alerts per month this year',
    ],
    columns: [...keys, ...facts, ...handling, jurisdictionColumn(rows, jurisdictionMix)],
  };
}

const keys = [
  plain('alert_id', 'integer', 'key', 'Number of the alert', { synonyms: ['alert number'] }),
  plain('customer_id', 'integer', 'key', 'Customer the alert is about'),
  plain('account_id', 'integer', 'key', 'Account that raised the alert'),
];

const facts = [
  plain('alert_type', text(24), 'dimension', 'Pattern that raised the alert', {
    synonyms: ['type of alert', 'kind of alert', 'scenario'],
    values: enumerate(alertMix.alert_type, rows, { sanctions_match: ['sanctions'] }),
    width: 24,
  }),
  plain('severity', text(10), 'dimension', 'How serious the alert is', {
    synonyms: ['priority'],
    values: enumerate(alertMix.severity, rows, {
      low: ['low-severity'],
      medium: ['medium-severity'],
      high: ['high-severity', 'serious'],
      critical: ['urgent'],
    }),
    width: 10,
  }),
  plain('risk_score', 'integer', 'measure', 'Score of the monitoring model, 0 to 100', {
    synonyms: ['alert score', 'score'],
    additivity: 'non_additive',
    adjectives: { risky: 'desc' },
  }),
  plain('amount_involved', 'numeric(14,2)', 'measure', 'Amount of the suspicious payments', {
    synonyms: ['amount', 'suspicious amount'],
    additivity: 'additive',
    unit: US_DOLLARS,
    adjectives: { big: 'desc', large: 'desc', small: 'asc' },
  }),
];

const handling = [
  plain('status', text(10), 'dimension', 'State of the investigation', {
    synonyms: ['alert status', 'state'],
    values: enumerate(alertMix.status, rows, {
      open: ['pending', 'outstanding'],
      in_review: ['under review', 'being reviewed'],
      closed: ['resolved'],
    }),
    width: 10,
  }),
  plain('outcome', text(16), 'dimension', 'Result of a closed alert', {
    nullable: true,
    synonyms: ['result', 'disposition'],
    values: enumerate(alertMix.outcome, Math.round(rows * 0.62), { reported: ['reported to the authorities'] }),
    width: 16,
  }),
  plain('created_date', 'date', 'date', 'Day the alert was raised', {
    synonyms: ['created', 'raised', 'alert date', 'opened'],
    adjectives: { old: 'asc', new: 'desc', recent: 'desc' },
  }),
  plain('closed_date', 'date', 'date', 'Day the alert was closed', {
    nullable: true,
    synonyms: ['closing date', 'close date'],
  }),
  personal('person_name', 'investigator_name', text(80), 'Investigator the alert is assigned to', {
    nullable: true,
    synonyms: ['investigator', 'assigned to', 'assignee'],
    width: 80,
  }),
  personal('free_text', 'narrative', 'text', "The monitoring team's account of the case", {
    synonyms: ['story', 'notes', 'comments'],
  }),
];
