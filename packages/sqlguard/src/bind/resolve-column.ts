import type { Expr } from '../ir/nodes.ts';
import { locationOf, open, strings, type Raw } from '../syntax/raw.ts';
import { refuse } from '../verdict.ts';
import type { Env, NamespaceItem, Scope, Visible } from './env.ts';

const SYSTEM = new Set(['ctid', 'xmin', 'xmax', 'cmin', 'cmax', 'tableoid', 'oid']);

/** A column reference, found as PostgreSQL finds it: nearest level first, ambiguity is an error (parse_relation.c). */
export function resolveColumn(env: Env, node: Raw): Expr {
  const at = locationOf(node);
  const fields = Array.isArray(node['fields']) ? node['fields'] : [];
  if (fields.some((field) => open(field).name === 'A_Star'))
    refuse('column.whole_row', { at, name: strings(fields)[0] ?? '*' });
  const names = strings(fields);
  const name = names.at(-1) ?? '';
  const found = names.length === 1 ? unqualified(env, name, at) : qualified(env, names, at);
  return { ...found, at };
}

function unqualified(env: Env, name: string, at: number): Expr {
  const match = columnNamed(env, name, at);
  if (match) return match.expr;
  const whole = rowNamed(env, name);
  if (whole?.scalar) return whole.scalar.expr;
  if (whole) refuse('column.whole_row', { at, name });
  if (SYSTEM.has(name)) refuse('column.system', { at, name });
  return refuse('column.unknown', { at, name, hint: hintFor(env, name) });
}

function columnNamed(env: Env, name: string, at: number): Visible | undefined {
  for (let scope: Scope | null = env.scope; scope !== null; scope = scope.parent) {
    let match: Visible | undefined;
    for (const item of scope.items) {
      if (!item.unqualified || !isInReach(env, scope, item)) continue;
      const found = onlyColumn(item, name, at);
      if (match !== undefined && found !== undefined) refuse('column.ambiguous', { at, name });
      match ??= found;
    }
    if (match) return match;
  }
  return undefined;
}

/** What a bare name that is no column stands for: the row of what bears it. */
function rowNamed(env: Env, name: string): NamespaceItem | undefined {
  for (let scope: Scope | null = env.scope; scope !== null; scope = scope.parent) {
    const at = scope;
    const whole = at.items.find((item) => item.qualified && item.alias === name && isInReach(env, at, item));
    if (whole) return whole;
  }
  return undefined;
}

/**
 * `count(p.*)` and `count(p)` count the rows that p has, also one of nothing but NULLs, and not those where an outer join
 * found none: so does a column of p's primary key, which is never NULL. Null where no column of a key is in sight.
 */
export function keyOfRow(env: Env, node: Raw): Expr | null {
  const at = locationOf(node);
  const fields = Array.isArray(node['fields']) ? node['fields'] : [];
  const isStar = open(fields.at(-1)).name === 'A_Star';
  const names = strings(isStar ? fields.slice(0, -1) : fields);
  if (!isStar && (names.length !== 1 || columnNamed(env, names[0] ?? '', at) !== undefined)) return null;
  const row = isStar ? findItem(env, names, at) : rowNamed(env, names[0] ?? '');
  if (row?.scalar) return { ...row.scalar.expr, at };
  const keys = (row?.columns ?? []).flatMap(({ expr }) =>
    expr.kind === 'column' && row?.dataset?.primaryKey.includes(expr.name) === true ? [expr] : [],
  );
  const chosen = keys.find(({ deps }) => deps.every((dep) => dep.class === 'none')) ?? keys[0];
  return chosen === undefined ? null : { ...chosen, at };
}

function qualified(env: Env, names: readonly string[], at: number): Expr {
  const name = names.at(-1) ?? '';
  const item = findItem(env, names.slice(0, -1), at);
  if (item === undefined) refuse('relation.unknown', { at, name: names.slice(0, -1).join('.') });
  const match = onlyColumn(item, name, at);
  if (match === undefined)
    refuse(SYSTEM.has(name) ? 'column.system' : 'column.unknown', {
      at,
      name: names.join('.'),
      hint: hintFor(env, name),
    });
  return match.expr;
}

/** A subquery may have two columns of one name, which nobody can mean then. */
function onlyColumn(item: NamespaceItem, name: string, at: number): Visible | undefined {
  let match: Visible | undefined;
  for (const column of item.columns) {
    if (column.name !== name) continue;
    if (match !== undefined) refuse('column.ambiguous', { at, name });
    match = column;
  }
  return match;
}

/** `alias` or `schema.relation`, from the inside out; a bare name that two schemas have is neither's (`scanNameSpaceForRefname`). */
function findItem(env: Env, names: readonly string[], place: number): NamespaceItem | undefined {
  const alias = names.at(-1) ?? '';
  const schema = names.length > 1 ? names[0] : undefined;
  if (names.length > 2) return undefined;
  for (let scope: Scope | null = env.scope; scope !== null; scope = scope.parent) {
    const at = scope;
    const [found, other] = at.items.filter(
      (item) =>
        item.qualified &&
        item.alias === alias &&
        isInReach(env, at, item) &&
        (schema === undefined || item.schema === schema),
    );
    if (other) refuse('relation.alias_twice', { at: place, name: alias });
    if (found) return found;
  }
  return undefined;
}

const isInReach = (env: Env, scope: Scope, item: NamespaceItem): boolean =>
  !item.lateralOnly || scope !== env.scope || env.lateral;

/** `*` or `t.*`: what it stands for, in PostgreSQL's order. */
export function expandStar(env: Env, names: readonly string[], at: number): readonly Visible[] {
  if (names.length === 0) {
    const columns = env.scope.items
      .filter((item) => item.unqualified && !item.lateralOnly)
      .flatMap((item) => item.columns);
    if (columns.length === 0) refuse('syntax.not_allowed', { at, name: 'SELECT * without FROM' });
    return columns;
  }
  const item = findItem(env, names, at);
  if (item === undefined) refuse('relation.unknown', { at, name: names.join('.') });
  return item.columns;
}

/** A repair hint names the nearest column there is; only names of this very query's datasets are told. */
function hintFor(env: Env, name: string): string {
  const holders = env.scope.items.filter(
    (item) =>
      item.alias !== null && item.columns.some((column) => column.name.includes(name) || name.includes(column.name)),
  );
  const near = holders.flatMap((item) =>
    item.columns
      .filter((column) => column.name.includes(name) || name.includes(column.name))
      .map((column) => `${item.alias}.${column.name}`),
  );
  return near.length > 0
    ? `Perhaps ${near.slice(0, 3).join(' or ')} is meant.`
    : 'Use only columns of the datasets in FROM.';
}
