import { filtered, pathWork, repeated, step, wider, type Extent, type PathInput, type Step } from './path-work.ts';

/**
 * Reads a path of jsonb_path_* as servers 15 to 18 all do (jsonpath_gram.y): what is not read here some server would call a
 * syntax error, or it multiplies what it is given (`.**`, `[0, 0]`), or it reads the session (`.datetime()`).
 */
export type JsonPath = {
  /** Names it takes from the `vars` argument: one that is not there is an error. */
  readonly variables: ReadonlySet<string>;
  /** Regular expressions of `like_regex`. */
  readonly patterns: readonly string[];
  /** By how much what it finds may be longer than what it is given. */
  readonly growth: number;
  readonly computes: boolean;
  /** Nanoseconds that it usually takes over so much. */
  work(input: PathInput): number;
};

const MAX_PATH = 500;
/** A filter inside a filter reads its items once for each of the outer one's. */
const MAX_FILTERS = 3;
const MAX_PARENTHESES = 30;
/** `.type()` of `1,` is nine characters; `.double()` of "1e308" three hundred digits. */
const METHOD_GROWTH = 50;
const METHODS = new Set(['type', 'size', 'double', 'ceiling', 'floor', 'abs']);
const FACTORS = new Set(['*', '/', '%']);
const TERMS = new Set(['+', '-']);
const COMPARISONS = new Set(['==', '!=', '<>', '<=', '>=', '<', '>']);

const TOKEN =
  /[ \t\r\n\f]*(?:"((?:[^"\\]|\\["\\/bfnrt])*)"|\$([\p{L}_][\p{L}\p{N}_]*)|([\p{L}_][\p{L}\p{N}_]*)|((?:0|[1-9]\d{0,30})(?:\.\d{1,30})?)(?![\p{L}\p{N}_.])|(\.\*\*|==|!=|<>|<=|>=|&&|\|\||[$@.[\](){}*?<>!+\-/%,]))/uy;

type Kind = 'string' | 'variable' | 'word' | 'number' | 'sign' | 'end';
type Token = { readonly kind: Kind; readonly text: string };
/** A value has an extent. */
type Part = Extent | 'predicate';
/** Where the reader is: `@` belongs in filters, `last` in brackets. */
type Inside = { readonly filters: number; readonly brackets: boolean };

class Unread extends Error {}

/** Undefined for every path that is not certain to be read alike, and without harm, by every server. */
export function readJsonPath(text: string): JsonPath | undefined {
  const tokens = tokensOf(text);
  if (tokens === undefined) return undefined;
  const reader = new Reader(tokens);
  try {
    reader.path();
  } catch (error) {
    if (error instanceof Unread) return undefined;
    throw error;
  }
  return reader;
}

function tokensOf(text: string): readonly Token[] | undefined {
  if (text.length > MAX_PATH) return undefined;
  const tokens: Token[] = [];
  const kinds: readonly Kind[] = ['string', 'variable', 'word', 'number', 'sign'];
  const end = text.trimEnd().length;
  for (TOKEN.lastIndex = 0; TOKEN.lastIndex < end;) {
    const match = TOKEN.exec(text);
    if (match === null) return undefined;
    const found = kinds.findIndex((_, index) => match[index + 1] !== undefined);
    tokens.push({ kind: kinds[found] ?? 'end', text: match[found + 1] ?? '' });
  }
  return tokens;
}

const END: Token = { kind: 'end', text: '' };
const ESCAPES: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };
const unescaped = (text: string): string => text.replace(/\\(.)/g, (_, char: string) => ESCAPES[char] ?? char);

class Reader implements JsonPath {
  readonly variables = new Set<string>();
  readonly patterns: string[] = [];
  growth = 1;
  computes = false;
  #steps: Step[] = [];
  readonly #tokens: readonly Token[];
  #at = 0;
  #depth = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  path(): void {
    if (!this.#takeWord('lax')) this.#takeWord('strict');
    this.#either({ filters: 0, brackets: false });
    if (this.#peek().kind !== 'end') throw new Unread();
  }

  work(input: PathInput): number {
    return pathWork(this.#steps, input);
  }

  #peek(): Token {
    return this.#tokens[this.#at] ?? END;
  }

  #take(kind: Kind, texts?: ReadonlySet<string>): string | undefined {
    const token = this.#peek();
    if (token.kind !== kind || texts?.has(token.text) === false) return undefined;
    this.#at += 1;
    return token.text;
  }

  #takeSign(text: string): boolean {
    return this.#take('sign', new Set([text])) !== undefined;
  }

  #takeWord(text: string): boolean {
    return this.#take('word', new Set([text])) !== undefined;
  }

  #need<Found>(found: Found): NonNullable<Found> {
    if (found === undefined || found === null || found === false) throw new Unread();
    return found;
  }

  /** `expr_or_predicate`, with OR weakest. */
  #either(inside: Inside): Part {
    this.#depth += 1;
    if (this.#depth > MAX_PARENTHESES) throw new Unread();
    const part = this.#joined('||', () => this.#joined('&&', () => this.#condition(inside)));
    this.#depth -= 1;
    return part;
  }

  #joined(sign: string, operand: () => Part): Part {
    const first = operand();
    while (this.#takeSign(sign)) {
      this.#need(first === 'predicate');
      this.#need(operand() === 'predicate');
    }
    return first;
  }

  #condition(inside: Inside): Part {
    if (this.#takeSign('!')) {
      if (!this.#takesExists(inside)) this.#group(inside, 'predicate');
      return 'predicate';
    }
    if (this.#takesExists(inside)) return 'predicate';
    const left = this.#sum(inside);
    if (left === 'predicate') {
      if (this.#takeWord('is')) this.#need(this.#takeWord('unknown'));
      return left;
    }
    return this.#compared(inside, left) ? 'predicate' : left;
  }

  #takesExists(inside: Inside): boolean {
    if (!this.#takeWord('exists')) return false;
    this.#group(inside, 'value');
    return true;
  }

  #group(inside: Inside, wanted: 'value' | 'predicate'): void {
    this.#need(this.#takeSign('('));
    this.#need((this.#either(inside) === 'predicate') === (wanted === 'predicate'));
    this.#need(this.#takeSign(')'));
  }

  #value(part: Part): Extent {
    if (part === 'predicate') throw new Unread();
    return part;
  }

  #compared(inside: Inside, left: Extent): boolean {
    if (this.#take('sign', COMPARISONS) !== undefined) {
      this.#steps.push(step('pair', left, this.#value(this.#sum(inside))));
      return true;
    }
    if (this.#takeWord('starts')) {
      this.#need(this.#takeWord('with'));
      this.#need(this.#takeVariable() ?? this.#take('string'));
      return true;
    }
    if (!this.#takeWord('like_regex')) return false;
    this.patterns.push(unescaped(this.#need(this.#take('string'))));
    if (this.#takeWord('flag')) this.#need(/^[ismq]*$/.test(this.#need(this.#take('string'))));
    return true;
  }

  #takeVariable(): string | undefined {
    const name = this.#take('variable');
    if (name !== undefined) this.variables.add(name);
    return name;
  }

  #sum(inside: Inside): Part {
    const factors = (): Part => this.#computed(inside, FACTORS, () => this.#signed(inside));
    return this.#computed(inside, TERMS, factors);
  }

  #computed({ filters }: Inside, signs: ReadonlySet<string>, operand: () => Part): Part {
    let part = operand();
    while (this.#take('sign', signs) !== undefined) {
      if (filters === 0) this.computes = true;
      const [left, right] = [this.#value(part), this.#value(operand())];
      if (signs === FACTORS) this.#steps.push(step('digits', left, right));
      part = wider(left, right);
      this.#steps.push(step('read', part));
    }
    return part;
  }

  #signed(inside: Inside): Part {
    let signs = 0;
    while (this.#take('sign', TERMS) !== undefined) signs += 1;
    const part = this.#primary(inside);
    if (signs === 0) return part;
    const extent = this.#value(part);
    for (; signs > 0; signs -= 1) this.#steps.push(step('read', extent));
    // A sign before each of many digits.
    if (inside.filters === 0) this.growth = Math.max(this.growth, 2);
    return extent;
  }

  #primary(inside: Inside): Part {
    if (this.#takeSign('(')) {
      const part = this.#either(inside);
      this.#need(this.#takeSign(')'));
      if (part !== 'predicate') this.#accessors(inside, part);
      return part;
    }
    const isConstant = this.#take('number') ?? this.#take('string') ?? this.#take('word', CONSTANTS);
    if (isConstant !== undefined) return 'one';
    const extent = this.#start(inside);
    this.#steps.push(step('read', extent));
    this.#accessors(inside, extent);
    return extent;
  }

  /** Where a path begins. In lax mode even a bare `$` or `@` stands for all elements of an array. */
  #start(inside: Inside): Extent {
    if (inside.brackets && this.#takeWord('last')) return 'one';
    if (inside.filters > 0 && this.#takeSign('@')) return 'item';
    if (this.#takeSign('$')) return 'document';
    this.#need(this.#takeVariable());
    return 'given';
  }

  #accessors(inside: Inside, extent: Extent): void {
    for (;;) {
      if (this.#takeSign('.')) this.#member(inside);
      else if (this.#takeSign('[')) this.#subscript(inside, extent);
      else if (this.#takeSign('?')) this.#filter(inside, extent);
      else return;
      this.#steps.push(step('read', extent));
    }
  }

  #member({ filters }: Inside): void {
    if (this.#takeSign('*') || this.#take('string') !== undefined) return;
    const name = this.#need(this.#take('word'));
    if (!this.#takeSign('(')) return;
    this.#need(METHODS.has(name) && this.#takeSign(')'));
    // What a filter computes is not what is found.
    if (filters === 0) this.growth = Math.max(this.growth, METHOD_GROWTH);
  }

  #subscript(inside: Inside, extent: Extent): void {
    if (!this.#takeSign('*')) {
      const within = { ...inside, brackets: true };
      this.#within(
        () => {
          this.#value(this.#sum(within));
          if (this.#takeWord('to')) this.#value(this.#sum(within));
        },
        (inner) => repeated(inner, extent),
      );
    }
    this.#need(this.#takeSign(']'));
  }

  #filter(inside: Inside, extent: Extent): void {
    const filters = inside.filters + 1;
    if (filters > MAX_FILTERS) throw new Unread();
    this.#within(
      () => this.#group({ ...inside, filters }, 'predicate'),
      (inner) => filtered(inner, extent),
    );
  }

  /** What is read here is done as often as `often` says. */
  #within(read: () => void, often: (inner: Step) => Step): void {
    const around = this.#steps;
    this.#steps = [];
    read();
    this.#steps = [...around, ...this.#steps.map(often)];
  }
}

const CONSTANTS = new Set(['true', 'false', 'null']);
