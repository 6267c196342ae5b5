import { createHash } from 'node:crypto';
import type { Catalogue, Column, Dataset } from '@aureus/contract';

/** A relation as a server or a schema file describes it. */
export type FoundRelation = {
  readonly schema: string;
  readonly name: string;
  readonly comment: string | null;
  readonly columns: readonly FoundColumn[];
  readonly primaryKey: readonly string[];
  readonly foreignKeys: readonly FoundKey[];
  readonly rows: number;
};
export type FoundColumn = {
  readonly name: string;
  readonly type: string;
  readonly notNull: boolean;
  readonly comment: string | null;
  readonly values: readonly { readonly value: string; readonly frequency: number }[] | null;
};
export type FoundKey = {
  readonly columns: readonly string[];
  readonly table: string;
  readonly references: readonly string[];
};

/** A catalogue as an admin would have it who confirmed every proposal unread: names, types, keys and values, no more. */
export function makeCatalogue(name: string, relations: readonly FoundRelation[]): Catalogue {
  const datasets = relations.map((relation) => toDataset(relation));
  const digest = createHash('sha256').update(JSON.stringify(datasets)).digest('hex');
  return { digest, source: { id: name, name, serverMajor: 18, timeZone: 'UTC' }, datasets };
}

function toDataset(relation: FoundRelation): Dataset {
  const words = relation.name.toLowerCase().replaceAll('_', ' ');
  const columns = relation.columns.map((column) => toColumn(column, relation));
  const dates = columns.filter(({ role }) => role === 'date');
  return {
    id: `${relation.schema}.${relation.name}`,
    name: relation.name,
    schema: relation.schema,
    relation: relation.name,
    description: relation.comment ?? '',
    entity: { singular: toSingular(words), plural: toPlural(toSingular(words)) },
    synonyms: [],
    domain: 'unknown',
    owner: 'unknown',
    jurisdictionColumn: null,
    jurisdictions: [],
    approvedForViewers: true,
    approvalRequired: false,
    primaryKey: relation.primaryKey,
    foreignKeys: relation.foreignKeys.map(({ columns: own, table, references }) => ({
      columns: own,
      references: { dataset: table, columns: references },
    })),
    displayColumn: displayColumn(relation, columns),
    defaultDate: dates.length === 1 ? (dates[0]?.name ?? null) : null,
    columns,
    terms: [],
    rowEstimate: relation.rows,
    lastUpdated: '1970-01-01T00:00:00Z',
    sampleQuestions: [],
  };
}

const NUMERIC = /^(smallint|integer|bigint|numeric|real|double precision)/;
const RATE = /(rate|ratio|percent|pct|density|average|avg|score|price|rating|year|age|elevation|height)/i;

function toColumn(column: FoundColumn, relation: FoundRelation): Column {
  const role = roleOf(column, relation);
  return {
    name: column.name,
    type: column.type,
    notNull: column.notNull,
    class: 'none',
    description: column.comment ?? '',
    synonyms: [],
    role,
    ...(role === 'measure'
      ? { additivity: RATE.test(column.name) ? ('non_additive' as const) : ('additive' as const) }
      : {}),
    ...(column.values === null ? {} : { values: column.values }),
  };
}

function roleOf(column: FoundColumn, relation: FoundRelation): Column['role'] {
  const isKey =
    relation.primaryKey.includes(column.name) ||
    relation.foreignKeys.some(({ columns }) => columns.includes(column.name));
  if (column.type === 'boolean') return 'flag';
  if (/^(date|timestamp)/.test(column.type)) return 'date';
  if (NUMERIC.test(column.type)) return isKey || /(^|_)id$/i.test(column.name) ? 'key' : 'measure';
  if (isNameOf(column.name, relation.name)) return 'entity';
  if (isKey && column.values === null) return 'key';
  return column.values === null ? 'text' : 'dimension';
}

function displayColumn(relation: FoundRelation, columns: readonly Column[]): string | null {
  const texts = columns.filter(({ type }) => /^(text|character)/.test(type));
  return (
    (texts.find(({ name }) => isNameOf(name, relation.name)) ?? texts.find(({ name }) => /^title$/i.test(name)))
      ?.name ?? null
  );
}

function isNameOf(column: string, table: string): boolean {
  const own = toSingular(table.toLowerCase());
  return ['name', `${own}_name`, `${own}name`].includes(column.toLowerCase());
}

/** `cities` → `city`, `boxes` → `box`: enough for the names of tables. */
export function toSingular(word: string): string {
  if (/[^aeiou]ies$/.test(word)) return word.replace(/ies$/, 'y');
  if (/(ss|x|z|ch|sh)es$/.test(word)) return word.replace(/es$/, '');
  return /[^su]s$/.test(word) ? word.replace(/s$/, '') : word;
}

function toPlural(word: string): string {
  if (/[^aeiou]y$/.test(word)) return word.replace(/y$/, 'ies');
  return /(s|x|z|ch|sh)$/.test(word) ? `${word}es` : `${word}s`;
}
