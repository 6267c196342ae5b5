import type { Verdict } from './types.ts';

type Rule = { readonly sentence: string; readonly hint?: string; readonly repairable: boolean };

/** What a refusal says besides its rule: where (byte offset in the candidate) and words that fill the sentence. */
export type Where = { readonly at?: number; readonly name?: string; readonly hint?: string };

/** Thrown inside the package only; the public functions turn it into a verdict. */
export class GuardRefusal extends Error {
  readonly rule: string;
  readonly where: Where;

  constructor(rule: RuleId, where: Where = {}, cause?: unknown) {
    super(rule, cause === undefined ? undefined : { cause });
    this.name = 'GuardRefusal';
    this.rule = rule;
    this.where = where;
  }
}

export function refuse(rule: RuleId, where: Where = {}): never {
  throw new GuardRefusal(rule, where);
}

const rule = (sentence: string, hint?: string): Rule => ({
  sentence,
  repairable: true,
  ...(hint === undefined ? {} : { hint }),
});
const final = (sentence: string): Rule => ({ sentence, repairable: false });

/** Every reason for a refusal. `{name}` is filled with the offending name, cleaned of odd characters. */
export const RULES = {
  'input.empty': rule('There is no query.'),
  'input.not_unicode': final('The query is not well-formed text.'),
  'input.control_character': final('The query holds a character that no text should hold.'),
  'input.too_long': rule('The query is too long.', 'Stay under 32 KB.'),
  'input.too_deep': rule('Too many parts of the query stand inside each other.', 'Nest less; use a CTE.'),
  'input.too_many_nodes': rule('The query has too many parts.', 'Write a shorter query.'),
  'input.symbols': rule(
    'The query holds a long row of symbols that no question needs.',
    'Write at most 500 operator characters in a row.',
  ),
  'input.too_slow': rule('The query takes too long to check.', 'Write a shorter and simpler query.'),
  'input.hidden_character': final('A name in the query holds invisible characters.'),
  'parse.syntax': rule('This is not valid SQL.', 'Correct the syntax for PostgreSQL.'),
  'parse.failed': final('The query could not be read.'),
  'guard.failed': final('The query could not be checked.'),
  'guard.crashed': final('The query could not be checked.'),
  'guard.inconsistent': final('The query was not read the same way twice.'),
  'statement.several': final('Only one statement may be sent.'),
  'statement.not_select': final('Only questions that read data are allowed.'),
  'statement.select_into': final('A query may not create a table.'),
  'statement.locking': final('A query may not lock rows.'),
  'syntax.not_allowed': rule('The query uses a form of SQL that is not allowed.', 'Use plain SELECT syntax ({name}).'),
  'with.recursive': rule('Recursive queries are not allowed.', 'Write the steps out without RECURSIVE.'),
  'relation.unknown': rule('There is no dataset "{name}".', 'Use only catalogued dataset names.'),
  'relation.alias_twice': rule(
    'Two datasets of the query bear the same name "{name}".',
    'Give each relation its own alias.',
  ),
  'relation.cross_product': rule(
    'Two datasets are combined without any condition.',
    'Join them ON a condition, or read one of them by a subquery with LIMIT 1000 or less.',
  ),
  'column.unknown': rule('There is no column "{name}".', 'Use only columns of the datasets in FROM.'),
  'column.ambiguous': rule(
    'The column "{name}" exists in more than one dataset of the query.',
    'Qualify it with its alias.',
  ),
  'column.whole_row': rule(
    'A whole row of "{name}" may not be used as one value.',
    "Name the columns, as in count(x.id) or jsonb_build_object('id', x.id).",
  ),
  'column.system': rule(
    'The column "{name}" belongs to the database itself and may not be read.',
    'Use catalogued columns.',
  ),
  'function.not_allowed': rule('The function "{name}" is not allowed.', 'Use another function.'),
  'function.no_match': rule(
    'The function "{name}" does not take these arguments.',
    'Cast the arguments to fitting types.',
  ),
  'function.literal_needed': rule(
    'The function "{name}" needs a value that is written out here.',
    'Write the value itself.',
  ),
  'function.misplaced': rule('"{name}" may not stand here.', 'Move the aggregate or window function.'),
  'operator.not_allowed': rule('The operator "{name}" is not allowed.', 'Use another operator.'),
  'operator.no_match': rule(
    'The operator "{name}" does not fit these types.',
    'Cast one side so that the types agree.',
  ),
  'pattern.not_short_literal': rule(
    'A search pattern must be short and written out.',
    'Use LIKE, or a literal under 100 characters.',
  ),
  'pattern.path': rule(
    'A path into JSON must be written out in a form that every server reads alike.',
    'Use keys, [*], [0], filters ?(…) and comparisons; not .**, not several subscripts, no methods but .size(), .type(), .double(), .abs(), .floor(), .ceiling().',
  ),
  'type.not_allowed': rule('The type "{name}" may not be used.', 'Use a built-in type.'),
  'type.foreign': rule(
    'Values of type "{name}" may be shown, but nothing else.',
    'Show the column without using it elsewhere, or make it text first: x::text.',
  ),
  'type.no_cast': rule('A value cannot be turned into "{name}".', 'Use a cast that exists.'),
  'type.mismatch': rule('Values of different types are mixed.', 'Cast them to one type.'),
  'type.text_to_date': rule(
    'Text becomes a date only from a literal or with a format.',
    'Use to_date(text, format) with a literal format.',
  ),
  'type.not_boolean': rule('A condition must be something that is true or false.', 'Compare the value with something.'),
  'collation.not_allowed': rule('The sorting rule "{name}" is not allowed.', 'Leave COLLATE out, or use "C".'),
  'collation.conflict': rule(
    'The sorting rules {name} meet, and nothing says which of them is meant.',
    'Write COLLATE "C" behind one of the two to say by which they are compared.',
  ),
  'literal.invalid': rule('The value {name} cannot be read.', 'Write the literal in the standard form.'),
  'literal.time_word': rule('A time word stands where it cannot be read.', "Write the date itself, or 'today' alone."),
  'time.zone_time': rule('Times of day with a zone are not allowed.', 'Use timestamptz or time.'),
  'group.column_missing': rule('The column "{name}" may have several values in one group.', 'Add it to GROUP BY.'),
  'group.not_allowed': rule('This cannot be grouped by.', 'Group by columns or their expressions.'),
  'order.not_allowed': rule(
    'The rows cannot be ordered or told apart by this.',
    'Order by an output column or an expression over the columns.',
  ),
  'distinct.order': rule(
    'Rows without repetition can be ordered by shown columns only.',
    'Show the ordering expression.',
  ),
  'set.columns_differ': rule(
    'The combined queries have different columns.',
    'Give both the same number and types of columns.',
  ),
  'subquery.columns': rule(
    'A part of the query gives the wrong number of columns.',
    'Return exactly the columns needed.',
  ),
  'window.unknown': rule('There is no window "{name}".', 'Define it in WINDOW.'),
  'window.twice': rule('Two windows of the query bear the same name "{name}".', 'Give each window its own name.'),
  'window.fixed': rule(
    'A window that starts from "{name}" says again what "{name}" has fixed already.',
    'Write OVER {name} alone, or write the whole window out.',
  ),
  'window.frame': rule('The rows of a window cannot be counted off this way ({name}).', 'Write ROWS instead of RANGE.'),
  'limit.not_literal': rule('The number of rows to show or skip must be a plain number.', 'Write a literal number.'),
  'limit.too_large': rule('The number of rows to show or skip is too large.', 'Use a smaller number.'),
  'size.series': rule('A series may have at most 100,000 steps.', 'Use closer literal bounds.'),
  'size.rows': rule(
    'The rows of this query could become too large together.',
    'Filter first, put a LIMIT below, or ask for fewer columns, windows and distinct counts at a time.',
  ),
  'size.value': rule(
    'A value of this query could become too large.',
    'Build shorter values, or filter the rows that a list is made of by an equality.',
  ),
  'size.expanded': rule(
    'The steps of this query stand in for one another too often.',
    'Use each step once or twice, or write AS MATERIALIZED.',
  ),
  'size.work': rule('A computation of this query could take too long.', 'Search in or for shorter texts.'),
  'name.too_long': rule('The name "{name}" is too long.', 'Use names of at most 63 bytes.'),
  'profile.missing': final('No masking profile covers the dataset "{name}".'),
  'profile.not_provisioned': final('The dataset "{name}" needs masks, but no way to provide them was chosen.'),
  'print.mismatch': final('The query could not be rewritten safely.'),
} as const satisfies Record<string, Rule>;

export type RuleId = keyof typeof RULES;

/** The public verdict: character range in the candidate, sentence, hint. */
export function toVerdict(refusal: GuardRefusal, sql: string): Verdict {
  const known: Rule = RULES[refusal.rule as RuleId];
  const { from, to } = rangeOf(sql, refusal.where.at ?? -1);
  const name = clean(refusal.where.name ?? '');
  // A function: `$&` in a name of the attacker's must not mean anything.
  const filled = (words: string): string => words.replace('{name}', () => name);
  const hint = refusal.where.hint ?? known.hint;
  return {
    rule: refusal.rule,
    from,
    to,
    sentence: filled(known.sentence),
    ...(hint === undefined ? {} : { hint: filled(hint) }),
    repairable: known.repairable,
  };
}

/** The parser counts bytes, people count characters; the range ends with the token that starts there. */
function rangeOf(sql: string, byte: number): { from: number; to: number } {
  if (byte < 0) return { from: 0, to: sql.length };
  let from = 0;
  for (let bytes = 0; from < sql.length && bytes < byte;) {
    const point = sql.codePointAt(from) ?? 0;
    bytes += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
    from += point < 0x10000 ? 1 : 2;
  }
  // An error at the end, or before a gap, is shown at the nearest thing there is to see.
  const end = sql.trimEnd().length;
  if (from >= end) from = startOfLast(sql, end);
  else from += /^\s*/.exec(sql.slice(from))?.[0].length ?? 0;
  const token = /^(?:"(?:[^"]|"")*"|'(?:[^']|'')*'|[\p{L}\p{N}_$.]+|\S)/u.exec(sql.slice(from));
  return { from, to: Math.min(sql.length, from + (token?.[0].length ?? 1)) };
}

/** The word or sign that ends there; of a very long word its end. */
function startOfLast(sql: string, end: number): number {
  const tail = Math.max(0, end - 64);
  return tail + (/(?:[\p{L}\p{N}_$]+|\S)$/u.exec(sql.slice(tail, end))?.index ?? 0);
}

/** Names come from the attacker: nothing invisible and nothing long reaches a sentence. */
function clean(name: string): string {
  return name.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '?').slice(0, 80);
}
