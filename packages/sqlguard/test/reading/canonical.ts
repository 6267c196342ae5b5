import type { Parse } from '../../src/index.ts';
import { asList, asRaw, asText, open, strings, type Raw } from '../../src/syntax/raw.ts';
import { enterItem, findColumn, outputNames } from './scopes.ts';
import type { Canonical, Relations, Scope, Walk } from './scopes.ts';

/**
 * The query of a definition as `pg_get_viewdef` writes it, every name replaced by what it stands for:
 * `{ col: [relation, column] }`, counted from the first.
 */
export function canonicalOf(definition: string, parse: Parse, relations: Relations): Canonical {
  const [statement] = asList(asRaw(parse(definition))['stmts']);
  const select = asRaw(asRaw(asRaw(statement)['stmt'])['SelectStmt']);
  const walk: Walk = { relations, count: { relations: 0 }, part: canonical, query: canonicalQuery };
  return {
    names: outputNames(select),
    query: canonicalQuery(walk, { parent: null, ctes: new Map(), items: [] }, select),
  };
}

const PLACES = new Set(['location', 'list_start', 'list_end', 'rexpr_list_start', 'rexpr_list_end']);

function canonicalQuery(walk: Walk, outer: Scope, select: Raw): Canonical {
  const { ctes, made } = enterWith(walk, outer, select);
  const scope: Scope = { parent: outer, ctes, items: [] };
  const from = asList(select['fromClause']).map((item) => {
    const entered = enterItem(walk, scope, item);
    scope.items.push(...entered.items);
    return entered.from;
  });
  const rest = Object.entries(select)
    .filter(([key]) => key !== 'withClause' && key !== 'fromClause' && key !== 'larg' && key !== 'rarg')
    .map(([key, value]) => [key, canonical(walk, scope, value)] as const);
  const arms = ['larg', 'rarg']
    .filter((key) => select[key] !== undefined)
    .map((key) => [key, canonicalQuery(walk, scope, asRaw(select[key]))] as const);
  return { with: made, from, ...Object.fromEntries([...rest, ...arms]) };
}

/** Common table expressions in their order: each sees the ones before it. */
function enterWith(walk: Walk, outer: Scope, select: Raw): { readonly ctes: Scope['ctes']; readonly made: Canonical } {
  const ctes = new Map(outer.ctes);
  const made = asList(asRaw(select['withClause'])['ctes']).map((wrapped) => {
    const { node } = open(wrapped);
    const query = asRaw(asRaw(node['ctequery'])['SelectStmt']);
    const bound = canonicalQuery(walk, { ...outer, ctes: new Map(ctes) }, query);
    const list = strings(node['aliascolnames']);
    const number = ctes.size;
    ctes.set(asText(node['ctename']), {
      number,
      columns: outputNames(query).map((name, index) => list[index] ?? name),
    });
    return { query: bound, materialized: node['ctematerialized'] };
  });
  return { ctes, made };
}

/** Any part of a tree. */
function canonical(walk: Walk, scope: Scope, part: unknown): Canonical {
  if (Array.isArray(part)) return part.map((item) => canonical(walk, scope, item));
  if (typeof part !== 'object' || part === null) return part;
  const { name, node } = open(part);
  const special = Object.hasOwn(SPECIAL, name) ? SPECIAL[name] : undefined;
  if (special !== undefined) return special(walk, scope, node);
  return Object.fromEntries(
    Object.entries(part)
      .filter(([key]) => !PLACES.has(key))
      .map(([key, value]) => [key, canonical(walk, scope, value)]),
  );
}

const SPECIAL: Readonly<Record<string, (walk: Walk, scope: Scope, node: Raw) => Canonical>> = {
  SelectStmt: canonicalQuery,
  ColumnRef: (_walk, scope, node) => findColumn(scope, strings(node['fields'])),
  // Outputs of inner levels are followed by position; the outermost names stand apart.
  ResTarget: (walk, scope, node) => canonical(walk, scope, node['val']),
  FuncCall: canonicalCall,
};

/** `EXTRACT(year FROM x)` and `extract('YEAR'::text, x)` are one call, and the schema is not always written. */
function canonicalCall(walk: Walk, scope: Scope, { funcname, funcformat, args, ...rest }: Raw): Canonical {
  const name = strings(funcname).at(-1) ?? '';
  const parts = asList(args).map((arg) => canonical(walk, scope, arg));
  const call = {
    name,
    args: name === 'extract' ? [partName(asList(args)[0]), ...parts.slice(1)] : parts,
    ...asRaw(canonical(walk, scope, rest)),
  };
  return { call, spoken: funcformat === 'COERCE_SQL_SYNTAX' };
}

function partName(argument: unknown): string {
  const { name, node } = open(argument);
  const constant = name === 'TypeCast' ? asRaw(asRaw(node['arg'])['A_Const']) : node;
  return asText(asRaw(constant['sval'])['sval']).toLowerCase();
}
