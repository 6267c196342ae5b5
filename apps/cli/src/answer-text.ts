import type { QueryView, ResultColumn, ResultRow } from '@aureus/contract';
import { plain, plainLines } from './terminal-text.ts';
import { toTable } from './table.ts';

/** How many rows are printed of an answer, unless all are asked for. */
const SHOWN = 50;

export type Answered = { readonly query: QueryView; readonly rows: readonly ResultRow[]; readonly all: boolean };

/** An answer as a person reads it: the reading, the table, what was withheld, the SQL, the proof. */
export function toAnswerText(answered: Answered): string {
  const { query } = answered;
  const parts = [
    query.reading === null ? '' : plainLines(query.reading),
    query.assumptions.map((assumption) => `Assumed: ${plain(assumption)}`).join('\n'),
    toRowsText(answered),
    toLimitsText(query),
    query.executed_sql === null ? '' : `SQL\n${indent(plainLines(query.executed_sql))}`,
    toProofLine(query),
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

function toRowsText({ query, rows, all }: Answered): string {
  const total = query.row_count ?? rows.length;
  if (total === 0) return 'No rows: the question was answered, and nothing fits it.';
  const shown = all ? rows : rows.slice(0, SHOWN);
  const columns = query.columns.map((column) => ({ header: headerOf(column), align: alignOf(column, shown) }));
  const table = toTable(
    columns,
    shown.map((row) => query.columns.map((column) => toCell(row[column.name], column))),
  );
  return [table, toCountLine(query, shown.length, total)].filter((line) => line !== '').join('\n');
}

function toCountLine({ truncated }: QueryView, shown: number, total: number): string {
  const rows = `${total} ${total === 1 ? 'row' : 'rows'}`;
  const cut = truncated ? ', cut off at the limit: there are more in the bank' : '';
  return shown < total ? `${rows}${cut}; ${shown} shown (--all shows all)` : `${rows}${cut}`;
}

function headerOf({ label, name, unit }: ResultColumn): string {
  const text = label === '' ? name : label;
  const said = unit === null || text.toLowerCase().endsWith(unit.toLowerCase());
  return said ? text : `${text} (${unit})`;
}

function alignOf(column: ResultColumn, rows: readonly ResultRow[]): 'left' | 'right' {
  const numeric = /^(smallint|integer|bigint|numeric|real|double|decimal|money)/.test(column.type);
  return numeric || rows.some((row) => typeof row[column.name] === 'number') ? 'right' : 'left';
}

/** Three looks for three things: no value, empty text, withheld. */
function toCell(value: ResultRow[string] | undefined, { mask, scale }: ResultColumn): string {
  if (mask === 'redact') return '▒ withheld';
  if (value === null || value === undefined) return '—';
  // A JSON number has lost the zeros that its type gives it; what has more than 15 digits comes as text.
  if (typeof value === 'number' && scale !== null) return value.toFixed(scale);
  return value === '' ? '“”' : String(value);
}

function toLimitsText({ withheld, scope, undetermined }: QueryView): string {
  const lines = [
    ...withheld.map(({ dataset, column, mask, policy }) => `Withheld: ${dataset}.${column} (${mask}${by(policy)})`),
    ...scope.map(
      ({ dataset, filter, policy }) =>
        `Scope: ${dataset} covers ${filter} only (${policy ?? 'no policy permits more'})`,
    ),
    ...undetermined.map((what) => `Not determined: ${what}`),
  ];
  return lines.map(plain).join('\n');
}

/** Where no policy decided, none permits more. */
const by = (policy: string | null): string => (policy === null ? '' : `; ${policy}`);

function toProofLine(query: QueryView): string {
  const { evidence_id: evidence, execution_time_ms: ms, planner } = query;
  const facts = [
    evidence === null ? '' : `Sealed as evidence ${evidence}`,
    ms === null ? '' : `${ms} ms`,
    planner ?? '',
  ];
  return plain(facts.filter((fact) => fact !== '').join(' · '));
}

/** Why there is no answer, and what to do about it. */
export function toRefusalText(query: QueryView, dataset?: string): string {
  const parts = [
    plainLines(query.error_message ?? 'There is no answer.'),
    toChoices(query, dataset),
    toRules(query),
    query.access_request === null ? '' : 'Whom to ask: an approver of your bank decides who may see more.',
    query.generated_sql === null ? '' : `SQL (not run)\n${indent(plainLines(query.generated_sql))}`,
    [plain(query.error_code ?? ''), toProofLine(query)].filter((part) => part !== '').join(' · '),
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

/** Each reading with the command that asks it, ready to be copied into a shell. */
function toChoices({ question, alternatives }: QueryView, dataset: string | undefined): string {
  if (alternatives.length === 0) return '';
  const about = dataset === undefined ? '' : ` --dataset ${quoted(dataset)}`;
  const readings = alternatives.map(({ sentence, differs_in: point, choice }) => {
    const command = `atlas ask ${quoted(question)}${about} --choice ${quoted(choice)}`;
    return `  ${plain(sentence)} (differs in ${plain(point)})\n    ${command}`;
  });
  return ['Did you mean:', ...readings].join('\n');
}

/** Inside single quotes a shell obeys nothing, but for the quote itself. */
function quoted(text: string): string {
  const shown = plain(text);
  return /^[\w.:-]+$/.test(shown) ? shown : `'${shown.replaceAll("'", "'\\''")}'`;
}

function toRules({ rules, policy_set: set }: QueryView): string {
  if (rules.length === 0) return '';
  return plain(`Rule: ${rules.join(', ')}${set === null ? '' : ` (policy set ${set.slice(0, 12)})`}`);
}

function indent(text: string): string {
  return text.replace(/^/gm, '  ');
}
