import type { Edge } from './chart.ts';
import type { Token } from './tokens.ts';

const MOST_WORDS = 3;

/** True if the word may be a piece of text after "named" or "starts with", whatever else it may mean. */
function isText(token: Token | undefined, isCovered: boolean): boolean {
  return token?.kind === 'word' && (!isCovered || token.capital || token.low.length === 1);
}

/** "named smith", "whose name starts with A": the words after such an operator are text. */
export function literalLeaves(
  tokens: readonly Token[],
  operators: readonly Edge[],
  covered: ReadonlySet<number>,
): readonly Edge[] {
  const after = (cls: string): ReadonlySet<number> =>
    new Set(operators.filter(({ cat }) => cat === cls).map(({ j }) => j));
  const likes = after('like');
  return [...new Set([...likes, ...after('named')])].flatMap((from) => {
    const leaves: Edge[] = [];
    const isPiece = (at: number): boolean =>
      isText(tokens[at], covered.has(at)) || (likes.has(from) && tokens[at]?.kind === 'number');
    for (let to = from; to < from + MOST_WORDS && isPiece(to); to += 1) {
      const text = tokens
        .slice(from, to + 1)
        .map((token) => token.text)
        .join(' ');
      const became = { text, state: 'linked' } as const;
      leaves.push({ cat: 'Lit', sem: text, cost: 0.2, i: from, j: to + 1, kids: [], became });
    }
    return leaves;
  });
}

/** "account number 12345678": digits that may be a name as well as a figure. */
export function codeLeaves(tokens: readonly Token[]): readonly Edge[] {
  return tokens.flatMap(({ kind, text }, i) =>
    kind === 'number' && /^\d{3,}$/.test(text)
      ? [{ cat: 'Code', sem: text, cost: 0.1, i, j: i + 1, kids: [], became: { text, state: 'linked' as const } }]
      : [],
  );
}
