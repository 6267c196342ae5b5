import type { Dataset, MaskKind } from '@aureus/contract';
import { PICKED_ROWS } from './facts/record-picked.ts';
import { factsText, toFacts } from './facts/to-facts.ts';
import { verdictInstead } from './guard.ts';
import type { Query } from './ir/nodes.ts';
import { isOpen, placingFor, profiledRelation } from './mask/placings.ts';
import { maskedColumns } from './mask/masked-columns.ts';
import { sqlMarks } from './mask/sql-marks.ts';
import { rowsViewName } from './mask/view-names.ts';
import { printQuery } from './print/print.ts';
import { isSameTree } from './print/same-tree.ts';
import { treeQuery } from './print/tree.ts';
import { completeGroups } from './rewrite/complete-groups.ts';
import { determine } from './rewrite/determine.ts';
import { wrapped } from './rewrite/wrap.ts';
import { readCandidate, type Candidate } from './read-candidate.ts';
import { asList, asRaw } from './syntax/raw.ts';
import type { Compiled, CompileInput, MaskedRelation, Parse, Refused } from './types.ts';
import { refuse } from './verdict.ts';
import type { Placing } from './print/placing.ts';

/**
 * Reads the candidate again and writes the only text that may reach the bank's server: datasets replaced by what the
 * profile shows of them, everything qualified and parenthesised, at most `rowCap` rows. The text is parsed once more
 * and must be the tree that was meant. Never throws.
 */
export function compile(given: CompileInput): Compiled | Refused {
  return verdictInstead(given.sql, () => {
    const candidate = readCandidate(given);
    const input = { ...given, catalogue: candidate.catalogue };
    const placing = placingFor(input);
    const isMasked = [...candidate.binder.read].some((one) => !isOpen(one, profiledRelation(input, one.name)));
    const query = capped(rewritten(candidate, input, isMasked), input.rowCap);
    const sql = printChecked(query, placing, input.parse);
    const facts = toFacts(candidate);
    return {
      ok: true,
      sql,
      facts,
      factsDigestInput: factsText(candidate, facts),
      undetermined:
        isMasked || !candidate.binder.seen.leavesOpen ? facts.undetermined : [PICKED_ROWS, ...facts.undetermined],
      columns: facts.output,
      ...relationsOf(candidate, input),
      marks: sqlMarks(query, input, sql),
    };
  });
}

/** What masking asks of the query itself: no view has a primary key, and no plan may choose what shows. */
function rewritten({ query, binder }: Candidate, input: CompileInput, isMasked: boolean): Query {
  const isKeyed = (name: string): boolean => {
    const dataset = [...binder.read].find((one) => one.name === name);
    return dataset !== undefined && dataset.primaryKey.every((column) => shownOf(dataset, input, column) === 'full');
  };
  const completed = input.provision === 'none' || !binder.seen.dependents ? query : completeGroups(query, isKeyed);
  return isMasked ? determine(completed, binder.seen.picks) : completed;
}

const shownOf = (dataset: Dataset, input: CompileInput, column: string): MaskKind | undefined =>
  maskedColumns(dataset, profiledRelation(input, dataset.name)).columns.find((one) => one.column === column)?.mask;

/** The row bound of the outermost query, never wider than the candidate's own. */
function capped(query: Query, rowCap: number): Query {
  if (query.limit !== null && query.limit <= rowCap && !query.withTies) return query;
  const bare = query.withTies ? wrapped(query) : query;
  return { ...bare, limit: rowCap };
}

/** Prints, parses what was printed, and compares it with the tree made from the IR (B6). */
export function printChecked(query: Query, placing: Placing, parse: Parse): string {
  const sql = printQuery(query, placing, true);
  const [only, ...more] = asList(asRaw(parse(sql))['stmts']);
  const expected = { SelectStmt: treeQuery(query, placing, true) };
  if (only === undefined || more.length > 0 || !isSameTree(only['stmt'], expected)) refuse('print.mismatch');
  return sql;
}

function relationsOf(
  { binder }: Candidate,
  input: CompileInput,
): Pick<Compiled, 'maskedRelations' | 'expectedRelations'> {
  const datasets = [...binder.read];
  const maskedRelations = datasets.map((dataset): MaskedRelation => {
    const profiled = profiledRelation(input, dataset.name);
    const { columns } = maskedColumns(dataset, profiled);
    return { dataset: dataset.name, provision: input.provision, columns, filter: profiled.filter };
  });
  const base = datasets.map((dataset) => `${dataset.schema}.${dataset.relation}`);
  const views =
    input.provision === 'views'
      ? maskedRelations.flatMap(({ dataset, filter }) => viewNames(input.maskedSchema, dataset, filter !== null))
      : [];
  return { maskedRelations, expectedRelations: [...new Set([...base, ...views])].toSorted() };
}

const viewNames = (schema: string, dataset: string, filtered: boolean): readonly string[] => [
  `${schema}.${dataset}`,
  ...(filtered ? [`${schema}.${rowsViewName(dataset)}`] : []),
];
