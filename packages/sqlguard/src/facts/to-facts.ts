import type { Candidate } from '../read-candidate.ts';
import { toFormatted } from '../pg/types.ts';
import type { Facts, OutputColumn } from '../types.ts';

/** The bound query as the one description that policy, explanation, evidence and screen read. */
export function toFacts({ query, binder }: Candidate): Facts {
  return {
    datasets: [...binder.read].map((dataset) => dataset.name).toSorted(),
    columns: [...binder.uses.values()],
    output: outputColumns({ query }),
    functions: [...binder.functions].toSorted(),
    shape: {
      aggregated: binder.seen.aggregated,
      distinct: binder.seen.distinct,
      ordered: query.order.length > 0,
      limit: query.limit,
      relations: binder.seen.relations,
      antiJoin: binder.seen.antiJoin,
    },
    undetermined: [...binder.undetermined].toSorted(),
  };
}

export function outputColumns({ query }: Pick<Candidate, 'query'>): readonly OutputColumn[] {
  return query.outputs.map((output) => ({
    name: output.name,
    type: toFormatted(output),
    sources: output.deps.map(({ dataset, column, direct }) => ({ dataset, column, direct })),
    amountOf: output.amountOf ?? [],
  }));
}

/** A stable text of the facts: `toFacts` builds every object with its keys in one order. */
export const factsText = (facts: Facts): string => JSON.stringify(facts);
