import type { Term } from '@aureus/contract';
import type { DateRead } from '../dates.ts';
import type { WordClass } from '../word-classes.ts';
import type { EntitySet, Measure, Meaning, Op, Pred, Show } from '../meaning.ts';
import type { NumberRead } from '../numbers.ts';
import type { Rule } from '../chart.ts';

/** A column the words may mean; the place it is used in decides. */
export type ColCand = { readonly table: string; readonly column: string; readonly cost: number };
export type ValCand = {
  readonly table: string;
  readonly column: string;
  readonly value: string | boolean;
  readonly cost: number;
  /** Said in the plural, as nouns are: "forwards". */
  readonly plural?: boolean;
  /** Said with the word of its column: "status open". */
  readonly told?: boolean;
};
export type AdjCand = { readonly table: string; readonly column: string; readonly dir: 'asc' | 'desc' };

/** Which of two keys to one parent is meant. */
export type Role = 'from' | 'onto';

/** A condition that has not met its entity yet. */
export type Pending =
  | {
      readonly k: 'value';
      readonly cands: readonly ValCand[];
      readonly negated: boolean;
      readonly near?: boolean;
      readonly role?: Role;
      /** Said of something else than the thing itself: never its own name. */
      readonly other?: boolean;
      /** "named X": its own name and nothing else. */
      readonly self?: boolean;
    }
  /** `adj`: of the column that an adjective measures ("older than"). */
  | {
      readonly k: 'cmp';
      readonly cols: readonly ColCand[] | null;
      readonly op: Op;
      readonly num: NumberRead;
      readonly adj?: string;
    }
  | {
      readonly k: 'between';
      readonly cols: readonly ColCand[] | null;
      readonly low: NumberRead;
      readonly high: NumberRead;
    }
  /** `isSaid`: a verb says what happened then ("opened in 2024"). */
  | { readonly k: 'date'; readonly cols: readonly ColCand[] | null; readonly date: DateRead; readonly isSaid?: true }
  | {
      readonly k: 'rel';
      readonly set: EntitySet;
      readonly negated: boolean;
      readonly up?: boolean;
      readonly role?: Role;
      readonly finite?: boolean;
    }
  | { readonly k: 'count'; readonly set: EntitySet; readonly op: Op; readonly n: number; readonly finite?: boolean }
  | {
      readonly k: 'term';
      readonly table: string;
      readonly term: Term;
      readonly negated: boolean;
      readonly near?: boolean;
    }
  | { readonly k: 'null'; readonly cols: readonly ColCand[]; readonly negated: boolean }
  | {
      readonly k: 'text';
      readonly cols: readonly ColCand[] | null;
      readonly how: 'is' | 'contains' | 'starts' | 'ends';
      readonly text: string;
      readonly negated: boolean;
    }
  | { readonly k: 'columns'; readonly left: readonly ColCand[]; readonly op: Op; readonly right: readonly ColCand[] }
  | {
      readonly k: 'scalar';
      readonly cols: readonly ColCand[] | null;
      readonly op: Op;
      readonly fn: 'avg' | 'max' | 'min' | 'median';
      readonly table?: string;
    }
  | {
      readonly k: 'best';
      readonly by: By;
      readonly dir: 'asc' | 'desc';
      readonly n: number | null;
      readonly finite?: boolean;
    }
  | { readonly k: 'total'; readonly measure: Measure; readonly op: Op; readonly num: NumberRead }
  | { readonly k: 'any'; readonly parts: readonly Pending[]; readonly each: boolean; readonly contrast?: boolean }
  | { readonly k: 'all'; readonly parts: readonly Pending[] }
  /** Conditions that are already those of a row of this table. */
  | { readonly k: 'own'; readonly table: string; readonly preds: readonly Pred[] }
  /** "in Paris" where no list of values holds the name. */
  | { readonly k: 'place'; readonly text: string }
  | { readonly k: 'not'; readonly part: Pending };

/** What a superlative orders by. */
export type By =
  /** `each`: said of single rows ("the highest balance"), not of a ranking ("by balance"). */
  | { readonly b: 'cols'; readonly cols: readonly ColCand[]; readonly each?: boolean }
  | { readonly b: 'measure'; readonly measure: Measure }
  | { readonly b: 'default'; readonly word: string };

/** `named`: spoken of by a name alone ("Texas"), without the word for what it is. */
export type SetSem = {
  readonly set: EntitySet;
  readonly notes: readonly string[];
  readonly named?: boolean;
  readonly finite?: boolean;
  /** Said in the plural, or in the singular; unknown once there are conditions. */
  readonly plural?: boolean;
};
export type ShowSem = {
  readonly set: EntitySet;
  readonly notes: readonly string[];
  readonly show: readonly Show[];
  readonly mode: 'only' | 'add';
};
export type MeasureSem = { readonly measure: Measure; readonly notes: readonly string[] };
/** A column as a thing to ask about: "which region". */
export type GroupSem =
  | { readonly g: 'cols'; readonly cols: readonly ColCand[] }
  | { readonly g: 'entity'; readonly set: EntitySet }
  | {
      readonly g: 'time';
      readonly cols?: readonly ColCand[];
      readonly grain: 'day' | 'week' | 'month' | 'quarter' | 'year';
    };
export type TallySem = Extract<Meaning['query'], { kind: 'group' }>;

export type Sems = { readonly [W in WordClass]: string } & {
  readonly E: { readonly table: string; readonly plural?: boolean };
  /** The verb of a dataset's noun: "ordered" of orders. */
  readonly Ev: { readonly table: string };
  readonly C: readonly ColCand[];
  readonly V: readonly ValCand[];
  readonly T: { readonly table: string; readonly term: Term };
  readonly A: readonly AdjCand[];
  readonly Num: NumberRead;
  readonly Date: DateRead;
  readonly Lit: string;
  /** Digits that may name something: an account number, a postcode. */
  readonly Code: string;
  readonly Cols: readonly (readonly ColCand[])[];
  readonly Vals: Pending;
  readonly N: SetSem;
  readonly P: Pending;
  readonly S: ShowSem;
  readonly M: MeasureSem;
  /** A highest or lowest figure: an answer by itself, never something shown of each row. */
  readonly X: MeasureSem;
  readonly Ms: readonly MeasureSem[];
  readonly G: readonly GroupSem[];
  readonly Tally: { readonly query: TallySem; readonly notes: readonly string[] };
  /** Values of a column, ranked: "the 3 regions with the most branches". */
  readonly R: Meaning;
  readonly Q: Meaning;
};

export type Cat = keyof Sems;
/** Each result carried on by a further step; costs add up. */
export function chain<A, B>(
  results: readonly Result<A>[],
  next: (sem: A) => readonly Result<B>[],
): readonly Result<B>[] {
  return results.flatMap((one) =>
    next(one.sem).map((out) => ({ sem: out.sem, cost: (one.cost ?? 0) + (out.cost ?? 0) })),
  );
}

/** Words that carry something the rule needs; the others only have to be there and are not handed on. */
export type Telling =
  | 'cmp'
  | 'agg'
  | 'sup'
  | 'top'
  | 'most'
  | 'desc'
  | 'or_more'
  | 'unit'
  | 'share'
  | 'null'
  | 'like'
  | 'adj'
  | 'sign'
  | 'every'
  | 'common'
  | 'span'
  | 'cmpof'
  | 'more'
  | 'later';
const TELLING: ReadonlySet<string> = new Set<Telling>([
  'cmp',
  'agg',
  'sup',
  'top',
  'most',
  'desc',
  'or_more',
  'unit',
  'share',
  'null',
  'like',
  'adj',
  'sign',
  'every',
  'common',
  'span',
  'cmpof',
  'more',
  'later',
]);

type Bare<S extends string> = S extends `${infer B}?` ? B : S;
type SemOf<S extends string, B = Bare<S>> = B extends Cat ? (S extends `${string}?` ? Sems[B] | null : Sems[B]) : never;
type IsTold<S extends string, B = Bare<S>> = B extends Telling ? true : B extends WordClass ? false : true;
/** What the action of a rule is handed: the meanings of its symbols, without the words that only have to be there. */
export type SemsOf<R extends readonly string[]> = R extends readonly [
  infer H extends string,
  ...infer T extends readonly string[],
]
  ? IsTold<H> extends true
    ? readonly [SemOf<H>, ...SemsOf<T>]
    : SemsOf<T>
  : readonly [];
export type Sym = Cat | `${Cat}?`;
export type Result<T> = { readonly sem: T; readonly cost?: number };

function isTold(symbol: string): boolean {
  const bare = symbol.replace('?', '');
  return TELLING.has(bare) || /^[A-Z]/.test(bare);
}

/** A sentence of the grammar; `X?` may be left out and is then null. Written once, expanded to all its forms. */
export function rule<L extends Cat, const R extends readonly Sym[]>(
  lhs: L,
  rhs: R,
  act: (...sems: SemsOf<R>) => readonly Result<Sems[L]>[],
  cost = 0,
): readonly Rule[] {
  const forms: (readonly boolean[])[] = [[]];
  for (const symbol of rhs) {
    const options = symbol.endsWith('?') ? [true, false] : [true];
    forms.splice(0, forms.length, ...forms.flatMap((form) => options.map((keep) => [...form, keep])));
  }
  return forms
    .filter((form) => form.some(Boolean))
    .map((form) => ({
      lhs,
      cost,
      rhs: rhs.filter((_, i) => form[i]).map((symbol) => symbol.replace('?', '')),
      act: (sems: readonly unknown[]) => {
        let at = 0;
        const full = form.map((keep) => (keep ? sems[at++] : null)).filter((_, i) => isTold(rhs[i] ?? ''));
        return (act as (...all: readonly unknown[]) => readonly Result<Sems[L]>[])(...full).map((out) => ({
          sem: out.sem,
          cost: out.cost ?? 0,
        }));
      },
    }));
}

/** A single reading. */
export const one = <T>(sem: T, cost = 0): readonly Result<T>[] => [{ sem, cost }];
