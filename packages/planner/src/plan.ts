import type { Edge, Rule } from './chart.ts';
import { Chart } from './chart.ts';
import { toDay } from './calendar.ts';
import { difference, toSentence } from './explain.ts';
import { conditionRules } from './grammar/conditions.ts';
import { measureRules } from './grammar/measures.ts';
import { queryRules } from './grammar/queries.ts';
import { setRules } from './grammar/sets.ts';
import type { Compiled } from './lexicon/lexicon.ts';
import type { Schema } from './lexicon/table.ts';
import { compile } from './lexicon/lexicon.ts';
import { withGiven } from './lexicon/given-terms.ts';
import { toLeaves } from './links.ts';
import type { Meaning } from './meaning.ts';
import { withRankingFigure } from './ranking-figure.ts';
import { toSql } from './sql/sql.ts';
import type { Token } from './tokens.ts';
import { MAX_TOKENS, tokenise } from './tokens.ts';
import { openStock } from './stocks.ts';
import { lost, toTokens } from './tell.ts';
import type { Alternative, Lexicon, PlanInput, Planned, PlannerSlice, ReadToken } from './types.ts';

type Opaque = { readonly compiled: Compiled; readonly rules: readonly Rule[] };
/** What the choice between readings needs to know of the question. */
type Asked = {
  readonly schema: Schema;
  readonly digest: string;
  readonly choice: string | undefined;
  readonly tokens: readonly Token[];
};
type Candidate = {
  readonly sql: string;
  readonly sentence: string;
  readonly cost: number;
  readonly meaning: Meaning;
  readonly edge: Edge;
};

/** Two readings nearer than this are a tie: the asker chooses. */
const TIE = 0.12;
/** Readings dearer than this per question are guesses. */
const DEAREST = 3.2;

/** Compiles the asker's slice; equal digests and masks give equal lexicons. Cache it. */
export function compileLexicon(slice: PlannerSlice): Lexicon {
  const compiled = compile(slice);
  const { schema } = compiled;
  const rules = [...conditionRules(schema), ...setRules(schema), ...measureRules(schema), ...queryRules(schema)];
  return { digest: slice.catalogue.digest, opaque: { compiled, rules } satisfies Opaque };
}

/** The readings that a reader can tell apart, cheapest first. */
function toCandidates(compiled: Compiled, edges: readonly Edge[], tokens: readonly Token[]): readonly Candidate[] {
  const found: Candidate[] = [];
  for (const edge of edges) {
    const edgeMeaning = withRankingFigure(edge.sem as Meaning, edge, tokens);
    try {
      const sql = toSql(compiled.schema, edgeMeaning.query);
      const open = openStock(compiled.schema, edgeMeaning.query);
      const meaning: Meaning =
        open === null ? edgeMeaning : { ...edgeMeaning, assumptions: [...edgeMeaning.assumptions, open] };
      const sentence = toSentence(compiled.schema, meaning.query);
      const isSame = (other: Candidate): boolean =>
        other.sql === sql ||
        (other.sentence === sentence && difference(compiled.schema, meaning.query, other.meaning.query) === null);
      if (!found.some((other) => isSame(other))) found.push({ sql, sentence, cost: edge.cost, meaning, edge });
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
    }
  }
  return found;
}

function leavesOf(edge: Edge): readonly Edge[] {
  return edge.kids.length === 0 ? [edge] : edge.kids.flatMap(leavesOf);
}

function notUnderstood(
  message: string,
  tokens: readonly ReadToken[],
  alternatives: readonly Alternative[] = [],
): Planned {
  return { kind: 'not_understood', message, tokens, alternatives };
}

/** A reading to choose, with the one point in which it differs from another. */
function toAlternative(candidate: Candidate, other: Candidate, { schema, digest }: Asked): Alternative {
  const open = candidate.meaning.assumptions.find((note) => note.endsWith('?'));
  const point = difference(schema, candidate.meaning.query, other.meaning.query);
  return {
    sentence: candidate.sentence,
    differs_in: point ?? settled(open ?? 'the words of the question'),
    choice: `${digest.slice(0, 12)}:${candidate.sql}`,
  };
}

/** "does … mean …?" once the asker has said yes. */
function settled(note: string): string {
  return note.replace(/^does (.*) mean (.*)\?$/, '$1 means $2');
}

function decide(candidates: readonly Candidate[], asked: Asked): Planned {
  const { choice, digest, tokens } = asked;
  const chosen =
    choice === undefined ? undefined : candidates.find((one) => `${digest.slice(0, 12)}:${one.sql}` === choice);
  const [first, second] = candidates;
  const best = chosen ?? first;
  if (best === undefined)
    return notUnderstood('What is asked cannot be written as one query.', toTokens(tokens, [], new Set()));
  const read = toTokens(tokens, leavesOf(best.edge), new Set());
  const alternatives = candidates
    .filter((one) => one !== best && one.cost - best.cost < TIE * 3)
    .slice(0, 2)
    .map((one) => toAlternative(one, best, asked));
  if (best.cost > DEAREST) return notUnderstood('The question can only be read by guessing.', read);
  if (chosen === undefined && second !== undefined && second.cost - best.cost < TIE) {
    return notUnderstood('The question can be read in more than one way.', read, [
      toAlternative(best, second, asked),
      ...alternatives,
    ]);
  }
  const open = best.meaning.assumptions.find((note) => note.endsWith('?'));
  if (chosen === undefined && open !== undefined)
    return notUnderstood(`${open.slice(0, 1).toUpperCase()}${open.slice(1)}`, read, [
      toAlternative(best, best, asked),
      ...alternatives,
    ]);
  const margin = second === undefined ? 1 : Math.min(1, second.cost - best.cost);
  const confidence = Number((1 / (1 + Math.exp(1.2 * best.cost - 2.5 - 1.5 * margin))).toFixed(3));
  return {
    kind: 'reading',
    reading: {
      sql: best.sql,
      sentence: best.sentence,
      assumptions: [...new Set(best.meaning.assumptions.map((note) => settled(note)))],
      tokens: read,
      confidence,
    },
    alternatives,
  };
}

/**
 * Reads a question against a lexicon and writes candidate SQL, or says that it is not understood. Pure and bounded: the
 * same input gives the same bytes. The SQL is a proposal; the guard judges it.
 */
export function plan(input: PlanInput): Planned {
  return read(input, (sample) => {
    const { lexicon, instant, question } = input;
    return sample !== question && read({ question: sample, lexicon, instant }, () => false).kind === 'reading';
  });
}

function read(input: PlanInput, isReadable: (sample: string) => boolean): Planned {
  const opaque = input.lexicon.opaque as Opaque;
  const { rules } = opaque;
  const { compiled, unread } = withGiven(opaque.compiled, input.context ?? '', input.question);
  if (unread.length > 0) return notUnderstood(`Not understood of what was given along: ${unread.join('; ')}.`, []);
  const tokens = tokenise(input.question).filter((token) => !/^[?.!]+$/.test(token.text));
  if (tokens.length === 0 || tokens.length > MAX_TOKENS)
    return notUnderstood('There is no question of readable length.', []);
  const { leaves, unknown } = toLeaves(tokens, compiled, toDay(input.instant.at, input.instant.timeZone));
  if (unknown.length > 0) {
    const words = unknown.map((i) => tokens[i]?.text ?? '').join(', ');
    return notUnderstood(`Not understood: ${words}.`, toTokens(tokens, leaves, new Set(unknown)));
  }
  const chart = new Chart(tokens.length, rules);
  const edges = chart.parse(leaves, 'Q');
  const { schema } = compiled;
  if (edges.length === 0) {
    const told = toTokens(tokens, leaves, new Set());
    return notUnderstood(lost(schema, told, leaves, isReadable), told);
  }
  const { digest } = input.lexicon;
  return decide(toCandidates(compiled, edges, tokens), { schema, digest, choice: input.choice, tokens });
}
