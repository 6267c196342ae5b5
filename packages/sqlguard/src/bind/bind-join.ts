import type { Expr, From, JoinType } from '../ir/nodes.ts';
import { recordUses } from '../facts/record-uses.ts';
import { asText, placeOf, strings, type Raw } from '../syntax/raw.ts';
import { refuse } from '../verdict.ts';
import { aliasOf, checkAliases, namespace, rename, type BoundFrom, type SeenAliases } from './namespace.ts';
import { makeComparison } from './make-operation.ts';
import { condition, unify } from './coerce.ts';
import { bindExpr, type Env, type NamespaceItem, type Visible } from './env.ts';
import { cast, typed } from './make.ts';
import { sizes } from '../size/widths.ts';

const TYPES: Readonly<Record<string, JoinType>> = {
  JOIN_INNER: 'INNER',
  JOIN_LEFT: 'LEFT',
  JOIN_RIGHT: 'RIGHT',
  JOIN_FULL: 'FULL',
};

/** A join: which names it merges and hides is `transformFromClauseItem` of parse_clause.c. */
export function bindJoin(env: Env, node: Raw, bindFrom: (env: Env, wrapped: unknown) => BoundFrom): BoundFrom {
  const type = TYPES[asText(node['jointype'])] ?? refuse('syntax.not_allowed', { at: placeOf(node), name: 'JOIN' });
  const left = bindFrom(env, node['larg']);
  const lateralItems = type === 'RIGHT' || type === 'FULL' ? [] : left.items;
  const right = bindFrom(
    { ...env, scope: { ...env.scope, items: [...env.scope.items, ...lateralItems.map(onlyLateral)] } },
    node['rarg'],
  );
  const seen: SeenAliases = new Map();
  checkAliases(seen, left.items, node['larg']);
  checkAliases(seen, right.items, node['rarg']);
  const shared = sharedColumns(node, left, right);
  const leftColumns = left.items.filter((item) => item.unqualified).flatMap((item) => item.columns);
  const rightColumns = right.items.filter((item) => item.unqualified).flatMap((item) => item.columns);
  const merged = shared.map((name) =>
    merge(env, { type, name, left: only(leftColumns, name, node), right: only(rightColumns, name, node) }),
  );
  const joinEnv: Env = { ...env, clause: 'on', scope: { ...env.scope, items: [...left.items, ...right.items] } };
  const on =
    shared.length > 0
      ? conjunction(merged.map((pair) => pair.equal))
      : node['quals'] === undefined
        ? null
        : condition(joinEnv, bindExpr(joinEnv, node['quals']));
  if (on) recordUses(env.binder, on, 'join');
  const columns: Visible[] = [
    ...merged.map((pair) => pair.visible),
    ...leftColumns.filter((column) => !shared.includes(column.name)),
    ...rightColumns.filter((column) => !shared.includes(column.name)),
  ];
  const crossed = on === null;
  if (crossed && type !== 'INNER')
    refuse('syntax.not_allowed', { at: placeOf(node['rarg']), name: 'JOIN without condition' });
  const using = canPrintUsing(merged, { left, right }) ? shared : [];
  const from: From = { kind: 'join', type: crossed ? 'CROSS' : type, left: left.from, right: right.from, using, on };
  return { from, items: joinItems(node, { left, right }, columns), ...printedNames({ left, right }, using) };
}

type Sides = { readonly left: BoundFrom; readonly right: BoundFrom };

/** USING is printed where its names mean the same below; else its equalities are, which are the same join. */
function canPrintUsing(merged: readonly Merged[], sides: Sides): boolean {
  return merged.every(
    ({ visible: { name }, left, right }) => names(name, left, sides.left) && names(name, right, sides.right),
  );
}

function names(name: string, expr: Expr, side: BoundFrom): boolean {
  const isSame = expr.kind === 'column' ? expr.name === name : side.merged.includes(name);
  return isSame && side.printed !== null && side.printed.filter((printed) => printed === name).length === 1;
}

function printedNames({ left, right }: Sides, using: readonly string[]): Pick<BoundFrom, 'printed' | 'merged'> {
  const merged = [...left.merged, ...right.merged, ...using];
  if (left.printed === null || right.printed === null) return { printed: null, merged };
  const rest = [...left.printed, ...right.printed].filter((name) => !using.includes(name));
  return { printed: [...using, ...rest], merged };
}

/** An alias hides what it joins; without one the sides stay reachable by their own names. */
function joinItems(node: Raw, sides: Sides, columns: readonly Visible[]): readonly NamespaceItem[] {
  const alias = aliasOf(node);
  if (alias.name !== null) {
    const names = rename(
      columns.map((column) => column.name),
      alias.columns,
      -1,
    );
    return [
      namespace(
        alias.name,
        null,
        columns.map((column, index) => ({ ...column, name: names[index] ?? column.name })),
      ),
    ];
  }
  const reachable = [...sides.left.items, ...sides.right.items].map((item) => ({ ...item, unqualified: false }));
  const usingAlias = aliasOf({ alias: node['join_using_alias'] }).name;
  const own = strings(node['usingClause']).length;
  const merged =
    usingAlias === null ? [] : [{ ...namespace(usingAlias, null, columns.slice(0, own)), unqualified: false }];
  return [...reachable, ...merged, namespace(null, null, columns)];
}

const onlyLateral = (item: NamespaceItem): NamespaceItem => ({ ...item, lateralOnly: true });

function sharedColumns(node: Raw, left: BoundFrom, right: BoundFrom): readonly string[] {
  if (node['isNatural'] !== true) return strings(node['usingClause']);
  const names = (side: BoundFrom): readonly string[] =>
    side.items.filter((item) => item.unqualified).flatMap((item) => item.columns.map((column) => column.name));
  const rightNames = new Set(names(right));
  return names(left).filter((name) => rightNames.has(name));
}

function only(columns: readonly Visible[], name: string, join: Raw): Expr {
  const matches = columns.filter((column) => column.name === name);
  if (matches.length > 1) refuse('column.ambiguous', { at: placeOf(join['rarg']), name });
  return matches[0]?.expr ?? refuse('column.unknown', { at: placeOf(join['rarg']), name });
}

type Merged = { readonly equal: Expr; readonly visible: Visible; readonly left: Expr; readonly right: Expr };
type Pair = { readonly type: JoinType; readonly name: string; readonly left: Expr; readonly right: Expr };

/** `buildMergedJoinVar`: the side that cannot be NULL-extended, both for FULL; a converted side only if none fits. */
function merge(env: Env, { type, name, left, right }: Pair): Merged {
  const equal = makeComparison(env, { op: '=', left, right, at: -1 });
  const common = unify(env, [left, right], -1);
  // A length that both sides do not share is dropped: the one that has none is as it is.
  const isAsIs = (side: Expr): boolean =>
    side.type === common.type && side.mod === common.mod && side.domain === common.domain;
  const converted = (side: Expr): Expr => (isAsIs(side) ? side : cast(side, common.type, null, -1));
  if (type === 'FULL') {
    const expr: Expr = {
      kind: 'coalesce',
      args: [converted(left), converted(right)],
      ...typed({ ...common, at: -1, ...sizes((of) => Math.max(of(left), of(right))) }, [left, right]),
    };
    return { equal, left, right, visible: { name, expr } };
  }
  const preferRight = type === 'RIGHT' || (type === 'INNER' && !isAsIs(left) && isAsIs(right));
  return { equal, left, right, visible: { name, expr: converted(preferRight ? right : left) } };
}

export function conjunction(exprs: readonly Expr[]): Expr | null {
  const [first] = exprs;
  if (first === undefined || exprs.length === 1) return first ?? null;
  return { kind: 'logic', op: 'and', args: exprs, ...typed({ type: 'bool', at: -1 }, exprs) };
}
