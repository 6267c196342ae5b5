import type { Edge } from './chart.ts';
import type { Schema, Table } from './lexicon/table.ts';
import type { Token } from './tokens.ts';
import type { ReadToken } from './types.ts';

/** Samples tried before none is offered. */
const MOST_SAMPLES = 4;
const PLACE: Readonly<Record<string, number>> = { linked: 0, politeness: 1, operator: 2, relation: 3 };

/** The leaf that says most of a word: a link, else the longest phrase it is part of. */
function leafOf(leaves: readonly Edge[], at: number): Edge | undefined {
  const place = (edge: Edge): number => PLACE[edge.became?.state ?? ''] ?? 9;
  return leaves
    .filter((edge) => edge.i <= at && at < edge.j && edge.became !== undefined)
    .toSorted((a, b) => place(a) - place(b) || b.j - b.i - (a.j - a.i) || a.cost - b.cost)[0];
}

/** What each word became. */
export function toTokens(
  tokens: readonly Token[],
  leaves: readonly Edge[],
  unknown: ReadonlySet<number>,
): readonly ReadToken[] {
  return tokens.map(({ text }, i) => {
    const became = leafOf(leaves, i)?.became;
    if (unknown.has(i) || became === undefined) return { text, became: null, state: 'unknown' };
    return { text, became: became.text === '' ? null : became.text, state: became.state };
  });
}

/** The datasets that the words speak of: those named, else those whose columns and values are. */
function spokenOf(leaves: readonly Edge[]): readonly string[] {
  const named = leaves.filter(({ cat }) => cat === 'E').toSorted((a, b) => a.cost - b.cost);
  const held = leaves.filter(({ cat }) => /^[CV]$/.test(cat)).flatMap(({ sem }) => sem as readonly { table: string }[]);
  return [...new Set([...named.map(({ sem }) => (sem as { table: string }).table), ...held.map(({ table }) => table)])];
}

/** What to say where the words are known and no reading is: what was understood, and a question that can be answered. */
export function lost(
  schema: Schema,
  read: readonly ReadToken[],
  leaves: readonly Edge[],
  isReadable: (question: string) => boolean,
): string {
  const tables = spokenOf(leaves);
  const known = [...new Set(read.filter(({ state }) => state === 'linked').map(({ text }) => `"${text}"`))];
  const asked: readonly (Table | undefined)[] =
    tables.length > 0 ? tables.map((name) => schema.tables.get(name)) : [...schema.tables.values()];
  const samples = asked.flatMap((table) => table?.samples ?? []).slice(0, MOST_SAMPLES);
  const sample = samples.find((one) => isReadable(one));
  const advice = sample === undefined ? '' : ` A question that can be answered: "${sample}"`;
  return known.length === 0
    ? `The words name nothing that there is data about.${advice}`
    : `The words are known (${known.slice(0, 5).join(', ')}), but not what is asked of them.${advice}`;
}
