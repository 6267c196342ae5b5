import { quoteShapes } from './shapes.ts';
import { singular } from './words.ts';

/** One unit of the question. `low` is what the lexicon is asked for; `text` is what the asker wrote. */
export type Token = {
  readonly text: string;
  readonly low: string;
  readonly lemma: string;
  readonly kind: 'word' | 'number' | 'quoted' | 'sign';
  /** True if the asker wrote it in capitals throughout, as codes are written. */
  readonly upper: boolean;
  /** True if it begins with a capital letter. */
  readonly capital: boolean;
};

const PIECE =
  /"([^"]{1,80})"|“([^”]{1,80})”|(?<![\p{L}\p{N}])'([^']{1,80})'(?![\p{L}\p{N}])|(\d{4}-\d{1,2}-\d{1,2}|\d{1,2}\/\d{1,2}\/\d{2,4})|((?:[$€£]\s?)?\d(?:[\d,]*\d)?(?:\.\d+)?(?:\s?(?:%|(?:bn|mm|m|k|b|tn|million|billion|thousand|trillion)(?![\p{L}\p{N}])))?(?:st|nd|rd|th)?)|('s(?!\p{L})|n't(?!\p{L}))|(>=|<=|<>|!=|[^\s\p{L}\p{N}_'"“”?!.-])|([\p{L}\p{N}_][\p{L}\p{N}_@.]*(?:'(?!s(?!\p{L}))\p{L}+)?)/giu;

function wordsOf(text: string): readonly string[] {
  return text
    .replace(/\.+$/, '')
    .split(/_+/)
    .filter((part) => part.length > 0);
}

function toToken(text: string, kind: Token['kind']): Token {
  const low = text.toLowerCase();
  const letters = /\p{L}/u.test(text);
  return {
    text,
    low,
    kind,
    lemma: kind === 'word' ? singular(low) : low,
    upper: letters && text === text.toUpperCase() && text !== low,
    capital: /^\p{Lu}/u.test(text),
  };
}

/** Longest question that is read at all; more tokens than this are no question. */
export const MAX_TOKENS = 60;

/** "$2M-$3M"; days ("2025-06-01") and months ("2025-06") are none. */
const RANGE =
  /(?<![\d\p{L}"“'-])([$€£]?\d[\d,.]*(?:bn|mm|k|m|b)?)[-–]([$€£]?\d[\d,.]*(?:bn|mm|k|m|b)?)(?![\d\p{L}-])/giu;

/** Splits a question into words, numbers, quoted strings and signs. Never throws; sentence ends are dropped. */
export function tokenise(question: string): readonly Token[] {
  const text = quoteShapes(question.normalize('NFKC'))
    .replace(/[’`]/g, "'")
    .replace(/(\d(?:k|m|bn|b|%)?)\+(?=\s|$|[?.,])/gi, '$1 or more')
    .replace(RANGE, (range, low: string, high: string) => (/^\d{4}-\d{1,2}$/.test(range) ? range : `${low} to ${high}`))
    .replace(/can't|cannot/gi, 'can not')
    .replace(/n't\b/gi, ' not')
    .replace(/\b(what|who|where|how|there|that|it|which|when)'s\b/gi, '$1 is')
    .replace(/\blet's\b/gi, 'let us')
    .replace(/\b(who|that|which)'ve\b/gi, '$1 have')
    .replace(/\b(i|you|we|they)'(d|ll|ve|re|m)\b/gi, '$1')
    .replace(/\b(more|less|fewer|\p{L}+er) then\b/giu, '$1 than')
    .replace(/\b(avg|average|sum|total|count|min|max|median) ?\(([^()*]+)\)/gi, '$1 of $2');
  const tokens: Token[] = [];
  for (const match of text.matchAll(PIECE)) {
    const quoted = match[1] ?? match[2] ?? match[3];
    if (quoted !== undefined) tokens.push(toToken(quoted.trim(), 'quoted'));
    else if (match[4] !== undefined) tokens.push(toToken(match[4], 'number'));
    else if (match[5] !== undefined) tokens.push(toToken(match[5].trim(), 'number'));
    else if (match[6] !== undefined || match[7] !== undefined) tokens.push(toToken(match[0], 'sign'));
    else for (const word of wordsOf(match[8] ?? '')) tokens.push(toToken(word, 'word'));
  }
  return tokens;
}
