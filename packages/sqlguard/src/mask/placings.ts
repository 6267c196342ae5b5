import type { Dataset } from '@aureus/contract';
import type { From, Select } from '../ir/nodes.ts';
import type { Placing } from '../print/placing.ts';
import type { CompileInput, ProfiledRelation } from '../types.ts';
import { refuse } from '../verdict.ts';
import { maskedColumns } from './masked-columns.ts';
import { maskSelect, rowSelect } from './masked-relation.ts';

/** How the datasets of one compilation are read: through the profile's views, masked in place, or bare. */
export function placingFor(input: CompileInput): Placing {
  const find = (name: string): Dataset =>
    input.catalogue.datasets.find((dataset) => dataset.name === name) ?? refuse('relation.unknown', { name });
  const profiled = (name: string): ProfiledRelation => profiledRelation(input, name);
  switch (input.provision) {
    case 'views':
      return {
        place: (name, alias) => (
          profiled(name),
          { kind: 'base', schema: input.maskedSchema, name: find(name).name, alias }
        ),
      };
    case 'inline':
      return { place: (name, alias) => inlined(find(name), profiled(name), alias) };
    case 'none':
      return { place: (name, alias) => bare(find(name), profiled(name), alias) };
  }
}

export function profiledRelation(input: CompileInput, name: string): ProfiledRelation {
  const found = Object.hasOwn(input.profile.relations, name) ? input.profile.relations[name] : undefined;
  return found ?? refuse('profile.missing', { name });
}

/** True if nothing of the dataset is hidden from this profile. */
export function isOpen(dataset: Dataset, profiled: ProfiledRelation): boolean {
  return profiled.filter === null && maskedColumns(dataset, profiled).allInFull;
}

function bare(dataset: Dataset, profiled: ProfiledRelation, alias: string): From {
  if (!isOpen(dataset, profiled)) refuse('profile.not_provisioned', { name: dataset.name });
  return { kind: 'base', schema: dataset.schema, name: dataset.relation, alias };
}

type Inlined = Extract<From, { kind: 'subquery' }> & { readonly query: Select };

/** The masked relation as a subquery. OFFSET 0 keeps the candidate's predicates above the row filter. */
export function inlined(dataset: Dataset, profiled: ProfiledRelation, alias: string): Inlined {
  const base = { schema: dataset.schema, name: dataset.relation };
  const masked = maskSelect(dataset, profiled, base);
  if (profiled.filter === null) return { kind: 'subquery', query: masked, alias, columns: [], lateral: false };
  const rows = { ...rowSelect(dataset, profiled.filter), offset: 0 };
  const over: Select = {
    ...masked,
    from: [{ kind: 'subquery', query: rows, alias: 'base', columns: [], lateral: false }],
  };
  return { kind: 'subquery', query: over, alias, columns: [], lateral: false };
}
