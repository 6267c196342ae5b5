import { bindExpr } from './bind/bind-expr.ts';
import { bindQuery } from './bind/bind-query.ts';
import { checkExpanded } from './size/check-expanded.ts';
import { checkHeldByCap } from './size/check-held.ts';
import { withRoughStatistics } from './size/rough-statistics.ts';
import { indexDatasets, type Binder, type DatasetIndex } from './bind/env.ts';
import { recordOutput } from './facts/record-clauses.ts';
import { recordMergeKeys } from './facts/record-merge-keys.ts';
import { recordOpenTies } from './facts/record-ties.ts';
import { byteLength } from './input/byte-length.ts';
import { checkInput } from './input/input-rules.ts';
import type { Query } from './ir/nodes.ts';
import { checkShape } from './syntax/check-shape.ts';
import { asList, asNumber, asRaw, asText, open } from './syntax/raw.ts';
import type { GuardInput } from './types.ts';
import { enumsOf, withSourceTypes } from './with-source-types.ts';
import { GuardRefusal, refuse } from './verdict.ts';
import type { Catalogue } from '@aureus/contract';

/** `catalogue` has the types that columns are computed as. */
export type Candidate = { readonly query: Query; readonly binder: Binder; readonly catalogue: Catalogue };

/** Text → input rules → parse → shape → bound query. Throws `GuardRefusal`; the attacker wrote the text. */
export function readCandidate(input: GuardInput): Candidate {
  checkInput(input.sql);
  const select = onlySelect(parsed(input));
  checkShape(select);
  const types = input.types ?? input.catalogue.source.types;
  const catalogue = withSourceTypes(input.catalogue, types);
  const binder: Binder = {
    bindExpr,
    bindQuery,
    datasets: datasetsOf(catalogue),
    enums: enumsOf(types),
    major: input.catalogue.source.serverMajor,
    instant: input.instant,
    read: new Set(),
    uses: new Map(),
    mergeKeys: [],
    functions: new Set(),
    named: new Map(),
    ties: [],
    undetermined: new Set(),
    seen: {
      work: 0,
      held: 0,
      limited: 0,
      aggregated: false,
      distinct: false,
      antiJoin: false,
      relations: 0,
      dependents: false,
      picks: false,
      leavesOpen: false,
    },
  };
  const query = bindQuery({ binder, parent: null, ctes: new Map() }, asRaw(asRaw(select)['SelectStmt']));
  checkExpanded(binder, query);
  checkHeldByCap(binder, query);
  recordOutputs(binder, query);
  recordMergeKeys(binder, query);
  recordOpenTies(binder, query);
  return { query, binder, catalogue };
}

const indexes = new WeakMap<Catalogue, DatasetIndex>();

function datasetsOf(catalogue: Catalogue): DatasetIndex {
  const known = indexes.get(catalogue);
  if (known !== undefined) return known;
  const made = indexDatasets(withRoughStatistics(catalogue));
  indexes.set(catalogue, made);
  return made;
}

/** PostgreSQL's words for a text that is too deep for its parser, which is no syntax error. */
const TOO_DEEP = /^(?:memory exhausted|stack depth limit exceeded)/;

/** The parser is foreign code (WebAssembly): whatever it throws is a refusal, never a crash. */
function parsed(input: GuardInput): unknown {
  try {
    return input.parse(input.sql);
  } catch (error) {
    const { message, cursorPosition } = asRaw(asRaw(error)['sqlDetails']);
    if (typeof cursorPosition !== 'number') throw new GuardRefusal('parse.failed', {}, error);
    const at = characterToByte(input.sql, cursorPosition);
    return refuse(TOO_DEEP.test(asText(message)) ? 'input.too_deep' : 'parse.syntax', { at });
  }
}

const characterToByte = (sql: string, at: number): number => byteLength(Array.from(sql).slice(0, at).join(''));

function onlySelect(tree: unknown): unknown {
  const statements = asList(asRaw(tree)['stmts']);
  const [first, second] = statements;
  if (first === undefined) refuse('input.empty');
  if (second !== undefined) refuse('statement.several', { at: asNumber(second['stmt_location']) });
  const statement = first['stmt'];
  if (open(statement).name !== 'SelectStmt') refuse('statement.not_select', { at: asNumber(first['stmt_location']) });
  return statement;
}

/** What is shown: the arms of a set operation show their columns too. */
function recordOutputs(binder: Binder, query: Query): void {
  switch (query.kind) {
    case 'select':
      for (const target of query.targets) recordOutput({ binder }, target.expr);
      return;
    case 'values':
      for (const expr of query.rows.flat()) recordOutput({ binder }, expr);
      return;
    case 'set':
      recordOutputs(binder, query.left);
      recordOutputs(binder, query.right);
  }
}
