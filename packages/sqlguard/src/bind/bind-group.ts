import type { Call, Expr, GroupItem, Key } from '../ir/nodes.ts';
import { keyOf } from '../print/print.ts';
import { asList, asText, locationOf, open, strings } from '../syntax/raw.ts';
import { refuse } from '../verdict.ts';
import { keyOfOutput, outputNamed, positionOf, type Outputs } from './bind-order.ts';
import { checkSortable, settle } from './coerce.ts';
import { bindExpr, type Env } from './env.ts';
import { someExpr } from '../ir/children.ts';

const SET_FORMS = {
  GROUPING_SET_ROLLUP: 'ROLLUP',
  GROUPING_SET_CUBE: 'CUBE',
  GROUPING_SET_SETS: 'GROUPING SETS',
} as const;
/** CUBE over n columns is 2^n groupings. */
const MAX_CUBE = 6;
/** The server takes no more, and every one is a pass over the rows. */
const MAX_SETS = 4096;

export function bindGroup(env: Env, list: unknown, outputs: Outputs): readonly GroupItem[] {
  const wrapped = asList(list);
  const group = wrapped.map((item) => bindItem(env, item, outputs));
  let sets = 1;
  for (const [index, item] of group.entries()) {
    sets *= setsOf(item);
    if (sets > MAX_SETS)
      refuse('group.not_allowed', {
        at: locationOf(open(wrapped[index]).node),
        hint: `ROLLUP, CUBE and GROUPING SETS multiply: at most ${MAX_SETS} groupings together.`,
      });
  }
  return group;
}

function setsOf(item: GroupItem): number {
  if (item.kind !== 'sets') return 1;
  if (item.form === 'ROLLUP') return item.items.length + 1;
  if (item.form === 'CUBE') return 2 ** item.items.length;
  return item.items.reduce((sum, one) => sum + setsOf(one), 0);
}

function bindItem(env: Env, wrapped: unknown, outputs: Outputs): GroupItem {
  const { name, node } = open(wrapped);
  const at = locationOf(node);
  if (name === 'RowExpr')
    return { kind: 'list', items: asList(node['args']).map((item) => groupKey(env, item, outputs)) };
  if (name !== 'GroupingSet') return { kind: 'expr', ...groupKey(env, wrapped, outputs) };
  if (node['kind'] === 'GROUPING_SET_EMPTY') return { kind: 'empty' };
  const form = (SET_FORMS as Readonly<Record<string, (typeof SET_FORMS)[keyof typeof SET_FORMS]>>)[
    asText(node['kind'])
  ];
  if (form === undefined) refuse('group.not_allowed', { at });
  const items = asList(node['content']).map((item) => bindItem(env, item, outputs));
  if (form === 'CUBE' && items.length > MAX_CUBE)
    refuse('group.not_allowed', { at, hint: `CUBE takes at most ${MAX_CUBE} columns.` });
  return { kind: 'sets', form, items };
}

/** A bare name means a column of FROM first, an output only if there is none; an integer is a position. */
function groupKey(env: Env, wrapped: unknown, outputs: Outputs): Key {
  const { name, node } = open(wrapped);
  const at = locationOf(node);
  const named =
    name === 'ColumnRef' ? namedOutput(env, strings(node['fields']), outputs, at) : positionOf(name, node, outputs, at);
  const expr =
    named === null
      ? settle(env, bindExpr(env, wrapped), 'text')
      : (outputs[named - 1]?.expr ?? refuse('group.not_allowed', { at }));
  // Rows of a function are made before they are grouped only where the list shows them by the same expression.
  const position = named ?? (hasRole(expr, ['rows']) ? outputOf(expr, outputs) : null);
  if (hasRole(expr, position === null ? ['rows', 'aggregate', 'window'] : ['aggregate', 'window']))
    refuse('group.not_allowed', { at });
  checkSortable(expr, at);
  // Two outputs of one expression are two columns to ROLLUP: the position says which is meant.
  const isShared = position !== null && isRepeated(outputs, position - 1);
  return { expr, position: isShared || expr.kind !== 'column' ? position : null };
}

const hasRole = (expr: Expr, roles: readonly Call['role'][]): boolean =>
  someExpr(expr, (part) => part.kind === 'call' && roles.includes(part.role), false);

function outputOf(expr: Expr, outputs: Outputs): number | null {
  const key = keyOf(expr);
  const index = outputs.findIndex((output) => keyOfOutput(output) === key);
  return index < 0 ? null : index + 1;
}

function namedOutput(env: Env, names: readonly string[], outputs: Outputs, at: number): number | null {
  const [name] = names;
  if (names.length !== 1 || name === undefined) return null;
  const isInput = env.scope.items.some(
    (item) => item.unqualified && item.columns.some((column) => column.name === name),
  );
  if (isInput) return null;
  return outputNamed(name, outputs, at);
}

function isRepeated(outputs: Outputs, index: number): boolean {
  const one = outputs[index];
  if (one === undefined || outputs.length === 1) return false;
  const key = keyOfOutput(one);
  return outputs.some((output, at) => at !== index && keyOfOutput(output) === key);
}
