/** A cell as the server wrote it: numbers stay the digits they came as, so no float ever stands between the bank and the eye. */
export type ExactCell = string | boolean | null | { readonly digits: string };
export type ExactRow = Readonly<Record<string, ExactCell>>;

type Reviver = (key: string, value: unknown, context?: { source?: string }) => unknown;

/**
 * Parses a reply whose `results` are rows. The envelope is ordinary JSON; in the rows each number is kept as its
 * source text (`context.source` of the JSON.parse source text access proposal; where a browser lacks it, the
 * shortest form, which is the same number since the server prints at most 15 digits as a JSON number).
 */
export function parseExact<T extends { results: unknown }>(
  text: string,
): Omit<T, 'results'> & { results: ExactRow[] | null } {
  const envelope = JSON.parse(text) as T;
  if (!Array.isArray(envelope.results)) return { ...envelope, results: null };
  const keepDigits: Reviver = (_key, value, context) =>
    typeof value === 'number' ? { digits: context?.source ?? String(value) } : value;
  const parse = JSON.parse as (text: string, reviver: Reviver) => T;
  return { ...envelope, results: parse(text, keepDigits).results as ExactRow[] };
}
