import type { Column, ColumnRole, DataClass, Dataset, EnumeratedValue } from '@aureus/contract';
import type { Mix } from '../mix.ts';

/** What an admin would publish about one relation; the catalogue gives it its id. */
export type Publication = Omit<Dataset, 'id'>;

type More = Partial<Omit<Column, 'name' | 'type' | 'role' | 'class' | 'description'>> & { readonly nullable?: true };

/** A column of class none. Everything is NOT NULL unless it says otherwise. */
export function plain(name: string, type: string, role: ColumnRole, description: string, more: More = {}): Column {
  const { nullable, synonyms, ...rest } = more;
  return {
    name,
    type,
    notNull: nullable !== true,
    class: 'none',
    description,
    synonyms: synonyms ?? [],
    role,
    ...rest,
  };
}

/** A column of personal data: never enumerated, described by its class. */
export function personal(
  dataClass: DataClass,
  name: string,
  type: string,
  description: string,
  more: More = {},
): Column {
  const role = dataClass === 'birth_date' ? 'date' : 'text';
  return { ...plain(name, type, role, description, more), class: dataClass };
}

/** The jurisdiction column that every relation carries and row filters act on. */
export function jurisdictionColumn(rows: number, mix: Mix): Column {
  return plain('jurisdiction', 'character varying(2)', 'dimension', 'Legal area the record falls under', {
    synonyms: ['legal area'],
    values: enumerate(mix, rows, {
      US: ['United States', 'America', 'American', 'USA'],
      EU: ['European Union', 'Europe', 'European'],
      UK: ['United Kingdom', 'Britain', 'British'],
    }),
    width: 2,
  });
}

/** Coded values, most frequent first, with how many of `rows` carry each. */
export function enumerate(mix: Mix, rows: number, synonyms: Record<string, string[]> = {}): EnumeratedValue[] {
  const total = mix.reduce((sum, [, weight]) => sum + weight, 0);
  return [...mix]
    .toSorted((a, b) => b[1] - a[1])
    .map(([value, weight]) => ({
      value,
      label: value.replaceAll('_', ' '),
      frequency: Math.round((rows * weight) / total),
      ...(synonyms[value] === undefined ? {} : { synonyms: synonyms[value] }),
    }));
}

export const US_DOLLARS = 'USD';
export const PERCENT = 'percent';
export const DAYS = 'days';
export const MONTHS = 'months';

/** Adjectives of size for a dataset's main measure. */
export const BY_SIZE = {
  big: 'desc',
  large: 'desc',
  high: 'desc',
  small: 'asc',
  low: 'asc',
} as const;

export function text(width: number): string {
  return `character varying(${width})`;
}

/** The half of a publication that all of Meridian's datasets share. */
export function published(anchorDay: string) {
  return {
    schema: 'public',
    jurisdictionColumn: 'jurisdiction',
    jurisdictions: ['US', 'EU', 'UK'],
    approvalRequired: false,
    lastUpdated: `${anchorDay}T06:00:00Z`,
  } as const;
}

export function toParent(column: string, dataset: string, parentColumn: string) {
  return { columns: [column], references: { dataset, columns: [parentColumn] } } as const;
}
