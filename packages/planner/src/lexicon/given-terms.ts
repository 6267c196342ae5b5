import type { Term } from '@aureus/contract';
import type { Compiled, Entry } from './lexicon.ts';
import { toKey } from './lexicon.ts';
import { nameWords } from './naming.ts';
import type { Col } from './table.ts';

const DEFINITION =
  /^["'“]?(.+?)["'”]?\s+(?:refers?\s+to|means?|stands?\s+for|is\s+defined\s+as|are\s+those\s+with|is\s+when|is)\s+(?:that\s+)?(.+)$/i;
const CONDITION =
  /^"?([\p{L}_][\p{L}\p{N}_. ]*?)"?\s*(<=|>=|<>|!=|=|<|>)\s*(?:'([^']*)'|"([^"]*)"|(-?\d+(?:\.\d+)?)|(true|false))\s*$/iu;

/** What was given along with a question: terms it defines, and clauses that speak of the question's words unread. */
export type Given = { readonly compiled: Compiled; readonly unread: readonly string[] };

function columnsNamed(compiled: Compiled, text: string): readonly Col[] {
  const [table, column] = text.includes('.') ? text.split('.') : [null, text];
  const words = nameWords(column ?? '').join(' ');
  return [...compiled.schema.tables.values()]
    .filter((owner) => table === null || owner.name === table?.trim())
    .flatMap((owner) => owner.cols.filter((col) => col.name === column?.trim() || col.words.join(' ') === words));
}

function readClause(compiled: Compiled, clause: string): readonly { readonly table: string; readonly term: Term }[] {
  const [, phrase, definition] = DEFINITION.exec(clause.trim()) ?? [];
  const [, column, operator, single, double, figure, truth] = CONDITION.exec(definition ?? '') ?? [];
  if (phrase === undefined || column === undefined || operator === undefined) return [];
  const value = single ?? double ?? (figure !== undefined ? Number(figure) : truth?.toLowerCase() === 'true');
  const op = (operator === '!=' ? '<>' : operator) as Term['operator'];
  return columnsNamed(compiled, column).map((col) => ({
    table: col.table,
    term: { phrase, column: col.name, operator: op, value },
  }));
}

const SMALL =
  /^(the|and|with|that|this|from|for|use|using|when|where|which|should|would|must|always|each|there|are|is|of|in|to|a|an)$/;

function speaksOf(clause: string, question: string): boolean {
  const asked = new Set(
    toKey(question)
      .split(' ')
      .filter((word) => word.length > 3 && !SMALL.test(word)),
  );
  return toKey(clause)
    .split(' ')
    .some((word) => asked.has(word));
}

/**
 * Adds the terms that a question's context defines ("a big order means amount > 500") to the lexicon. A clause that
 * speaks of the question's words and is not understood is told: answering past it would answer something else.
 */
export function withGiven(compiled: Compiled, context: string, question: string): Given {
  const phrases = new Map(compiled.phrases);
  const unread: string[] = [];
  for (const clause of context.split(/[;\n]|\.(?:\s|$)/).filter((part) => part.trim() !== '')) {
    const terms = readClause(compiled, clause);
    for (const { table, term } of terms) {
      const entry: Entry = { kind: 'term', table, term, cost: 0, origin: 'name' };
      phrases.set(toKey(term.phrase), [
        entry,
        ...(phrases.get(toKey(term.phrase)) ?? []).filter(({ kind }) => kind === 'term'),
      ]);
    }
    if (terms.length === 0 && speaksOf(clause, question)) unread.push(clause.trim());
  }
  return { compiled: { ...compiled, phrases }, unread };
}
