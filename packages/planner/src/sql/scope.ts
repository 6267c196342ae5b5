import type { Schema } from '../lexicon/table.ts';
import type { ColRef, Path, Step } from '../meaning.ts';
import { aliasFor, quoteName } from './names.ts';

/** One FROM clause being written: its tables, and the to-one joins that columns asked for so far. */
export type Scope = {
  readonly schema: Schema;
  readonly table: string;
  readonly alias: string;
  readonly taken: Set<string>;
  readonly joins: Map<string, { readonly alias: string; readonly text: string }>;
  /** Left joins keep rows whose parent is missing: right for shown columns, not for groups and conditions. */
  readonly outer: boolean;
};

/** Opens a scope; `taken` is shared by nested scopes, so that no alias shadows another. */
export function openScope(schema: Schema, table: string, taken: Set<string> = new Set(), outer = false): Scope {
  const alias = aliasFor(table, taken);
  taken.add(alias);
  return { schema, table, alias, taken, joins: new Map(), outer };
}

export function joinText(step: Step, left: string, right: string): string {
  return step.columns.map(([from, to]) => `${right}.${quoteName(to)} = ${left}.${quoteName(from)}`).join(' AND ');
}

/** The alias at the end of a path of steps, joined on first use. */
export function aliasAt(scope: Scope, path: Path): string {
  let alias = scope.alias;
  let key = '';
  for (const step of path) {
    key += `/${step.columns.map(([from, to]) => `${from}=${to}`).join(',')}>${step.to}`;
    const known = scope.joins.get(key);
    if (known !== undefined) {
      alias = known.alias;
      continue;
    }
    const next = aliasFor(step.to, scope.taken);
    scope.taken.add(next);
    const nullable = step.columns.some(
      ([from]) => scope.schema.tables.get(step.from)?.byName.get(from)?.notNull === false,
    );
    const word = scope.outer && nullable ? 'LEFT JOIN' : 'JOIN';
    scope.joins.set(key, {
      alias: next,
      text: `${word} ${quoteName(step.to)} ${next} ON ${joinText(step, alias, next)}`,
    });
    alias = next;
  }
  return alias;
}

export function columnText(scope: Scope, ref: ColRef): string {
  return `${aliasAt(scope, ref.path)}.${quoteName(ref.column)}`;
}

export function fromText(scope: Scope): string {
  return [`FROM ${quoteName(scope.table)} ${scope.alias}`, ...[...scope.joins.values()].map((join) => join.text)].join(
    ' ',
  );
}
