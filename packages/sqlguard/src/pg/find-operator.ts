import { OPERATORS } from '../generated/operators.gen.ts';
import { matching, selectCandidate } from './candidates.ts';
import { bindPolymorphic, type Resolved } from './coercion.ts';
import { isIn, type Major, type OperatorRow } from './rows.ts';
import { UNKNOWN, type TypeName } from './types.ts';

type Candidate = { readonly args: readonly TypeName[]; readonly row: OperatorRow };
const BY_NAME: ReadonlyMap<string, readonly Candidate[]> = Map.groupBy(
  (OPERATORS as readonly OperatorRow[]).map((row) => ({
    args: row.left === '' ? [row.right] : [row.left, row.right],
    row,
  })),
  ({ row, args }) => `${row.name}/${args.length}`,
);

const found = new Map<string, Resolved | null>();

/** The operator that PostgreSQL would choose for these operand types (parse_oper.c), with the operand types it then has. */
export function findOperator(name: string, given: readonly TypeName[], major: Major): Resolved | undefined {
  const key = `${major}${name} ${given[0]} ${given[1]}`;
  let answer = found.get(key);
  if (answer === undefined) {
    answer = search(name, given, major) ?? null;
    if (found.size > 20_000) found.clear();
    found.set(key, answer);
  }
  return answer ?? undefined;
}

function search(name: string, given: readonly TypeName[], major: Major): Resolved | undefined {
  const candidates = (BY_NAME.get(`${name}/${given.length}`) ?? []).filter(({ row }) => isIn(row, major));
  const assumed = given.map((type, index) => (type === UNKNOWN ? (given[1 - index] ?? UNKNOWN) : type));
  const exact = assumed.includes(UNKNOWN)
    ? undefined
    : candidates.find(({ args }) => args.every((type, index) => type === assumed[index]));
  const chosen = exact ?? choose(candidates, given);
  if (!chosen || chosen.row.volatile === 'v') return undefined;
  const bound = bindPolymorphic(chosen.args, given, chosen.row.result);
  return bound && { ...bound, declared: chosen.args };
}

function choose(candidates: readonly Candidate[], given: readonly TypeName[]): Candidate | undefined {
  const matches = matching(candidates, given);
  return matches.length === 1 ? matches[0] : selectCandidate(matches, given);
}
