import { jurisdictionMix, regulatorsOf, reportMix, SIZES, throughMix } from '../mix.ts';
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

const rows = SIZES.regulatory_reports;

export function regulatoryReports(anchorDay: string): Publication {
  return {
    ...published(anchorDay),
    name: 'regulatory_reports',
    relation: 'regulatory_reports',
    description: 'Reports owed to regulators: period, deadline, submission and findings',
    entity: { singular: 'report', plural: 'reports' },
    synonyms: ['regulatory report', 'filing', 'regulatory filing', 'submission'],
    domain: 'Regulatory Reporting',
    owner: 'Regulatory Affairs',
    approvedForViewers: false,
    primaryKey: ['report_id'],
    foreignKeys: [toParent('branch_id', 'branches', 'branch_id')],
    displayColumn: null,
    defaultDate: 'due_date',
    rowEstimate: rows,
    terms: [{ phrase: 'unsubmitted', column: 'status', operator: '=', value: 'pending' }],
    sampleQuestions: [
      'How many reports were late per regulator?',
      'Total penalties by jurisdiction',
      'How many reports are pending per regulator?',
    ],
    columns: [...contents, ...state, jurisdictionColumn(rows, jurisdictionMix)],
  };
}

const contents = [
  plain('report_id', 'integer', 'key', 'Number of the report', { synonyms: ['report number'] }),
  plain('branch_id', 'integer', 'key', 'Branch the report is about', { synonyms: ['reporting branch'] }),
  plain('regulator', text(20), 'dimension', 'Authority the report goes to', {
    synonyms: ['authority', 'supervisor'],
    values: enumerate(throughMix(jurisdictionMix, regulatorsOf), rows, {
      ECB: ['European Central Bank'],
      EBA: ['European Banking Authority'],
      PRA: ['Prudential Regulation Authority'],
      FCA: ['Financial Conduct Authority'],
      'Federal Reserve': ['Fed'],
    }),
    width: 20,
  }),
  plain('report_type', text(24), 'dimension', 'Kind of report', {
    synonyms: ['type of report', 'kind of report'],
    values: enumerate(reportMix.report_type, rows),
    width: 24,
  }),
  plain('period_start', 'date', 'date', 'First day of the period reported on'),
  plain('period_end', 'date', 'date', 'Last day of the period reported on', { synonyms: ['reporting period'] }),
  plain('due_date', 'date', 'date', 'Day the report is due', { synonyms: ['due', 'deadline'] }),
];

const state = [
  plain('submitted_at', 'timestamp with time zone', 'date', 'Moment of submission; empty while pending', {
    nullable: true,
    synonyms: ['submitted', 'submission date', 'filed'],
  }),
  plain('status', text(10), 'dimension', 'Submitted in time, submitted late, or still pending', {
    synonyms: ['report status', 'state'],
    values: enumerate(
      [
        ['submitted', 83],
        ['late', 11],
        ['pending', 6],
      ],
      rows,
      { submitted: ['filed'] },
    ),
    width: 10,
  }),
  plain('findings_count', 'integer', 'measure', 'Findings the regulator raised', {
    synonyms: ['findings', 'number of findings'],
    additivity: 'additive',
  }),
  plain('penalty_amount', 'numeric(12,2)', 'measure', 'Penalty imposed, in US dollars', {
    synonyms: ['penalty', 'penalties', 'fine', 'fines'],
    additivity: 'additive',
    unit: US_DOLLARS,
    adjectives: { costly: 'desc' },
  }),
  personal('person_name', 'prepared_by', text(80), 'Person who prepared the report', {
    synonyms: ['author', 'preparer'],
    width: 80,
  }),
];
