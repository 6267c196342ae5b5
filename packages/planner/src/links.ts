import type { Edge } from './chart.ts';
import type { Day } from './calendar.ts';
import { readDates } from './dates.ts';
import type { Word } from './english.ts';
import { LONGEST_OPERATOR, isFunctionWord, operatorsOf } from './english.ts';
import type { Compiled, Entry } from './lexicon/lexicon.ts';
import { codeLeaves, literalLeaves } from './literals.ts';
import { readNumbers } from './numbers.ts';
import { spoken } from './spoken.ts';
import type { Token } from './tokens.ts';
import { isOneTypoApart, stem } from './words.ts';

/** Each link costs this much, so one long name beats two short ones. */
const PER_LINK = 0.1;
const PER_OPERATOR = 0.03;
const TYPO = 0.6;
/** Candidates kept of one phrase; more words than this mean nothing in particular. */
const MOST_CANDIDATES = 8;

type Scene = { readonly tokens: readonly Token[]; readonly lexicon: Compiled };

type Span = readonly [from: number, to: number];
type Piece = {
  readonly cat: string;
  readonly sem: unknown;
  readonly cost: number;
  readonly became: NonNullable<Edge['became']>;
};

function leaf([i, j]: Span, piece: Piece): Edge {
  return { ...piece, i, j, kids: [] };
}

/** Codes of one or two letters that are English words ("US", "IT") count only when written in capitals. */
function isShout(tokens: readonly Token[]): boolean {
  return tokens.every((token) => token.upper || !isFunctionWord(token.low));
}

/** True if the phrase ends in a plural. */
function isPlural(tokens: readonly Token[]): boolean {
  const last = tokens.at(-1);
  return last?.kind === 'word' && last.low !== last.lemma;
}

function tableOf(entry: Entry): string {
  return entry.table;
}

function sorted<T extends Entry>(entries: readonly T[]): readonly T[] {
  return [...entries].sort((a, b) => a.cost - b.cost || (tableOf(a) < tableOf(b) ? -1 : 1)).slice(0, MOST_CANDIDATES);
}

const isKind =
  <K extends Entry['kind']>(kind: K) =>
  (entry: Entry): entry is Extract<Entry, { kind: K }> =>
    entry.kind === kind;

function describe(entry: Entry): string {
  switch (entry.kind) {
    case 'table':
      return entry.table;
    case 'term':
      return `${entry.table}.${entry.term.column} ${entry.term.operator} ${entry.term.value}`;
    case 'value':
      return `${entry.table}.${entry.column} = ${entry.value}`;
    case 'flag':
      return `${entry.table}.${entry.column} is ${entry.truth}`;
    default:
      return `${entry.table}.${entry.column}`;
  }
}

/** What a word became; where several datasets know it, the reading decides which is meant, so only the common part is told. */
function linked(entry: Entry, others: readonly Entry[] = []): Piece['became'] {
  const isShared = others.some((other) => describe(other) !== describe(entry));
  const text = !isShared
    ? describe(entry)
    : entry.kind === 'value'
      ? entry.value
      : 'column' in entry
        ? entry.column
        : entry.table;
  return { text, state: 'linked' };
}

function columnPiece(entries: readonly Entry[]): readonly Piece[] {
  const columns = sorted(entries.filter(isKind('column')));
  const [first] = columns;
  const sem = columns.map(({ table, column, cost }) => ({ table, column, cost }));
  return first === undefined ? [] : [{ cat: 'C', sem, cost: 0, became: linked(first, columns) }];
}

function valuePiece(entries: readonly Entry[], tokens: readonly Token[], before: Token | undefined): readonly Piece[] {
  const shout = isShout(tokens) || before?.low === 'the';
  const values = sorted([...entries.filter(isKind('value')), ...entries.filter(isKind('flag'))]).filter(
    (entry) => entry.kind === 'flag' || shout || entry.value.length > 3,
  );
  const [first] = values;
  const sem = values.map((entry) => ({
    table: entry.table,
    column: entry.column,
    value: entry.kind === 'flag' ? entry.truth : entry.value,
    cost: entry.cost,
    ...(isPlural(tokens) && (tokens.at(-1)?.lemma.length ?? 0) > 3 ? { plural: true } : {}),
  }));
  return first === undefined ? [] : [{ cat: 'V', sem, cost: 0, became: linked(first, values) }];
}

function adjectivePiece(entries: readonly Entry[]): readonly Piece[] {
  const adjectives = entries.filter(isKind('adjective'));
  const [first] = adjectives;
  return first === undefined
    ? []
    : [
        {
          cat: 'A',
          sem: adjectives.map(({ table, column, dir }) => ({ table, column, dir })),
          cost: 0,
          became: linked(first),
        },
      ];
}

/** What a phrase may mean: each dataset by itself; columns and values as one choice that the context makes. */
function entryLeaves(entries: readonly Entry[], span: Span, scene: Scene, extra: number): readonly Edge[] {
  const tokens = scene.tokens.slice(...span);
  const before = scene.tokens[span[0] - 1];
  const pieces: readonly Piece[] = [
    ...sorted(entries.filter(isKind('table'))).map((entry) => ({
      cat: 'E',
      sem: { table: entry.table, plural: isPlural(tokens) },
      cost: entry.cost,
      became: linked(entry),
    })),
    ...columnPiece(entries),
    ...valuePiece(entries, tokens, before),
    ...entries
      .filter(isKind('term'))
      .map((entry) => ({ cat: 'T', sem: { table: entry.table, term: entry.term }, cost: 0, became: linked(entry) })),
    ...adjectivePiece(entries),
  ];
  return pieces.map((piece) => leaf(span, { ...piece, cost: PER_LINK + piece.cost + extra }));
}

/** "largest" → "large", "biggest" → "big", "riskiest" → "risky": the adjective whose measure was published. */
function positives(word: string): readonly string[] {
  if (!word.endsWith('est') || word.length < 6) return [];
  const root = word.slice(0, -3);
  return [
    root,
    `${root}e`,
    ...(root.endsWith('i') ? [`${root.slice(0, -1)}y`] : []),
    ...(/(.)\1$/.test(root) ? [root.slice(0, -1)] : []),
  ];
}

function adjectiveLeaves(scene: Scene): readonly Edge[] {
  return scene.tokens.flatMap((token, i) => {
    const found = positives(token.low)
      .flatMap((word) => scene.lexicon.phrases.get(word) ?? [])
      .filter(isKind('adjective'));
    const [first] = found;
    if (first === undefined) return [];
    const sem = found.map(({ table, column, dir }) => ({ table, column, dir, superlative: true }));
    return [leaf([i, i + 1], { cat: 'A', sem, cost: PER_LINK, became: linked(first) })];
  });
}

type Found = { readonly from: number; readonly to: number; readonly entries: readonly Entry[]; readonly cost: number };

function findPhrases(
  scene: Scene,
  lemmas: readonly string[],
  extra: (from: number, to: number) => number | null,
): readonly Found[] {
  const { tokens, lexicon } = scene;
  const found: Found[] = [];
  for (let from = 0; from < tokens.length; from += 1) {
    for (let to = from + 1; to <= Math.min(tokens.length, from + lexicon.longest); to += 1) {
      const cost = extra(from, to);
      if (cost === null || tokens[to - 1]?.kind === 'sign') break;
      const entries = lexicon.phrases.get(lemmas.slice(from, to).join(' '));
      if (entries !== undefined) found.push({ from, to, entries, cost });
    }
  }
  return found;
}

/** Links as loose as this give way to a published name of several words that covers them. */
const LOOSE = 0.45;

/** "highest elevation" as the name of a column leaves no "elevation" that stands for some altitude. */
function phraseLeaves(
  scene: Scene,
  lemmas: readonly string[],
  extra: (from: number, to: number) => number | null,
): readonly Edge[] {
  const found = findPhrases(scene, lemmas, extra);
  const firm = found.filter(({ from, to, entries }) => to - from > 1 && entries.some((entry) => entry.cost <= 0.1));
  return found.flatMap(({ from, to, entries, cost }) => {
    const covered = firm.some((other) => other.from <= from && to <= other.to && other.to - other.from > to - from);
    const kept = covered ? entries.filter((entry) => entry.cost < LOOSE) : entries;
    return entryLeaves(kept, [from, to], scene, cost);
  });
}

/** "ordered", "treated": the verb of a dataset's noun. */
function verbLeaves(scene: Scene): readonly Edge[] {
  return scene.tokens.flatMap((token, i) => {
    if (token.kind !== 'word' || !/(ed|ing)$/.test(token.low) || token.low.length < 6) return [];
    const entries = (scene.lexicon.verbs.get(stem(token.low)) ?? []).filter(isKind('table'));
    return entries.map((entry) =>
      leaf([i, i + 1], { cat: 'Ev', sem: { table: entry.table }, cost: PER_LINK + entry.cost, became: linked(entry) }),
    );
  });
}

/** "opened", "originated": a verb of a date column's name, when it is no name itself. */
function stemLeaves(scene: Scene, named: ReadonlySet<number>): readonly Edge[] {
  return scene.tokens.flatMap((token, i) => {
    if (token.kind !== 'word' || token.low.length < 4 || (isFunctionWord(token.low) && named.has(i))) return [];
    const entries = (scene.lexicon.stems.get(stem(token.low)) ?? []).filter(
      (entry) => !named.has(i) || entry.cost < 0.5,
    );
    return entries.length === 0 ? [] : entryLeaves(entries, [i, i + 1], scene, 0.05);
  });
}

/** "from", "sent to": read without their direction they must lose to the reading with it by more than a tie. */
const UNDIRECTED = 0.14;

function isDirected(words: readonly Word[]): boolean {
  return words.some(({ cls }) => cls === 'from' || cls === 'onto');
}

function operatorLeaves(tokens: readonly Token[]): readonly Edge[] {
  const leaves: Edge[] = [];
  for (let from = 0; from < tokens.length; from += 1) {
    for (let to = from + 1; to <= Math.min(tokens.length, from + LONGEST_OPERATOR); to += 1) {
      const phrase = tokens
        .slice(from, to)
        .map((token) => token.low)
        .join(' ');
      const words = operatorsOf(phrase);
      for (const word of words) {
        const state =
          word.cls === 'polite' ? 'politeness' : word.cls === 'own' || word.cls === 'have' ? 'relation' : 'operator';
        const sem = word.cls === 'sup' || word.cls === 'share' || word.cls === 'adj' ? phrase : word.value;
        leaves.push(
          leaf([from, to], {
            cat: word.cls,
            sem,
            cost: PER_OPERATOR + (/^(in|own)$/.test(word.cls) && isDirected(words) ? UNDIRECTED : 0),
            became: { text: spoken(word), state },
          }),
        );
      }
    }
  }
  return leaves;
}

function figureLeaves(scene: Scene, today: Day): readonly Edge[] {
  const numbers = readNumbers(scene.tokens);
  const leaves: Edge[] = numbers
    .filter((span) => span.unit !== 'ordinal')
    .map(({ from, to, value, unit }) =>
      leaf([from, to], {
        cat: 'Num',
        sem: { value, unit },
        cost: 0.05,
        became: { text: String(value), state: 'linked' },
      }),
    );
  for (const { start, end, sure, ...sem } of readDates(scene.tokens, numbers, today)) {
    const text = `${sem.from ?? '…'} to ${sem.to ?? '…'}`;
    leaves.push(leaf([start, end], { cat: 'Date', sem, cost: sure ? 0.02 : 0.2, became: { text, state: 'linked' } }));
  }
  scene.tokens.forEach((token, i) => {
    if (token.kind === 'quoted')
      leaves.push(
        leaf([i, i + 1], { cat: 'Lit', sem: token.text, cost: 0.05, became: { text: token.text, state: 'linked' } }),
      );
  });
  return leaves;
}

/** A word of four letters is forgiven two letters in the wrong order ("laons") and nothing else. */
function isTypo(word: string, written: string): boolean {
  const letters = (text: string): string => text.split('').toSorted().join('');
  return isOneTypoApart(word, written) && (word.length > 4 || letters(word) === letters(written));
}

function correct(scene: Scene, covered: ReadonlySet<number>): readonly Edge[] {
  const { tokens, lexicon } = scene;
  const fixed = new Map<number, string>();
  tokens.forEach((token, i) => {
    if (covered.has(i) || token.kind !== 'word' || token.low.length < 5 || isFunctionWord(token.low)) return;
    const near = lexicon.vocabulary.filter(
      (word) => isTypo(word, token.lemma) || (word.length > 4 && isOneTypoApart(word, token.low)),
    );
    const [only] = near;
    if (near.length === 1 && only !== undefined) fixed.set(i, only);
  });
  if (fixed.size === 0) return [];
  const lemmas = tokens.map((token, i) => fixed.get(i) ?? token.lemma);
  return phraseLeaves(scene, lemmas, (from, to) => {
    const typos = [...fixed.keys()].filter((at) => at >= from && at < to).length;
    return typos === 0 ? (lemmas.length > 0 && to - from < 8 ? 9 : null) : typos * TYPO;
  }).filter((edge) => edge.cost < 5);
}

/** A capitalised word: nothing else explains it, or it stands inside the question, where English has small letters. */
function isNameLike(tokens: readonly Token[], at: number, covered: ReadonlySet<number>): boolean {
  const token = tokens[at];
  const isLed = tokens[at + 1]?.capital === true && !covered.has(at + 1);
  return token?.kind === 'word' && token.capital && (!covered.has(at) || at > 0 || (token.low === 'new' && isLed));
}

/** Names of people, firms and places that no list of values holds: runs of capitalised words that nothing else explains. */
function nameLeaves(tokens: readonly Token[], covered: ReadonlySet<number>): readonly Edge[] {
  const leaves: Edge[] = [];
  for (let from = 0; from < tokens.length; from += 1) {
    let to = from;
    while (to < tokens.length && isNameLike(tokens, to, covered)) to += 1;
    const isNew = tokens.slice(from, to).some((_, at) => !covered.has(from + at));
    if (to === from || !isNew) continue;
    const text = tokens
      .slice(from, to)
      .map((token) => token.text)
      .join(' ');
    leaves.push(leaf([from, to], { cat: 'Lit', sem: text, cost: 0.3, became: { text, state: 'linked' } }));
    from = to;
  }
  return leaves;
}

function coverage(edges: readonly Edge[]): ReadonlySet<number> {
  const covered = new Set<number>();
  for (const edge of edges) for (let at = edge.i; at < edge.j; at += 1) covered.add(at);
  return covered;
}

/** "delivered to" where "delivered" is a listed value: what the data knows is not swallowed by a verb. */
function isSwallowed(edge: Edge, phrases: readonly Edge[]): boolean {
  return (
    /^(own|from|onto)$/.test(edge.cat) &&
    edge.j - edge.i > 1 &&
    phrases.some((other) => other.cat === 'V' && other.cost <= PER_LINK && edge.i <= other.i && other.j <= edge.j)
  );
}

/** Every leaf the question gives, and which tokens none of them explains. */
export function toLeaves(
  tokens: readonly Token[],
  lexicon: Compiled,
  today: Day,
): { readonly leaves: readonly Edge[]; readonly unknown: readonly number[] } {
  const scene = { tokens, lexicon };
  const lemmas = tokens.map((token) => token.lemma);
  const phrases = phraseLeaves(scene, lemmas, () => 0);
  const leaves = [
    ...operatorLeaves(tokens).filter((edge) => !isSwallowed(edge, phrases)),
    ...figureLeaves(scene, today),
    ...phrases,
    ...adjectiveLeaves(scene),
    ...verbLeaves(scene),
  ];
  leaves.push(...stemLeaves(scene, coverage(leaves)));
  const covered = coverage(leaves);
  leaves.push(
    ...correct(scene, covered),
    ...nameLeaves(tokens, covered),
    ...literalLeaves(tokens, leaves, covered),
    ...codeLeaves(tokens),
  );
  const all = coverage(leaves);
  return { leaves, unknown: tokens.map((_, i) => i).filter((i) => !all.has(i)) };
}
