import { type Leaf, aliasesOf } from '../ir/children.ts';
import { type Equality, equalitiesOf } from '../ir/equalities.ts';
import type { Expr, From, Query } from '../ir/nodes.ts';
import { isTotal } from './bounded-rows.ts';
import type { Binder } from '../bind/env.ts';

/** What a planner joins at once: the relations of one FROM, and of all that it puts in place of names there. */
export type Joined = {
  relations: number;
  /** The same, each by how many ways of joining it leave a planner. */
  ways: number;
  /** The most of one of them. */
  most: number;
  /** Subqueries that it pulls up, and relations, which may be views. */
  pulled: number;
  /** The same, as often as a subquery around them is pulled up with them. */
  nested: number;
  /** Parts of the columns of each join, which it writes out again at every pull. */
  aliased: number;
  /** Columns that stand for something above a join. */
  carried: number;
  partitions: number;
};

export const newJoined = (): Joined => ({
  relations: 0,
  ways: 0,
  most: 0,
  pulled: 0,
  nested: 0,
  aliased: 0,
  carried: 0,
  partitions: 0,
});

/** One more to be joined. */
export function join(to: Joined, ways: number): void {
  to.relations += 1;
  to.ways += ways;
  to.most = Math.max(to.most, ways);
}

/** What was joined as one is made part of what is around. */
export function pullUp(to: Joined, below: Readonly<Joined>): void {
  to.relations += Math.max(0, below.relations - 1);
  to.ways += below.ways - below.most;
  to.most = Math.max(to.most, below.most);
  to.pulled += below.pulled + 1;
  to.nested += below.nested + below.pulled + 1;
  to.aliased += below.aliased;
  to.carried += below.carried;
  to.partitions += below.partitions;
}

/**
 * Bytes, as PostgreSQL 18 was seen to take them for a cursor where an index serves each join; where nothing does, it is
 * half. They grow faster than the square, which is drawn so that it meets them at the limit. A key that says which row is
 * meant leaves few ways worth keeping.
 */
const EACH_PAIR = 250_000;
export const WAYS = { free: 1, keyed: 0.4, outer: 0.18, half: 0.9 } as const;
const EACH_CARRIED = 2000;
/** Less than this in memory; what is copied at every level takes its time. */
const EACH_NESTED = 12_000;
const EACH_ALIASED = 90;
/** Before and after the pulls a planner writes the columns of each join out as well. */
const ALWAYS_WRITTEN = 6;
const EACH_PARTITION = 10_000;
/** Beside so many others a partition takes twice as much. */
const RELATIONS_TWICE = 15;

/**
 * What a planner holds while it makes a plan, before any limit of a running query holds: it gives nothing back until it
 * is done.
 */
export const planningOf = ({
  relations,
  ways,
  pulled,
  nested,
  aliased,
  carried,
  partitions,
}: Readonly<Joined>): number =>
  ways ** 2 * EACH_PAIR +
  relations * carried * EACH_CARRIED +
  nested * EACH_NESTED +
  aliased * (pulled + ALWAYS_WRITTEN) * EACH_ALIASED +
  partitions * (1 + relations / RELATIONS_TWICE) * EACH_PARTITION;

/** How a part of FROM is joined to the rest: by which ways, and whether its columns may be missing. */
export type Place = { readonly ways: number; readonly nullable: boolean };

/** The place of every leaf. */
export function placesIn(binder: Binder, query: Query): ReadonlyMap<Leaf, Place> {
  const places = new Map<Leaf, Place>();
  if (query.kind !== 'select') return places;
  const keyed = new Set(equalitiesOf(query).flatMap((one) => keysIn(binder, one)));
  for (const item of query.from) place({ places, keyed }, item, false);
  return places;
}

type Placing = { readonly places: Map<Leaf, Place>; readonly keyed: ReadonlySet<string> };

function place(placing: Placing, item: From, nullable: boolean): void {
  if (item.kind === 'join') {
    const [ofLeft, ofRight] = [
      item.type === 'RIGHT' || item.type === 'FULL',
      item.type === 'LEFT' || item.type === 'FULL',
    ];
    place(placing, item.left, nullable || ofLeft);
    place(placing, item.right, nullable || ofRight);
    return;
  }
  const isOne = placing.keyed.has(item.alias) || (item.kind === 'subquery' && isGrouped(item.query));
  const ways = isOne ? WAYS.keyed : nullable ? WAYS.outer : WAYS.free;
  placing.places.set(item, { ways, nullable });
}

const isGrouped = (query: Query): boolean => query.kind === 'select' && (query.group.length > 0 || isTotal(query));

/** Relations of which an equality takes the row of one key, which something of another relation gives. */
const keysIn = (binder: Binder, { left, right }: Equality): readonly string[] => [
  ...keyedBy(binder, left, right),
  ...keyedBy(binder, right, left),
];

function keyedBy({ datasets }: Binder, key: Expr, by: Expr): readonly string[] {
  const [dep, ...others] = key.deps;
  if (key.kind !== 'column' || dep?.direct !== true || others.length > 0) return [];
  const [only, ...more] = datasets.byName.get(dep.dataset)?.primaryKey ?? [];
  return only === dep.column && more.length === 0 && !aliasesOf(by).has(key.alias) ? [key.alias] : [];
}
