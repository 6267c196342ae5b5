import type { Query, Select } from '../ir/nodes.ts';
import type { Placing } from '../print/placing.ts';
import { printExpr, printQuery } from '../print/print.ts';
import { UNPLACED } from '../print/placing.ts';
import { quoteName } from '../print/quote.ts';
import type { CompileInput, MaskedRelation, SqlMark } from '../types.ts';
import { maskedColumns } from './masked-columns.ts';
import { inlined, profiledRelation } from './placings.ts';

/**
 * Where the masks and row filters of an inline compilation stand in the printed text. The query is printed a second time
 * with a name that it does not contain in place of each masked relation: literals of the candidate cannot pretend to be a mask.
 */
export function sqlMarks(query: Query, input: CompileInput, sql: string): readonly SqlMark[] {
  if (input.provision !== 'inline') return [];
  const placed: string[] = [];
  const schema = unusedName(sql);
  const named: Placing = {
    place: (dataset, alias) => ({ kind: 'base', schema, name: String(placed.push(dataset) - 1), alias }),
  };
  const [head = '', ...rest] = printQuery(query, named, true).split(`${quoteName(schema)}."`);
  const marks: SqlMark[] = [];
  let at = head.length;
  for (const part of rest) {
    const close = part.indexOf('"');
    const { text, within } = maskedText(input, placed[Number(part.slice(0, close))] ?? '');
    marks.push(...within.map(({ from, to, kind }) => ({ from: at + from, to: at + to, kind })));
    at += text.length + part.length - close - 1;
  }
  return marks;
}

function unusedName(sql: string): string {
  let name = 'masked';
  while (sql.includes(name)) name += '_';
  return name;
}

/** One masked relation as it stands in the text, and the marks within it. */
function maskedText(input: CompileInput, name: string): { readonly text: string; readonly within: readonly SqlMark[] } {
  const dataset = input.catalogue.datasets.find((one) => one.name === name);
  if (dataset === undefined) return { text: '', within: [] };
  const profiled = profiledRelation(input, name);
  const { query } = inlined(dataset, profiled, name);
  const text = `(${printQuery(query, UNPLACED, false)})`;
  return { text, within: [...maskMarks(query, maskedColumns(dataset, profiled).columns), ...filterMarks(query, text)] };
}

function maskMarks(select: Select, columns: MaskedRelation['columns']): readonly SqlMark[] {
  let at = '(SELECT '.length;
  return select.targets.flatMap(({ expr, printed }, index) => {
    const from = at;
    const to = from + printExpr(expr, UNPLACED).length;
    at = to + ` AS ${quoteName(printed)}, `.length;
    const kind = columns[index]?.mask ?? 'redact';
    return kind === 'full' ? [] : [{ from, to, kind }];
  });
}

function filterMarks({ from: [over] }: Select, text: string): readonly SqlMark[] {
  if (over?.kind !== 'subquery' || over.query.kind !== 'select' || over.query.where === null) return [];
  const condition = printExpr(over.query.where, UNPLACED);
  const from = text.lastIndexOf(`${condition} OFFSET 0) AS `);
  return from < 0 ? [] : [{ from, to: from + condition.length, kind: 'filter' }];
}
