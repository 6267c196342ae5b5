import { LADDERS } from '@aureus/contract';
import type { Catalogue, DataClass, MaskKind } from '@aureus/contract';
import type { MaskProfile } from '@aureus/sqlguard';

/** The analyst's masks as the default policy has them. */
const ANALYST: Partial<Record<DataClass, MaskKind>> = {
  none: 'full',
  government_id: 'last4',
  card_number: 'last4',
  account_number: 'last4',
  person_name: 'initials',
  email: 'domain',
  phone: 'last2',
  birth_date: 'year',
};

/** A profile that masks every class, and shows the rows of the given jurisdictions alone where any are given. */
export function analystProfile(catalogue: Catalogue, jurisdictions: readonly string[] | null = null): MaskProfile {
  const relations = catalogue.datasets.map(({ name, columns, jurisdictionColumn: column }) => {
    const masks = columns.map((column) => [column.name, ANALYST[column.class] ?? LADDERS[column.class][0]] as const);
    const filter = jurisdictions && column !== null ? { column, values: jurisdictions } : null;
    return [name, { columns: Object.fromEntries(masks), filter }] as const;
  });
  return {
    digest: `bench-analyst-${jurisdictions?.join('-') ?? ''}-${catalogue.digest}`,
    relations: Object.fromEntries(relations),
  };
}
