import type { Candidate } from '../read-candidate.ts';
import { toFormatted } from '../pg/types.ts';
import type { Facts, OutputColumn } from '../types.ts';
import { toldLength } from './told-length.ts';

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
      picks: binder.seen.picks,
    },
    undetermined: [...binder.undetermined].toSorted(),
  };
}

export function outputColumns({ query }: Pick<Candidate, 'query'>): readonly OutputColumn[] {
  return query.outputs.map((output, index) => ({
    name: output.name,
    type: toFormatted({ type: output.type, mod: toldLength(query, index) }),
    sources: output.deps.map(({ dataset, column, direct }) => ({ dataset, column, direct })),
    amountOf: output.amountOf ?? [],
    scale: output.type === 'numeric' ? output.scale : null,
    size: Math.ceil(output.size),
  }));
}

/** Signs that stand in no name and in no JSON. */
const [PART, ITEM] = ['\u0000', '\u0001'];

/** A stable text of the facts, from which any difference between two of them shows. */
export function factsText({ binder }: Candidate, { datasets, output, functions, shape, undetermined }: Facts): string {
  const { aggregated, distinct, ordered, limit, relations, antiJoin, picks } = shape;
  let text = [aggregated, distinct, ordered, limit, relations, antiJoin, picks].join(PART);
  for (const names of [datasets, functions, undetermined]) text += ITEM + names.join(PART);
  for (const use of binder.uses.keys()) text += ITEM + use;
  for (const { name, type, sources, size } of output) {
    text += ITEM + name + PART + type + PART + size;
    for (const { dataset, column, direct } of sources)
      text += PART + dataset + PART + column + PART + (direct ? '=' : '');
  }
  return text;
}
