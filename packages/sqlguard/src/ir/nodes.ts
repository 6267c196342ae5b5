import type { DataClass } from '@aureus/contract';
import type { Collation } from '../pg/collation.ts';
import type { TypedName, TypeName } from '../pg/types.ts';

/** A catalogued column that an expression hangs on; `from` is the range-table entry it was read through. */
export type Dep = {
  readonly dataset: string;
  readonly column: string;
  readonly class: DataClass;
  readonly direct: boolean;
  /** Where a value is nothing but this part of the column (`extract`, `date_trunc`): the part. */
  readonly part?: string;
};

/** What every bound expression knows about itself. `at` is a byte offset in the candidate, -1 when we made the node. */
export type Typed = {
  readonly type: TypeName;
  readonly mod: string | null;
  /** Upper size of one value in bytes. */
  readonly size: number;
  /** What it usually comes to: of texts that a bank keeps, computed by the same rules. */
  readonly usual: number;
  readonly deps: readonly Dep[];
  readonly at: number;
  /** Nanoseconds that the node itself usually takes, without those below it, where that is much. */
  readonly work?: number;
  /** Of JSON that a query below made: how many values it has on all its levels. */
  readonly parts?: number;
  /** What it is sorted by, if it is not the database's own rule. */
  readonly sortedBy?: Collation;
  /** The domain over `type` that the server takes it to be of. */
  readonly domain?: string;
};

type Node<Kind extends string, Fields> = Typed & { readonly kind: Kind } & Readonly<Fields>;

/** A catalogued column whose amounts a value may be given in: a sum of balances is an amount of balance. */
export type Measured = { readonly dataset: string; readonly column: string };

/**
 * `scale`: digits behind the point that every value has, or characters that it is padded to; null if they may differ.
 * `amountOf`: see `amountOf` in amounts.ts.
 */
export type Column = Node<
  'column',
  { alias: string; name: string; scale: number | null; amountOf: readonly Measured[] | null }
>;
/** Bits as the parser keeps them: `b101`, `x1F`. */
export type LiteralForm = 'string' | 'number' | 'boolean' | 'null' | 'bits';
/** `meant`: the enum that the candidate casts it to; printed bare, so what stands beside it must fix that type. */
export type Literal = Node<'literal', { form: LiteralForm; value: string; meant?: TypeName }>;
export type Cast = Node<'cast', { arg: Expr }>;
export type Call = Node<
  'call',
  {
    name: string;
    args: readonly Expr[];
    /** Names of the trailing arguments given by name. */
    named: readonly string[];
    variadic: boolean;
    role: 'function' | 'aggregate' | 'window' | 'rows';
    star: boolean;
    distinct: boolean;
    order: readonly OrderItem[];
    within: boolean;
    filter: Expr | null;
    over: WindowSpec | null;
  }
>;
export type Operation = Node<'operation', { op: string; left: Expr | null; right: Expr }>;
export type Logic = Node<'logic', { op: 'and' | 'or'; args: readonly Expr[] }>;
export type Not = Node<'not', { arg: Expr }>;
export type NullTest = Node<'null_test', { arg: Expr; negated: boolean }>;
export type TruthTest = Node<'truth_test', { arg: Expr; test: 'TRUE' | 'FALSE' | 'UNKNOWN'; negated: boolean }>;
export type Distinction = Node<'distinction', { left: Expr; right: Expr; negated: boolean }>;
export type NullIf = Node<'null_if', { left: Expr; right: Expr }>;
export type InList = Node<'in_list', { left: Expr; items: readonly Expr[]; negated: boolean }>;
export type Between = Node<'between', { arg: Expr; low: Expr; high: Expr; negated: boolean; symmetric: boolean }>;
export type OverArray = Node<'over_array', { op: string; left: Expr; right: Expr; all: boolean }>;
export type Case = Node<
  'case',
  { arg: Expr | null; whens: readonly { readonly when: Expr; readonly result: Expr }[]; otherwise: Expr | null }
>;
export type Coalesce = Node<'coalesce', { args: readonly Expr[] }>;
export type Extreme = Node<'extreme', { op: 'greatest' | 'least'; args: readonly Expr[] }>;
export type ArrayOf = Node<'array', { items: readonly Expr[] }>;
export type Subscript = Node<'subscript', { arg: Expr; indexes: readonly ArrayIndex[] }>;
export type Row = Node<'row', { items: readonly Expr[] }>;
export type Sublink = Node<
  'sublink',
  { form: 'exists' | 'scalar' | 'any' | 'all' | 'array'; test: Expr | null; op: string | null; query: Query }
>;
export type Grouping = Node<'grouping', { args: readonly Expr[] }>;
/** `schema`: of a collation of the source's own. */
export type Collate = Node<'collate', { arg: Expr; collation: string; schema?: string }>;

export type Expr =
  | Column
  | Literal
  | Cast
  | Call
  | Operation
  | Logic
  | Not
  | NullTest
  | TruthTest
  | Distinction
  | NullIf
  | InList
  | Between
  | OverArray
  | Case
  | Coalesce
  | Extreme
  | ArrayOf
  | Subscript
  | Row
  | Sublink
  | Grouping
  | Collate;

export type ArrayIndex = { readonly slice: boolean; readonly lower: Expr | null; readonly upper: Expr | null };

/** `by` is a 1-based output position, or an expression over the input. */
export type OrderItem = {
  readonly by: number | Expr;
  readonly direction: 'default' | 'asc' | 'desc';
  readonly nulls: 'default' | 'first' | 'last';
};

export type WindowBound = {
  readonly kind: 'unbounded_preceding' | 'preceding' | 'current' | 'following' | 'unbounded_following';
  readonly offset: Expr | null;
};
export type WindowFrame = {
  readonly mode: 'RANGE' | 'ROWS' | 'GROUPS';
  readonly start: WindowBound;
  readonly end: WindowBound | null;
  readonly exclude: 'CURRENT ROW' | 'GROUP' | 'TIES' | null;
  /** The parser's own bit set, for the reparse check. */
  readonly options: number;
};
export type WindowSpec = {
  /** Set when it only names a window (`OVER w`). */
  readonly name: string | null;
  readonly base: string | null;
  readonly partition: readonly Expr[];
  readonly order: readonly OrderItem[];
  readonly frame: WindowFrame | null;
};
export type NamedWindow = { readonly name: string; readonly spec: WindowSpec };

/** A column of which equal values make one row; `outputs`: positions, from 0, of what shows it unchanged. */
export type MergeKey = {
  readonly dep: Dep;
  readonly use: 'group' | 'distinct';
  readonly outputs: readonly number[];
};

/** `name` is what the candidate calls it, `printed` what inner levels print, unique within its query. */
export type Target = { readonly expr: Expr; readonly name: string; readonly printed: string };
export type Output = {
  readonly name: string;
  readonly printed: string;
  readonly scale: number | null;
  readonly amountOf: readonly Measured[] | null;
} & Typed;

export type Cte = {
  readonly name: string;
  /** The column list, where the candidate gave one. */
  readonly columns: readonly string[];
  readonly materialized: 'default' | 'always' | 'never';
  readonly query: Query;
};

/** What rows are told apart by; `position` where it is an output that is no column: a constant printed bare would be a position itself. */
export type Key = { readonly expr: Expr; readonly position: number | null };

export type GroupItem =
  | ({ readonly kind: 'expr' } & Key)
  | { readonly kind: 'list'; readonly items: readonly Key[] }
  | { readonly kind: 'empty' }
  | { readonly kind: 'sets'; readonly form: 'ROLLUP' | 'CUBE' | 'GROUPING SETS'; readonly items: readonly GroupItem[] };

export type Tail = {
  readonly ctes: readonly Cte[];
  readonly order: readonly OrderItem[];
  readonly limit: number | null;
  readonly offset: number | null;
  readonly withTies: boolean;
};

export type Select = Tail & {
  readonly kind: 'select';
  readonly distinct: 'no' | 'rows' | readonly Key[];
  readonly targets: readonly Target[];
  readonly from: readonly From[];
  readonly where: Expr | null;
  readonly group: readonly GroupItem[];
  readonly groupDistinct: boolean;
  readonly having: Expr | null;
  readonly windows: readonly NamedWindow[];
  /** Columns that hang on a grouped primary key; a view knows no keys, so they join GROUP BY when views are used. */
  readonly dependents: readonly Column[];
  readonly mergeKeys: readonly MergeKey[];
  readonly outputs: readonly Output[];
};
export type SetOperation = Tail & {
  readonly kind: 'set';
  readonly op: 'UNION' | 'INTERSECT' | 'EXCEPT';
  readonly all: boolean;
  readonly left: Query;
  readonly right: Query;
  readonly mergeKeys: readonly MergeKey[];
  readonly outputs: readonly Output[];
};
export type Values = Tail & {
  readonly kind: 'values';
  readonly rows: readonly (readonly Expr[])[];
  readonly outputs: readonly Output[];
};
export type Query = Select | SetOperation | Values;

export type RecordColumn = TypedName & { readonly name: string };
/** One function in FROM; `record`: the columns that the JSON it is given is read as, empty for all other functions. */
export type RowSource = { readonly call: Call; readonly record: readonly RecordColumn[] };

export type JoinType = 'INNER' | 'LEFT' | 'RIGHT' | 'FULL' | 'CROSS';
export type From =
  /** A dataset as bound; placed (masked view, subquery or base relation) when the query is compiled. */
  | { readonly kind: 'relation'; readonly dataset: string; readonly alias: string }
  | { readonly kind: 'base'; readonly schema: string; readonly name: string; readonly alias: string }
  | { readonly kind: 'cte'; readonly name: string; readonly alias: string }
  | {
      readonly kind: 'subquery';
      readonly query: Query;
      readonly alias: string;
      readonly columns: readonly string[];
      readonly lateral: boolean;
    }
  | {
      readonly kind: 'function';
      /** Several stand side by side, row by row. */
      readonly sources: readonly RowSource[];
      readonly alias: string;
      readonly columns: readonly string[];
      readonly ordinality: boolean;
      readonly lateral: boolean;
    }
  | {
      readonly kind: 'join';
      readonly type: JoinType;
      readonly left: From;
      readonly right: From;
      /** Columns joined by name; empty when `on` says it. */
      readonly using: readonly string[];
      readonly on: Expr | null;
    };
