import { ALLOWED_PSEUDO, ALLOWED_TYPES } from '../allow/types.ts';
import { FUNCTIONS } from '../generated/functions.gen.ts';
import { matching, selectCandidate } from './candidates.ts';
import { bindPolymorphic, type Resolved } from './coercion.ts';
import { isIn, type FunctionRow, type Major } from './rows.ts';
import { arrayOf, elementOf, UNKNOWN, type TypeName } from './types.ts';

export type FoundFunction = Resolved & {
  readonly row: FunctionRow;
  /** The declared position of each given argument: named ones may come in any order. */
  readonly places: readonly number[];
};
export type Given = {
  readonly name: string;
  readonly types: readonly TypeName[];
  /** Names of trailing named arguments, in order. */
  readonly named: readonly string[];
  readonly variadic: boolean;
  /** How many of the types stand behind WITHIN GROUP. */
  readonly ordered: number;
};
type Candidate = {
  readonly args: readonly TypeName[];
  readonly row: FunctionRow;
  readonly expanded: boolean;
  readonly places: readonly number[];
};

const BY_NAME: ReadonlyMap<string, readonly FunctionRow[]> = Map.groupBy(
  FUNCTIONS as readonly FunctionRow[],
  (row) => row.name,
);
const found = new Map<string, FoundFunction | null>();

/** The overload PostgreSQL would choose (`func_get_detail`), if its types are on the list; undefined otherwise. */
export function findFunction(given: Given, major: Major): FoundFunction | undefined {
  const key = `${major}/${given.name}/${given.types.join(',')}/${given.named.join(',')}/${given.variadic}/${given.ordered}`;
  let answer = found.get(key);
  if (answer === undefined) {
    answer = search(given, major) ?? null;
    if (found.size > 20_000) found.clear();
    found.set(key, answer);
  }
  return answer ?? undefined;
}

function search(given: Given, major: Major): FoundFunction | undefined {
  const rows = (BY_NAME.get(given.name) ?? []).filter((row) => isIn(row, major));
  const candidates = rows.flatMap((row) => candidate(row, given));
  const exact = candidates.find(({ args }) => args.every((type, index) => type === given.types[index]));
  const chosen = exact ?? choose(candidates, given.types);
  if (!chosen || chosen.row.volatile === 'v' || !isOnList(chosen.row)) return undefined;
  const bound = bindPolymorphic(chosen.args, given.types, chosen.row.result);
  return bound && { ...bound, declared: chosen.args, row: chosen.row, places: chosen.places };
}

function choose(candidates: readonly Candidate[], types: readonly TypeName[]): Candidate | undefined {
  const matches = matching(candidates, types);
  if (matches.length <= 1) return matches[0];
  const plain = matches.filter((match) => !match.expanded);
  return selectCandidate(plain.length > 0 && plain.length < matches.length ? preferPlain(matches) : matches, types);
}

/** Of two candidates with the same types the one without a variadic expansion wins. */
function preferPlain(matches: readonly Candidate[]): Candidate[] {
  return matches.filter(
    (match) => !match.expanded || !matches.some((other) => !other.expanded && other.args.join() === match.args.join()),
  );
}

function candidate(row: FunctionRow, given: Given): Candidate[] {
  const count = given.types.length;
  if (given.named.length > 0) return namedCandidate(row, given);
  if (row.variadic !== undefined && !given.variadic && count >= row.args.length) {
    const fixed = row.args.slice(0, -1);
    return [
      {
        row,
        expanded: true,
        places: given.types.map((_, index) => index),
        args: [...fixed, ...Array.from({ length: count - fixed.length }, () => row.variadic ?? UNKNOWN)],
      },
    ];
  }
  if (count > row.args.length || count < row.args.length - (row.defaults ?? 0)) return [];
  if (given.variadic && !takesList(row, given.types.at(-1))) return [];
  return [{ row, expanded: false, args: row.args.slice(0, count), places: given.types.map((_, index) => index) }];
}

/** `VARIADIC x`: also of "any", it must be an array. */
const takesList = (row: FunctionRow, last: TypeName = UNKNOWN): boolean =>
  row.variadic !== undefined && (row.variadic !== 'any' || elementOf(last) !== undefined);

/** `make_interval(days => 3)`: every named argument must exist, the others have defaults. */
function namedCandidate(row: FunctionRow, given: Given): Candidate[] {
  const positional = given.types.length - given.named.length;
  const indexes = given.named.map((name) => row.names?.indexOf(name) ?? -1);
  if (indexes.some((index) => index < positional) || new Set(indexes).size !== indexes.length) return [];
  const required = row.args.length - (row.defaults ?? 0);
  const places = [...Array(positional).keys(), ...indexes];
  for (let index = 0; index < required; index += 1) if (!places.includes(index)) return [];
  return [{ row, expanded: false, args: places.map((index) => row.args[index] ?? UNKNOWN), places }];
}

function isOnList(row: FunctionRow): boolean {
  const types = [
    ...row.args,
    row.result,
    ...(row.variadic === undefined ? [] : [row.variadic]),
    ...(row.out ?? []).map(([, type]) => type ?? ''),
  ];
  return types.every(
    (type) => ALLOWED_TYPES.has(type) || ALLOWED_PSEUDO.has(type) || (arrayOf(type) === undefined && type === '_any'),
  );
}
