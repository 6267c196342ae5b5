import type { Scope } from '@aureus/contract';

type Folded = Omit<Scope, 'dataset'> & { readonly datasets: readonly string[] };

/** One and the same filter by one and the same rule is one limit of the answer, of all the datasets it acts on. */
export function foldScopes(scopes: readonly Scope[]): readonly Folded[] {
  const folded = new Map<string, Folded>();
  for (const { dataset, ...limit } of scopes) {
    const key = JSON.stringify(limit);
    folded.set(key, { ...limit, datasets: [...(folded.get(key)?.datasets ?? []), dataset] });
  }
  return [...folded.values()];
}
