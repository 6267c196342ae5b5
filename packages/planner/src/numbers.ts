import type { Token } from './tokens.ts';

/** A number in the question. `percent` keeps the figure as written: 30 % is 30. */
export type NumberRead = {
  readonly value: number;
  readonly unit: 'plain' | 'money' | 'percent' | 'ordinal';
  readonly span?: string;
  /** What "million" or "k" made of the figure. */
  readonly scale?: number;
};
export type NumberSpan = NumberRead & { readonly from: number; readonly to: number };

const SCALE: Readonly<Record<string, number>> = {
  k: 1e3,
  thousand: 1e3,
  m: 1e6,
  mm: 1e6,
  million: 1e6,
  mn: 1e6,
  mio: 1e6,
  b: 1e9,
  bn: 1e9,
  billion: 1e9,
  tn: 1e12,
  trillion: 1e12,
  hundred: 100,
  dozen: 12,
};

const SMALL: Readonly<Record<string, number>> = {
  zero: 0,
  one: 1,
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  seven: 7,
  eight: 8,
  nine: 9,
  ten: 10,
  eleven: 11,
  twelve: 12,
  thirteen: 13,
  fourteen: 14,
  fifteen: 15,
  sixteen: 16,
  seventeen: 17,
  eighteen: 18,
  nineteen: 19,
  twenty: 20,
  thirty: 30,
  forty: 40,
  fifty: 50,
  sixty: 60,
  seventy: 70,
  eighty: 80,
  ninety: 90,
};

const MONEY_WORDS = new Set(['dollar', 'usd', 'eur', 'euro', 'gbp', 'pound', 'sterling', 'chf', 'buck']);
const FIGURE =
  /^([$€£])?\s?(\d[\d,]*(?:\.\d+)?)\s?(%|bn|mm|mn|m|k|b|tn|million|billion|thousand|trillion)?(st|nd|rd|th)?$/i;

function readFigure(text: string): NumberRead | null {
  const match = FIGURE.exec(text);
  if (match === null) return null;
  const digits = (match[2] ?? '').replace(/,/g, '');
  const suffix = (match[3] ?? '').toLowerCase();
  const value = Number(digits) * (SCALE[suffix] ?? 1);
  if (!Number.isFinite(value)) return null;
  if (match[4] !== undefined) return { value, unit: 'ordinal' };
  if (suffix === '%') return { value: Number(digits), unit: 'percent' };
  const scale = SCALE[suffix];
  return {
    value: Number(value.toPrecision(15)),
    unit: match[1] === undefined ? 'plain' : 'money',
    ...(scale === undefined ? {} : { scale }),
  };
}

/** "two hundred fifty thousand": returns the value and the position after it. */
function readSpelled(tokens: readonly Token[], from: number): { value: number; to: number } | null {
  let total = 0;
  let part = 0;
  let at = from;
  let seen = false;
  for (; at < tokens.length; at += 1) {
    const word = tokens[at]?.low ?? '';
    const small = SMALL[word];
    const scale = word.length > 2 ? SCALE[word] : undefined;
    if (small !== undefined) part += small;
    else if (scale !== undefined && seen) {
      if (scale === 100) part *= 100;
      else {
        total += part * scale;
        part = 0;
      }
    } else if (!(word === 'and' && seen && SMALL[tokens[at + 1]?.low ?? ''] !== undefined && part >= 100)) break;
    seen = true;
  }
  return seen ? { value: total + part, to: at } : null;
}

function readAt(tokens: readonly Token[], at: number): NumberSpan | null {
  const token = tokens[at];
  if (token === undefined) return null;
  if (token.kind === 'number') {
    const figure = readFigure(token.text);
    return figure === null ? null : { ...figure, from: at, to: at + 1 };
  }
  if (token.kind !== 'word') return null;
  if (token.low === 'a' && tokens[at + 1]?.low === 'dozen') return { value: 12, unit: 'plain', from: at, to: at + 2 };
  if (token.low === 'a' && /^(million|billion|thousand|hundred)$/.test(tokens[at + 1]?.low ?? '')) {
    return { value: SCALE[tokens[at + 1]?.low ?? ''] ?? 1, unit: 'plain', from: at, to: at + 2 };
  }
  const [article, scaleWord] = [tokens[at + 1]?.low, tokens[at + 2]?.low ?? ''];
  if (token.low === 'half' && article === 'a' && /^(million|billion|thousand)$/.test(scaleWord))
    return { value: (SCALE[scaleWord] ?? 1) / 2, unit: 'plain', from: at, to: at + 3 };
  if (token.low === 'half') return null;
  const spelled = readSpelled(tokens, at);
  return spelled === null ? null : { value: spelled.value, unit: 'plain', from: at, to: spelled.to };
}

/** Every number in the question, with the unit words and scale words that belong to it. */
export function readNumbers(tokens: readonly Token[]): readonly NumberSpan[] {
  const spans: NumberSpan[] = [];
  for (let at = 0; at < tokens.length; at += 1) {
    let span = readAt(tokens, at);
    if (span === null) continue;
    const scale = SCALE[tokens[span.to]?.low ?? ''];
    if (scale !== undefined && tokens[span.from]?.kind === 'number' && span.unit !== 'ordinal') {
      span = { ...span, value: span.value * scale, scale, to: span.to + 1 };
    }
    const after = tokens[span.to];
    if (after !== undefined && MONEY_WORDS.has(after.lemma)) span = { ...span, unit: 'money', to: span.to + 1 };
    else if (after !== undefined && (after.low === 'percent' || after.low === '%' || after.low === 'pct'))
      span = { ...span, unit: 'percent', to: span.to + 1 };
    spans.push(span);
    at = span.to - 1;
  }
  return spans.map((span, i) => sharingScale(tokens, span, spans[i + 1]));
}

/** "between 2 and 3 million": both are millions. */
function sharingScale(tokens: readonly Token[], span: NumberSpan, next: NumberSpan | undefined): NumberSpan {
  const link = tokens[span.to]?.low ?? '';
  const isPair = next?.from === span.to + 1 && (/^(to|-|–)$/.test(link) || (link === 'and' && isBetween(tokens, span)));
  if (!isPair || next?.scale === undefined || span.scale !== undefined) return span;
  const isSmall = span.value < next.value / next.scale && span.unit !== 'percent' && span.unit !== 'ordinal';
  return isSmall ? { ...span, value: span.value * next.scale, scale: next.scale } : span;
}

function isBetween(tokens: readonly Token[], span: NumberSpan): boolean {
  return tokens[span.from - 1]?.low === 'between';
}
