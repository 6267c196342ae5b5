import type { Expr, From, Output } from '../ir/nodes.ts';
import { asRaw, locationOf, placeOf, strings, type Raw } from '../syntax/raw.ts';
import { refuse } from '../verdict.ts';
import { asShown } from './collations.ts';
import type { Env, NamespaceItem, Visible } from './env.ts';
import { checkName, printedAlias, uniqueNames } from './names.ts';

export type BoundFrom = {
  readonly from: From;
  readonly items: readonly NamespaceItem[];
  /** Column names of what is printed, as USING sees them; null where base columns may hide that we do not know. */
  readonly printed: readonly string[] | null;
  /** Names that a printed USING has already merged. */
  readonly merged: readonly string[];
};

export type AliasParts = { readonly name: string | null; readonly columns: readonly string[] };

export function aliasOf(node: Raw): AliasParts {
  const alias = asRaw(node['alias']);
  const name = typeof alias['aliasname'] === 'string' ? checkName(alias['aliasname'], locationOf(node)) : null;
  return { name, columns: strings(alias['colnames']).map((column) => checkName(column, locationOf(node))) };
}

export function namespace(alias: string | null, schema: string | null, columns: readonly Visible[]): NamespaceItem {
  return { alias, schema, columns, qualified: alias !== null, unqualified: true, lateralOnly: false };
}

/** A column alias list may be shorter than the columns, never longer. */
export function rename(names: readonly string[], aliases: readonly string[], at: number): readonly string[] {
  if (aliases.length > names.length) refuse('subquery.columns', { at });
  return names.map((name, index) => aliases[index] ?? name);
}

/** Names given so far, each with the schemas of the relations that bear it without an alias; null is anything else. */
export type SeenAliases = Map<string, Set<string | null>>;

/**
 * Two entries of one FROM may not have the same name, unless both are relations of different schemas without an alias
 * (`checkNameSpaceConflicts`): `seen` are those before, `part` is the text of the new ones.
 */
export function checkAliases(seen: SeenAliases, items: readonly NamespaceItem[], part: unknown): void {
  for (const { alias, schema, qualified } of items) {
    if (alias === null || !qualified) continue;
    const others = seen.get(alias) ?? new Set();
    const isTaken = schema === null ? others.size > 0 : others.has(null) || others.has(schema);
    if (isTaken) refuse('relation.alias_twice', { at: placeOf(part), name: alias });
    seen.set(alias, others.add(schema));
  }
}

/** Outputs under the names of a column list, which must differ to be referred to. */
export function relisted(outputs: readonly Output[], shown: readonly string[]): readonly Output[] {
  const names = uniqueNames(shown);
  return outputs.map((output, index) => ({ ...output, printed: names[index] ?? output.printed }));
}

/** What a printed USING would find: the names of the columns below, not those a candidate gave them. */
export function namesOf(columns: readonly Visible[]): readonly string[] {
  return columns.map(({ name, expr }) => (expr.kind === 'column' ? expr.name : name));
}

/** Columns of a subquery, CTE or function: they keep the lineage of what is below. */
export function columnsOver(alias: string, outputs: readonly Output[], names: readonly string[]): readonly Visible[] {
  return outputs.map((output, index) => {
    const column: Expr = {
      kind: 'column',
      alias,
      name: output.printed,
      type: output.type,
      mod: output.mod,
      size: output.size,
      usual: output.usual,
      deps: output.deps,
      scale: output.scale,
      amountOf: output.amountOf,
      at: -1,
      ...(output.domain === undefined ? {} : { domain: output.domain }),
    };
    const made = output.parts === undefined ? column : { ...column, parts: output.parts };
    const expr = output.sortedBy === undefined ? made : asShown({ ...made, sortedBy: output.sortedBy });
    return { name: names[index] ?? output.name, expr };
  });
}

export function ownAlias(env: Env, wanted: string): string {
  const printed = printedAlias(env.scope, wanted);
  env.scope.own.set(printed, null);
  return printed;
}
