import { asList, asRaw, asText, open, strings, type Raw } from '../../src/syntax/raw.ts';

/** Any part of a definition with every name replaced by what it stands for. */
export type Canonical = unknown;

/** What all levels of one definition share; the recursions go through here, so that the two files stay a tree. */
export type Walk = {
  readonly relations: Relations;
  /** Relations counted in the order of their reading. */
  readonly count: { relations: number };
  readonly part: (walk: Walk, scope: Scope, part: unknown) => Canonical;
  readonly query: (walk: Walk, outer: Scope, select: Raw) => Canonical;
};

/** The columns of a base relation, in their order; undefined where the caller does not know it. */
export type Relations = (name: string) => readonly string[] | undefined;

type Shown = { readonly name: string; readonly means: Canonical };
/** A relation by its alias; without one, what a join shows by bare names. */
type Item = { readonly alias: string | null; readonly columns: readonly Shown[] | null; readonly number: number };
export type Scope = {
  readonly parent: Scope | null;
  readonly ctes: ReadonlyMap<string, { readonly number: number; readonly columns: readonly string[] }>;
  readonly items: Item[];
};

/** Names of a query's outputs, as a definition writes them. */
export function outputNames(select: Raw): readonly string[] {
  if (select['larg'] !== undefined) return outputNames(asRaw(select['larg']));
  const [row] = asList(select['valuesLists']);
  if (row !== undefined) return asList(open(row).node['items']).map((_, index) => `column${index + 1}`);
  return asList(select['targetList']).map((wrapped) => {
    const { node } = open(wrapped);
    const value = open(node['val']);
    return asText(node['name']) || (value.name === 'ColumnRef' ? (strings(value.node['fields']).at(-1) ?? '') : '');
  });
}

type Entered = { readonly from: Canonical; readonly items: readonly Item[]; readonly columns: readonly Shown[] | null };

/** One item of FROM: what it is, and the names it makes visible. */
export function enterItem(walk: Walk, scope: Scope, wrapped: unknown): Entered {
  const { name, node } = open(wrapped);
  if (name === 'JoinExpr') return enterJoin(walk, scope, node);
  const list = strings(asRaw(node['alias'])['colnames']);
  const alias = asText(asRaw(node['alias'])['aliasname']) || asText(node['relname']);
  switch (name) {
    case 'RangeVar': {
      const cte = node['schemaname'] === undefined ? scope.ctes.get(asText(node['relname'])) : undefined;
      const own = cte?.columns ?? walk.relations(asText(node['relname']));
      const from = cte ? { cte: cte.number } : { base: [node['schemaname'], node['relname'], node['inh']] };
      return entered(walk, { from, alias, columns: own ?? (list.length === 0 ? null : list), list });
    }
    case 'RangeSubselect': {
      const query = asRaw(asRaw(node['subquery'])['SelectStmt']);
      const from = { query: walk.query(walk, scope, query), lateral: node['lateral'] };
      return entered(walk, { from, alias, columns: outputNames(query), list });
    }
    default: {
      const { alias: _alias, ...rest } = node;
      return entered(walk, { from: walk.part(walk, scope, { [name]: rest }), alias, columns: list, list });
    }
  }
}

type Made = {
  readonly from: Canonical;
  readonly alias: string;
  readonly columns: readonly string[] | null;
  readonly list: readonly string[];
};

function entered(walk: Walk, { from, alias, columns, list }: Made): Entered {
  walk.count.relations += 1;
  const number = walk.count.relations;
  const shown = columns?.map((own, index) => ({ name: list[index] ?? own, means: { col: [number, index] } })) ?? null;
  return { from, items: [{ alias, columns: shown, number }], columns: shown };
}

function enterJoin(walk: Walk, scope: Scope, node: Raw): Entered {
  const left = enterItem(walk, scope, node['larg']);
  const right = enterItem(walk, { ...scope, items: [...scope.items, ...left.items] }, node['rarg']);
  const using = strings(node['usingClause']);
  const pairs = using.map((name) => ({ name, left: shownAs(left, name), right: shownAs(right, name) }));
  const merged = pairs.map(({ name, ...sides }) => ({ name, means: { merged: { type: node['jointype'], ...sides } } }));
  const columns = [
    ...merged,
    ...[...(left.columns ?? []), ...(right.columns ?? [])].filter(({ name }) => !using.includes(name)),
  ];
  const below: Scope = { ...scope, items: [...scope.items, ...left.items, ...right.items, bare(left), bare(right)] };
  const on = using.length > 0 ? conjunction(pairs) : walk.part(walk, below, node['quals']);
  const from = { join: node['jointype'], left: left.from, right: right.from, on };
  const alias = asText(asRaw(node['alias'])['aliasname']);
  const list = strings(asRaw(node['alias'])['colnames']);
  if (alias !== '') {
    const shown = columns.map((column, index) => ({ ...column, name: list[index] ?? column.name }));
    return { from, items: [{ alias, columns: shown, number: 0 }], columns: shown };
  }
  const named = asText(asRaw(node['join_using_alias'])['aliasname']);
  const extra = named === '' ? [] : [{ alias: named, columns: merged, number: 0 }];
  const joined: Item = { alias: null, columns: merged, number: 0 };
  return { from, items: [joined, ...left.items, ...right.items, ...extra], columns };
}

const bare = ({ columns }: Entered): Item => ({ alias: null, columns, number: 0 });

/** What USING joins by is written as the ON that it means. */
function conjunction(pairs: readonly { readonly left: Canonical; readonly right: Canonical }[]): Canonical {
  const equal = pairs.map(({ left, right }) => ({
    A_Expr: { kind: 'AEXPR_OP', name: [{ String: { sval: '=' } }], lexpr: left, rexpr: right },
  }));
  return equal.length === 1 ? equal[0] : { BoolExpr: { boolop: 'AND_EXPR', args: equal } };
}

/** The column that a bare name means on one side of a join. */
function shownAs(side: Entered, name: string): Canonical {
  const found = side.columns?.find((column) => column.name === name);
  if (found !== undefined) return found.means;
  const unknown = side.items.filter((item) => item.columns === null);
  return { col: [unknown[0]?.number, name] };
}

/** A column reference, found from the inside out as SQL finds it. */
export function findColumn(scope: Scope, fields: readonly string[]): Canonical {
  const name = fields.at(-1) ?? '';
  const alias = fields.length > 1 ? (fields.at(-2) ?? '') : null;
  for (let level: Scope | null = scope; level !== null; level = level.parent) {
    const items = level.items.filter((item) => alias === null || item.alias === alias);
    const found = items.flatMap((item) => item.columns ?? []).find((column) => column.name === name);
    if (found !== undefined) return found.means;
    const unknown = items.find((item) => item.columns === null);
    if (unknown !== undefined) return { col: [unknown.number, name] };
    if (alias !== null && items.length > 0) break;
  }
  return { output: fields };
}
