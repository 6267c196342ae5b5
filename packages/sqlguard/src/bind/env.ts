import type { Catalogue, Dataset } from '@aureus/contract';
import type { Column, Cte, Expr, MergeKey, NamedWindow, Output, Query } from '../ir/nodes.ts';
import type { Ties } from '../facts/made-of.ts';
import type { Major } from '../pg/rows.ts';
import type { TypeName } from '../pg/types.ts';
import { asList, type Raw } from '../syntax/raw.ts';
import type { Sizes } from '../size/widths.ts';
import type { ColumnUse, Instant } from '../types.ts';

/** What the whole query shares while it is bound. Only `names` and the fact lists grow. */
export type Binder = {
  /** The two recursions of a grammar go through here, so that the files below stay a tree. */
  readonly bindExpr: (env: Env, wrapped: unknown) => Expr;
  readonly bindQuery: (frame: Frame, node: Raw) => Query;
  readonly datasets: DatasetIndex;
  /** Enums of the source by every name a candidate may give them. */
  readonly enums: ReadonlyMap<string, TypeName>;
  readonly major: Major;
  readonly instant: Instant;
  /** Every dataset the query reads, however deep. */
  readonly read: Set<Dataset>;
  /** Uses noted so far, each once. */
  readonly uses: Map<string, ColumnUse>;
  /** Of all its queries; they become uses when it is known which of them the answer shows. */
  readonly mergeKeys: MergeKey[];
  readonly functions: Set<string>;
  /** How often each common table expression is named. */
  readonly named: Map<Cte, number>;
  /** Levels whose rows tie; whether that shows is known when it is known what is read of them. */
  readonly ties: Ties[];
  readonly undetermined: Set<string>;
  readonly seen: {
    /** Nanoseconds that all calls usually take, once each. */
    work: number;
    /** Bytes that calls may hold beside what they are given and make, at worst; a server gives them back with the row. */
    held: number;
    /** Bytes that sorts under a LIMIT usually hold, all together. */
    limited: number;
    aggregated: boolean;
    distinct: boolean;
    antiJoin: boolean;
    relations: number;
    /** A column hangs on a grouped primary key somewhere. */
    dependents: boolean;
    /** Some query picks rows or shows their order: LIMIT, OFFSET, DISTINCT ON, ARRAY(…). */
    picks: boolean;
    /** Some LIMIT or OFFSET takes the first of rows that its own order leaves open. */
    leavesOpen: boolean;
  };
};

/** What a query inherits from around it. */
export type Frame = {
  readonly binder: Binder;
  readonly parent: Scope | null;
  readonly ctes: ReadonlyMap<string, CteEntry>;
};

export type DatasetIndex = {
  readonly byName: ReadonlyMap<string, Dataset>;
  readonly byRelation: ReadonlyMap<string, Dataset>;
};

export type Visible = { readonly name: string; readonly expr: Expr };
/** One entry of FROM as names see it (`ParseNamespaceItem`). */
export type NamespaceItem = {
  readonly alias: string | null;
  readonly schema: string | null;
  readonly columns: readonly Visible[];
  readonly qualified: boolean;
  readonly unqualified: boolean;
  /** Only LATERAL siblings may look at it, while FROM is being read. */
  readonly lateralOnly: boolean;
  /** A function that gives one column: its alias names that column too, where a relation's would name the whole row. */
  readonly scalar?: Visible;
  /** The dataset that it reads directly, if it does. */
  readonly dataset?: Dataset;
};

export type CteEntry = { readonly cte: Cte; readonly columns: readonly string[]; readonly outputs: readonly Output[] };

/** Rows that a list of one SELECT is made of: of the largest group at most, of a group as usual, and of all together. */
export type Listed = {
  readonly most: number;
  readonly usual: number;
  readonly all: number;
  /** What one of so many values of these entries of FROM usually comes to: see `usualAmong`. */
  usualOf(each: Sizes, listing: { readonly rows: number; readonly aliases: ReadonlySet<string> }): number;
};

export type Scope = {
  readonly parent: Scope | null;
  readonly items: readonly NamespaceItem[];
  readonly ctes: ReadonlyMap<string, CteEntry>;
  /** Printed aliases of this level, each with the dataset it reads directly, if it does. */
  readonly own: Map<string, Dataset | null>;
  readonly windows: Map<string, NamedWindow>;
  /** Rows that a list in its targets is made of, or one over a window parted by columns; computed where there is a list. */
  readonly listed?: (parted?: readonly Column[]) => Listed;
};

/** Where an expression stands decides whether aggregates and window functions may stand in it. */
export type Clause = 'select' | 'from' | 'where' | 'on' | 'group' | 'having' | 'order' | 'window' | 'values';
export type Env = {
  readonly binder: Binder;
  readonly scope: Scope;
  readonly clause: Clause;
  readonly inside: 'nothing' | 'aggregate' | 'window';
  /** May LATERAL siblings be seen? */
  readonly lateral: boolean;
};

export function indexDatasets(catalogue: Catalogue): DatasetIndex {
  return {
    byName: new Map(catalogue.datasets.map((dataset) => [dataset.name, dataset])),
    byRelation: new Map(catalogue.datasets.map((dataset) => [`${dataset.schema}\u0000${dataset.relation}`, dataset])),
  };
}

export const emptyScope = (parent: Scope | null, ctes: ReadonlyMap<string, CteEntry>): Scope => ({
  parent,
  items: [],
  ctes,
  own: new Map(),
  windows: new Map(),
});

export const bindExpr = (env: Env, wrapped: unknown): Expr => env.binder.bindExpr(env, wrapped);
export const bindAll = (env: Env, list: unknown): readonly Expr[] => asList(list).map((item) => bindExpr(env, item));
