import type { Grammar } from 'prismjs';
import Prism from 'prismjs/components/prism-core.js';

/** A run of characters with one look. Joined, the runs are the SQL byte for byte: drawing never changes what ran. */
export type SqlSpan = { readonly text: string; readonly look: SqlLook; readonly mark: string | null };
type SqlLook = 'plain' | 'keyword' | 'function' | 'string' | 'number' | 'comment' | 'operator' | 'punctuation';
export type SqlMark = { readonly from: number; readonly to: number; readonly kind: string };

/** PostgreSQL as Atlas prints it; Prism's own SQL grammar is every dialect at once and wants a global. */
const GRAMMAR: Grammar = {
  comment: /--.*|\/\*[\s\S]*?\*\//,
  string: /\b[eE]'(?:[^'\\]|''|\\[\s\S])*'|'(?:[^']|'')*'/,
  plain: /"(?:[^"]|"")*"/,
  keyword:
    /\b(?:all|and|any|array|as|asc|between|both|by|case|cast|collate|cross|current_date|current_timestamp|date|desc|distinct|else|end|except|exists|extract|false|fetch|filter|first|for|from|full|group|having|ilike|in|inner|intersect|interval|is|join|last|lateral|left|like|limit|natural|not|null|nulls|offset|on|or|order|outer|over|partition|right|row|rows|select|similar|then|time|timestamp|true|union|using|values|when|where|window|with|within)\b/i,
  function: /\b[a-z_][a-z_0-9]*(?=\s*\()/i,
  number: /\b\d+(?:\.\d+)?(?:e[+-]?\d+)?\b/i,
  operator: /[-+*/<>=~!@#%^&|`?]+|::/,
  punctuation: /[;[\](),.:]/,
};

const LOOKS: ReadonlySet<string> = new Set([
  'keyword',
  'function',
  'string',
  'number',
  'comment',
  'operator',
  'punctuation',
]);
const toLook = (type: string): SqlLook => (LOOKS.has(type) ? (type as SqlLook) : 'plain');

type Token = string | { readonly type: string; readonly content: Token | readonly Token[] };

/** Tokens become our own spans, never HTML; marks (offsets in UTF-16 units) cut the spans they touch. */
export function toSqlSpans(sql: string, marks: readonly SqlMark[] = []): readonly SqlSpan[] {
  const runs = flatten(Prism.tokenize(sql, GRAMMAR) as Token[], 'plain');
  return marks.length === 0 ? runs.map((run) => ({ ...run, mark: null })) : cut(runs, marks);
}

type Run = { readonly text: string; readonly look: SqlLook };

function flatten(tokens: readonly Token[], look: SqlLook): Run[] {
  return tokens.flatMap((token) => {
    if (typeof token === 'string') return [{ text: token, look }];
    const { content } = token;
    return flatten(Array.isArray(content) ? (content as readonly Token[]) : [content as Token], toLook(token.type));
  });
}

function cut(runs: readonly Run[], marks: readonly SqlMark[]): SqlSpan[] {
  const spans: SqlSpan[] = [];
  let start = 0;
  for (const { text, look } of runs) {
    const edges = edgesWithin(start, text.length, marks);
    for (const [index, from] of edges.entries()) {
      const to = edges[index + 1] ?? text.length;
      const mark = marks.find((each) => each.from <= start + from && start + from < each.to);
      spans.push({ text: text.slice(from, to), look, mark: mark?.kind ?? null });
    }
    start += text.length;
  }
  return spans;
}

/** Where a run must be cut: at its start and wherever a mark begins or ends inside it. */
function edgesWithin(start: number, length: number, marks: readonly SqlMark[]): readonly number[] {
  const inside = marks
    .flatMap(({ from, to }) => [from - start, to - start])
    .filter((edge) => edge > 0 && edge < length);
  return [...new Set([0, ...inside])].sort((a, b) => a - b);
}
