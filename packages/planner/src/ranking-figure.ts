import type { Edge } from './chart.ts';
import type { Meaning } from './meaning.ts';
import type { Token } from './tokens.ts';

function leavesOf(edge: Edge): readonly Edge[] {
  return edge.kids.length === 0 ? [edge] : edge.kids.flatMap(leavesOf);
}

/** True if the word for what is ranked stands in the plural. */
function isPlural(edge: Edge, tokens: readonly Token[], isRanked: (leaf: Edge) => boolean): boolean {
  const leaf = leavesOf(edge)
    .filter((one) => isRanked(one))
    .toSorted((a, b) => a.i - b.i)[0];
  const last = leaf === undefined ? undefined : tokens[leaf.j - 1];
  return last?.kind === 'word' && last.low !== last.lemma;
}

/**
 * "Which branches have the most overdrawn accounts?" asks for a ranking: each is shown with its figure. "Which branch …"
 * asks for the one, and gets its name.
 */
export function withRankingFigure(meaning: Meaning, edge: Edge, tokens: readonly Token[]): Meaning {
  const { query } = meaning;
  if (query.kind === 'group' && query.hideMeasures && query.order !== null)
    return isPlural(edge, tokens, ({ cat }) => cat === 'C')
      ? { ...meaning, query: { ...query, hideMeasures: false } }
      : meaning;
  const best = query.kind === 'list' && !query.distinct && query.per.length === 0 ? query.set.best : null;
  if (query.kind !== 'list' || best === null || best.by.kind === 'column') return meaning;
  if (query.show.some(({ kind }) => kind === 'measure')) return meaning;
  const isOwn = ({ cat, sem }: Edge): boolean => cat === 'E' && (sem as { table: string }).table === query.set.table;
  return isPlural(edge, tokens, isOwn)
    ? { ...meaning, query: { ...query, show: [...query.show, { kind: 'measure', measure: best.by }] } }
    : meaning;
}
