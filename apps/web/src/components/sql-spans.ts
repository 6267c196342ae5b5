import type { Grammar } from 'prismjs';
import Prism from 'prismjs/components/prism-core.js';

/** A run of characters with one look. Joined, the runs are the SQL byte for byte: drawing never changes what ran. */
export type SqlSpan = { readonly text: string; readonly look: SqlLook; readonly mark: string | null };
export type SqlLook = 'plain' | 'keyword' | 'function' | 'string' | 'number' | 'comment' | 'operator' | 'punctuation';
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

const LOOKS: ReadonlySet<string> = new Set(['keyword', 'function', 'string', 'number', 'comment', 'operator', 'punctuation']);
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
    const edges = new Set([0, text.length]);
    for (const { from, to } of marks) for (const edge of [from - start, to - start]) if (edge > 0 && edge < text.length) edges.add(edge);
    const ordered = [...edges].sort((a, b) => a - b);
    for (const [index, edge] of ordered.entries()) {
      const end = ordered[index + 1];
      if (end === undefined) continue;
      const at = start + edge;
      spans.push({ text: text.slice(edge, end), look, mark: marks.find((mark) => mark.from <= at && at < mark.to)?.kind ?? null });
    }
    start += text.length;
  }
  return spans;
}
