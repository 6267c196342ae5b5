/** A result as text: `null` is NULL, numbers already canonical (see `toCell`). */
export type Result = { readonly columns: number; readonly rows: readonly (readonly (string | null)[])[] };

/** int8, int2, int4, oid, float4, float8, money-free numeric. */
const NUMBERS = new Set([20, 21, 23, 26, 700, 701, 1700]);

/** PostgreSQL's text of a value as it is compared: numbers rounded to six decimals, everything else as it stands. */
export function toCell(text: string | null, typeOid: number): string | null {
  if (text === null || !NUMBERS.has(typeOid) || /^-?\d+$/.test(text)) return text;
  const number = Number(text);
  if (!Number.isFinite(number)) return text;
  const rounded = number.toFixed(6).replace(/\.?0+$/, '');
  return rounded === '-0' ? '0' : rounded;
}

/** Equal if some one-to-one matching of the columns makes the rows equal: in order, or as a multiset. */
export function isSameResult(gold: Result, answer: Result, ordered: boolean): boolean {
  if (gold.columns !== answer.columns || gold.rows.length !== answer.rows.length) return false;
  return hasMatching(gold, answer, (rows) => (ordered ? rows : rows.toSorted()));
}

/** Weaker: every gold column is found among the answer's, and the sets of rows are equal then; duplicates do not count. */
export function hasSameRows(gold: Result, answer: Result): boolean {
  if (gold.columns > answer.columns) return false;
  return hasMatching(gold, answer, (rows) => [...new Set(rows)].toSorted());
}

type Digest = (rows: string[]) => string[];

/** Searches an injective map gold column → answer column under which the digests of the rows agree. */
function hasMatching(gold: Result, answer: Result, digest: Digest): boolean {
  const isEqual = (left: string[], right: string[]) => {
    const [a, b] = [digest(left), digest(right)];
    return a.length === b.length && a.every((row, index) => row === b[index]);
  };
  const candidates = Array.from({ length: gold.columns }, (_, column) => {
    const wanted = project(gold, [column]);
    return Array.from({ length: answer.columns }, (_none, other) => other).filter((other) =>
      isEqual(wanted, project(answer, [other])),
    );
  });
  const extend = (chosen: readonly number[]): boolean => {
    if (chosen.length === gold.columns) return isEqual(project(gold, chosen.keys()), project(answer, chosen));
    return (candidates[chosen.length] ?? []).some((other) => {
      if (chosen.includes(other)) return false;
      const next = [...chosen, other];
      // A partial matching that already differs cannot be completed.
      return isEqual(project(gold, next.keys()), project(answer, next)) && extend(next);
    });
  };
  return extend([]);
}

function project(result: Result, columns: Iterable<number>): string[] {
  const wanted = [...columns];
  return result.rows.map((row) => JSON.stringify(wanted.map((column) => row[column] ?? null)));
}
