import type { Term } from '@aureus/contract';
import type { PlannerSlice } from '../types.ts';
import type { Col, Schema, Table } from './table.ts';
import { nameWords } from './naming.ts';
import { toSchema } from './schema.ts';
import { US_STATES } from './places.ts';
import { alike } from './thesaurus.ts';
import { singular, stem } from '../words.ts';

export type Origin = 'name' | 'synonym' | 'part' | 'thesaurus' | 'stem' | 'typo' | 'value';
type Base = { readonly cost: number; readonly origin: Origin };
export type Entry =
  | (Base & { readonly kind: 'table'; readonly table: string })
  | (Base & { readonly kind: 'column'; readonly table: string; readonly column: string })
  | (Base & { readonly kind: 'value'; readonly table: string; readonly column: string; readonly value: string })
  | (Base & { readonly kind: 'flag'; readonly table: string; readonly column: string; readonly truth: boolean })
  | (Base & {
      readonly kind: 'adjective';
      readonly table: string;
      readonly column: string;
      readonly dir: 'asc' | 'desc';
    })
  | (Base & { readonly kind: 'term'; readonly table: string; readonly term: Term });

export type Compiled = {
  readonly schema: Schema;
  readonly phrases: ReadonlyMap<string, readonly Entry[]>;
  /** Stems of words in date columns' names: "opened" finds open_date. */
  readonly stems: ReadonlyMap<string, readonly Entry[]>;
  /** Stems of datasets' nouns: "ordered" finds orders. */
  readonly verbs: ReadonlyMap<string, readonly Entry[]>;
  /** Single words that a typing error may stand for, by length. */
  readonly vocabulary: readonly string[];
  readonly longest: number;
};

type Draft = Map<string, Entry[]>;

/** The form under which a phrase is filed: lower case, singular, without signs. */
export function toKey(text: string): string {
  return text
    .toLowerCase()
    .split(/[^\p{L}\p{N}#@.]+/u)
    .filter((word) => word !== '')
    .map(singular)
    .join(' ');
}

function identity(entry: Entry): string {
  return JSON.stringify({ ...entry, cost: 0, origin: '' });
}

function put(draft: Draft, phrase: string, entry: Entry): void {
  const key = toKey(phrase);
  if (key === '') return;
  const list = draft.get(key) ?? [];
  const same = list.findIndex((other) => identity(other) === identity(entry));
  if (same < 0) list.push(entry);
  else if ((list[same]?.cost ?? 0) > entry.cost) list[same] = entry;
  draft.set(key, list);
}

function putVariants(draft: Draft, words: readonly string[], entry: Entry): void {
  words.forEach((word, i) => {
    for (const other of alike(word)) {
      put(draft, [...words.slice(0, i), other, ...words.slice(i + 1)].join(' '), {
        ...entry,
        cost: entry.cost + 0.45,
        origin: 'thesaurus',
      });
    }
  });
}

/** Words of a table's name that belong to no other table. */
function ownWords(table: Table, schema: Schema): readonly string[] {
  const others = new Set(
    [...schema.tables.values()]
      .filter((other) => other !== table)
      .flatMap((other) => [...other.words, ...nameWords(other.singular)]),
  );
  return table.words.filter((word) => !others.has(word) && word.length > 2);
}

const VAGUE = new Set([
  'table',
  'data',
  'info',
  'information',
  'list',
  'main',
  'record',
  'history',
  'detail',
  'map',
  'mapping',
  'log',
  'daily',
  'type',
  'date',
  'time',
  'user',
  'status',
]);

function addTable(draft: Draft, table: Table, schema: Schema): void {
  const entry = (cost: number, origin: Origin): Entry => ({ kind: 'table', table: table.name, cost, origin });
  put(draft, table.singular, entry(0, 'name'));
  put(draft, table.plural, entry(0, 'name'));
  put(draft, table.words.join(' '), entry(0, 'name'));
  for (const synonym of table.synonyms) put(draft, synonym, entry(0.1, 'synonym'));
  putVariants(draft, nameWords(table.singular), entry(0.1, 'name'));
  const own = ownWords(table, schema);
  table.words.forEach((word, i) => {
    if (!own.includes(word) || VAGUE.has(word) || table.words.length < 2) return;
    const isHead = i === table.words.length - 1;
    put(draft, word, entry(isHead ? 0.15 : 0.5, 'part'));
    if (isHead) putVariants(draft, [word], entry(0.3, 'part'));
  });
  const head = table.singular.split(' ').at(-1);
  if (head !== undefined && own.includes(head)) put(draft, head, entry(0.15, 'part'));
}

/** Words that count or add up rather than name: "number of loans" is no account number. */
const COUNTING = new Set(['number', 'count', 'total', 'average', 'sum']);

/** A part of a column's name that is itself the name of a dataset means the dataset: "customer" is not customer_since. */
function namesTable(schema: Schema, part: readonly string[]): boolean {
  const phrase = part.join(' ');
  return [...schema.tables.values()].some(
    (table) => table.words.join(' ') === phrase || nameWords(table.singular).join(' ') === phrase,
  );
}

function addColumnName(draft: Draft, table: Table, col: Col, schema: Schema): void {
  const entry = (cost: number, origin: Origin): Entry => ({
    kind: 'column',
    table: table.name,
    column: col.name,
    cost,
    origin,
  });
  const words = col.words;
  put(draft, words.join(' '), entry(0, 'name'));
  put(draft, col.name.replace(/_/g, ' '), entry(0, 'name'));
  for (const synonym of col.source.synonyms) put(draft, synonym, entry(0.1, 'synonym'));
  // Another word for a name of one word is as near as the last word of a longer name ("value": amount, or collateral value?).
  putVariants(draft, words, entry(words.length === 1 ? -0.05 : 0.1, 'name'));
  for (let at = 1; at < words.length; at += 1)
    put(draft, [...words.slice(0, at), table.singular, ...words.slice(at)].join(' '), entry(0.1, 'name'));
  const tableWords = new Set([...table.words, ...nameWords(table.singular)]);
  if (col.role === 'key') {
    if (words.length > 1) put(draft, words.at(-1) ?? '', entry(0.5, 'part'));
    return;
  }
  if (col.source.class === 'free_text') return;
  const bare = words.filter((word) => !tableWords.has(word));
  if (bare.length > 0 && bare.length < words.length) {
    put(draft, bare.join(' '), entry(0.1, 'part'));
    putVariants(draft, bare, entry(0.25, 'part'));
  }
  for (let from = 0; from < words.length; from += 1) {
    for (let to = from + 1; to <= words.length; to += 1) {
      if (to - from === words.length) continue;
      const part = words.slice(from, to);
      if (part.length === 1 && ((part[0]?.length ?? 0) < 3 || COUNTING.has(part[0] ?? ''))) continue;
      if (part.length === 1 && tableWords.has(part[0] ?? '') && !(to === words.length)) continue;
      if (namesTable(schema, part)) continue;
      const isHead = to === words.length;
      if (part.length === 1 && col.role === 'date') putVariants(draft, part, entry(0.2, 'part'));
      const isEvent = col.role === 'date' && from === 0 && /^(date|at|on|time|dt)$/.test(words.slice(to).join(' '));
      put(draft, part.join(' '), entry(isEvent ? 0.1 : isHead ? 0.35 : 0.55, 'part'));
    }
  }
  if ((words.length > 1 && words[0] === 'is') || words[0] === 'has')
    put(draft, words.slice(1).join(' '), entry(0.1, 'part'));
}

/** Codes of countries and blocs as people write them out. */
const CODES: Readonly<Record<string, readonly string[]>> = {
  us: ['united states', 'usa', 'america', 'united states of america', 'u.s.', 'u.s', 'american'],
  eu: ['european union', 'europe', 'e.u.', 'european'],
  uk: ['united kingdom', 'great britain', 'britain', 'british', 'u.k.'],
  gb: ['united kingdom', 'great britain', 'uk', 'britain'],
  usa: ['united states', 'us', 'america'],
  de: ['germany', 'german'],
  fr: ['france', 'french'],
  es: ['spain'],
  it: ['italy'],
  ch: ['switzerland'],
  jp: ['japan'],
  cn: ['china'],
  ca: ['canada', 'california'],
  au: ['australia'],
  in: ['india'],
  br: ['brazil'],
  nl: ['netherlands'],
  usd: ['us dollar', 'dollar'],
  eur: ['euro'],
  gbp: ['pound sterling', 'sterling', 'british pound', 'pound'],
  chf: ['swiss franc'],
  jpy: ['yen'],
  ...US_STATES,
  m: ['male', 'man'],
  f: ['female', 'woman'],
};

function addValues(draft: Draft, table: Table, col: Col): void {
  if (col.kind === 'number' && col.role !== 'dimension') return;
  for (const { value, label, synonyms } of col.source.values ?? []) {
    if (value === '') continue;
    const entry = (cost: number): Entry => ({
      kind: 'value',
      table: table.name,
      column: col.name,
      value,
      cost,
      origin: 'value',
    });
    put(draft, value, entry(0));
    if (/[a-z][A-Z]/.test(value)) put(draft, value.replace(/([a-z])([A-Z])/g, '$1 $2'), entry(0.1));
    if (label !== undefined) put(draft, label, entry(0));
    for (const synonym of synonyms ?? []) put(draft, synonym, entry(0.1));
    for (const name of CODES[value.toLowerCase()] ?? []) if (col.kind === 'text') put(draft, name, entry(0.2));
  }
}

const OPPOSITES: Readonly<Record<string, string>> = {
  active: 'inactive',
  verified: 'unverified',
  paid: 'unpaid',
  read: 'unread',
  valid: 'invalid',
  complete: 'incomplete',
  resolved: 'unresolved',
  approved: 'unapproved',
  insured: 'uninsured',
  employed: 'unemployed',
};

function addFlag(draft: Draft, table: Table, col: Col): void {
  if (col.role !== 'flag') return;
  const words = col.words.filter((word) => !['is', 'has', 'was', 'flag', 'indicator'].includes(word));
  const entry = (truth: boolean, cost: number): Entry => ({
    kind: 'flag',
    table: table.name,
    column: col.name,
    truth,
    cost,
    origin: 'name',
  });
  const phrases = [words.join(' '), ...col.source.synonyms];
  for (const phrase of phrases) {
    put(draft, phrase, entry(true, 0.1));
    const opposite = OPPOSITES[phrase];
    if (opposite !== undefined) put(draft, opposite, entry(false, 0.15));
  }
}

function addColumn(draft: Draft, table: Table, col: Col, schema: Schema): void {
  addColumnName(draft, table, col, schema);
  addValues(draft, table, col);
  addFlag(draft, table, col);
  for (const [word, dir] of Object.entries(col.source.adjectives ?? {})) {
    put(draft, word, { kind: 'adjective', table: table.name, column: col.name, dir, cost: 0, origin: 'synonym' });
  }
}

function addStems(draft: Draft, table: Table, schema: Schema): void {
  for (const col of table.cols) {
    const words = [...col.words, ...col.source.synonyms.flatMap((synonym) => nameWords(synonym))];
    for (const word of words) {
      if (
        word.length < 4 ||
        namesTable(schema, [word]) ||
        (col.role === 'key' && (col.kind !== 'text' || words.length > 1)) ||
        !(col.role === 'date' || col.kind === 'text' || col.kind === 'number')
      )
        continue;
      const list = draft.get(stem(word)) ?? [];
      const entry: Entry = {
        kind: 'column',
        table: table.name,
        column: col.name,
        cost: col.role === 'date' ? 0.2 : 0.7,
        origin: 'stem',
      };
      if (!list.some((other) => identity(other) === identity(entry))) draft.set(stem(word), [...list, entry]);
    }
  }
}

function addVerb(verbs: Draft, table: Table): void {
  const head = nameWords(table.singular).at(-1) ?? '';
  if (head.length < 4) return;
  const entry: Entry = { kind: 'table', table: table.name, cost: 0.15, origin: 'stem' };
  verbs.set(stem(head), [...(verbs.get(stem(head)) ?? []), entry]);
}

/** Compiles everything the asker may speak of. Cost 0 is the published name; dearer links are looser. */
export function compile(slice: PlannerSlice): Compiled {
  const schema = toSchema(slice);
  const draft: Draft = new Map();
  const stems: Draft = new Map();
  const verbs: Draft = new Map();
  for (const table of schema.tables.values()) {
    addTable(draft, table, schema);
    for (const col of table.cols) addColumn(draft, table, col, schema);
    for (const term of table.terms)
      put(draft, term.phrase, { kind: 'term', table: table.name, term, cost: 0, origin: 'name' });
    addStems(stems, table, schema);
    addVerb(verbs, table);
  }
  const vocabulary = [...new Set([...draft.keys()].flatMap((key) => key.split(' ')))]
    .filter((word) => word.length >= 4)
    .sort();
  const longest = Math.max(1, ...[...draft.keys()].map((key) => key.split(' ').length));
  return { schema, phrases: draft, stems, verbs, vocabulary, longest: Math.min(longest, 8) };
}
