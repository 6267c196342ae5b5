import { regionMix } from '../geography.ts';
import { jurisdictionMix, SIZES } from '../mix.ts';
import { enumerate, jurisdictionColumn, plain, published, text, type Publication } from './publication.ts';

export function branches(anchorDay: string): Publication {
  const rows = SIZES.branches;
  return {
    ...published(anchorDay),
    name: 'branches',
    relation: 'branches',
    description: 'The branches of Meridian Bank with region, city and staff',
    entity: { singular: 'branch', plural: 'branches' },
    synonyms: ['office', 'bank branch', 'location'],
    domain: 'Retail Banking',
    owner: 'Branch Operations',
    approvedForViewers: true,
    primaryKey: ['branch_id'],
    foreignKeys: [],
    displayColumn: 'name',
    defaultDate: 'opened_date',
    rowEstimate: rows,
    terms: [],
    sampleQuestions: ['How many branches are there per region?', 'Top 5 branches by total outstanding balance'],
    columns: [
      plain('branch_id', 'integer', 'key', 'Number of the branch', { synonyms: ['branch number'] }),
      plain('name', text(60), 'entity', 'Name of the branch', { synonyms: ['branch name'], width: 60 }),
      plain('branch_type', text(20), 'dimension', 'Flagship, standard or digital hub', {
        synonyms: ['type of branch'],
        values: enumerate(
          [
            ['standard', 46],
            ['flagship', 8],
            ['digital_hub', 6],
          ],
          rows,
        ),
        width: 20,
      }),
      plain('region', text(30), 'dimension', 'Sales region the branch belongs to', {
        synonyms: ['area', 'territory'],
        values: enumerate(regionMix, rows),
        width: 30,
      }),
      plain('city', text(40), 'dimension', 'City of the branch', { synonyms: ['town'], width: 40 }),
      plain('country', text(30), 'dimension', 'Country of the branch', { synonyms: ['nation'], width: 30 }),
      plain('opened_date', 'date', 'date', 'Day the branch opened', {
        synonyms: ['opening date', 'opened', 'open since'],
        adjectives: { old: 'asc', new: 'desc' },
      }),
      plain('employee_count', 'integer', 'measure', 'People who work at the branch', {
        synonyms: ['employees', 'staff', 'headcount', 'number of employees'],
        additivity: 'semi_additive',
        adjectives: { big: 'desc', large: 'desc', small: 'asc' },
      }),
      jurisdictionColumn(rows, jurisdictionMix),
    ],
  };
}
