import type { Col, Schema } from '../lexicon/table.ts';
import type { EntitySet, Pred } from '../meaning.ts';
import { attachNumber, attachScalar, attachTotal } from './attach-figures.ts';
import { attachRelated } from './attach-relations.ts';
import { attachDate } from './attach-times.ts';
import { attachPlace, attachTerm, attachText, attachValues } from './attach-values.ts';
import { orderOf, spelled } from './default-measure.ts';
import type { Found } from './found.ts';
import { negate } from './found.ts';
import { reachColumns } from './reach.ts';
import type { Pending, Result, SetSem } from './sems.ts';

function attachParts(
  schema: Schema,
  set: EntitySet,
  pending: Extract<Pending, { k: 'any' | 'all' }>,
): readonly Found[] {
  const parts = pending.parts.map((part) => attach(schema, set, part)[0]);
  if (parts.some((part) => part === undefined)) return [];
  const found = parts.filter((part) => part !== undefined);
  const cost = found.reduce((sum, part) => sum + part.cost, 0);
  const notes = found.flatMap((part) => part.notes);
  const preds = found.map((part) => part.pred);
  const ofOwner = preds.every((pred) => pred.kind === 'related' && pred.path.some((step) => step.many));
  if (pending.k === 'any' && pending.each && ofOwner) return [{ pred: { kind: 'all', parts: preds }, cost, notes }];
  return [
    {
      pred:
        pending.k === 'any'
          ? { kind: 'any', parts: preds, each: pending.each, ...(pending.contrast === true ? { contrast: true } : {}) }
          : { kind: 'all', parts: preds },
      cost,
      notes,
    },
  ];
}

/** All well-typed ways the condition can hold of a row of the set; none if it cannot. */
export function attach(schema: Schema, set: EntitySet, pending: Pending): readonly Found[] {
  const { table } = set;
  switch (pending.k) {
    case 'value':
      return negate(attachValues(schema, table, pending), pending.negated);
    case 'cmp':
    case 'between':
      return attachNumber(schema, table, pending);
    case 'date':
      return attachDate(schema, table, pending);
    case 'rel':
    case 'count':
      return attachRelated(schema, table, pending);
    case 'term':
      return negate(attachTerm(schema, table, pending), pending.negated);
    case 'null':
      return reachColumns(schema, table, pending.cols).map((one) => ({
        pred: { kind: 'null', col: one.ref, negated: pending.negated },
        cost: one.cost,
        notes: [],
      }));
    case 'text':
      return attachText(schema, table, pending);
    case 'columns':
      return attachColumns(schema, table, pending);
    case 'scalar':
      return attachScalar(schema, set, pending);
    case 'total':
      return attachTotal(schema, table, pending);
    case 'any':
    case 'all':
      return attachParts(schema, set, pending);
    case 'not':
      return negate(attach(schema, set, pending.part), true);
    case 'own':
      return pending.table === table ? [{ pred: { kind: 'all', parts: pending.preds }, cost: 0, notes: [] }] : [];
    case 'place':
      return attachPlace(schema, table, pending.text);
    case 'best':
      return [];
  }
}

/** Figures with figures, texts with texts, days with days. */
function areComparable(left: Col, right: Col): boolean {
  return left.kind === right.kind || (left.role === 'date' && right.role === 'date');
}

function attachColumns(schema: Schema, table: string, pending: Extract<Pending, { k: 'columns' }>): readonly Found[] {
  const left = reachColumns(schema, table, pending.left)[0];
  const right = reachColumns(schema, table, pending.right)[0];
  if (
    left === undefined ||
    right === undefined ||
    !areComparable(left.col, right.col) ||
    (left.ref.column === right.ref.column && left.ref.table === right.ref.table)
  )
    return [];
  return [
    {
      pred: { kind: 'columns', left: left.ref, op: pending.op, right: right.ref },
      cost: left.cost + right.cost,
      notes: [],
    },
  ];
}

type Range = Extract<Pred, { kind: 'range' }>;

/** Two times of one column without a common day. */
function areApart(a: Range, b: Range): boolean {
  const same = JSON.stringify(a.col) === JSON.stringify(b.col);
  const before = (x: Range, y: Range): boolean => x.to !== null && y.from !== null && x.to <= y.from;
  return same && (before(a, b) || before(b, a));
}

/** Two different values required of one column contradict each other. */
function contradicts(preds: readonly Pred[], pred: Pred): boolean {
  if (pred.kind === 'range') return preds.some((other) => other.kind === 'range' && areApart(other, pred));
  if (pred.kind !== 'compare' || pred.op !== '=') return false;
  return preds.some(
    (other) =>
      other.kind === 'compare' &&
      other.op === '=' &&
      other.col.column === pred.col.column &&
      other.col.table === pred.col.table &&
      JSON.stringify(other.col.path) === JSON.stringify(pred.col.path),
  );
}

/** A time after "branches with the most loans" is rather that of the loans. */
function measuresOthers(set: EntitySet): boolean {
  return (
    set.preds.some(
      (pred) => pred.kind === 'count' || (pred.kind === 'related' && pred.path.some((step) => step.many)),
    ) ||
    set.preds.some((pred) => pred.kind === 'total') ||
    (set.best !== null && set.best.by.kind !== 'column')
  );
}

/** One thing, named by its key: a time said after it rather belongs to what is asked about it. */
function isOne(schema: Schema, set: EntitySet): boolean {
  const key = schema.tables.get(set.table)?.key ?? [];
  return set.preds.some(
    (pred) => pred.kind === 'compare' && pred.op === '=' && pred.col.path.length === 0 && key.includes(pred.col.column),
  );
}

/** What is said after a relation is rather said of the thing at its end; this sets the two apart by more than a tie. */
const FURTHER_OFF = 0.2;

/** Whom "without alerts in the EU" excludes is open, so there both readings stay near. */
const BESIDE_DENIAL = 0.05;

function furtherOff({ preds, best }: EntitySet): number {
  const costs = preds.map((pred) =>
    pred.kind === 'related' && pred.negated
      ? BESIDE_DENIAL
      : pred.kind === 'related' || pred.kind === 'count'
        ? FURTHER_OFF
        : 0,
  );
  const ranked = best !== null && best.by.kind !== 'column' ? FURTHER_OFF : 0;
  return costs.reduce<number>((sum, cost) => sum + cost, ranked);
}

function withBest(schema: Schema, sem: SetSem, pending: Extract<Pending, { k: 'best' }>): readonly Result<SetSem>[] {
  if (sem.set.best !== null) return [];
  const measured = orderOf(schema, sem.set.table, pending.by, pending.dir);
  const found = measured.length > 0 || pending.n === null ? measured : spelled(schema, sem.set.table, pending.by);
  return found.map(({ by, dir, cost, notes }) => ({
    sem: { set: { ...sem.set, best: { by, dir, n: pending.n } }, notes: [...sem.notes, ...notes] },
    cost: cost + (pending.finite === true ? 0 : furtherOff(sem.set)),
  }));
}

/** Rows whose only condition is a further relation lie on the way to it: one meaning, one form. */
function straight(pred: Extract<Pred, { kind: 'related' }>): Pred {
  const [inner] = pred.set.preds;
  const isBare = pred.set.preds.length === 1 && pred.set.best === null;
  if (!isBare || inner?.kind !== 'related' || inner.negated) return pred;
  return straight({ ...pred, path: [...pred.path, ...inner.path], set: inner.set });
}

function flat(pred: Pred): readonly Pred[] {
  if (pred.kind === 'related') return [straight(pred)];
  return pred.kind === 'all' ? pred.parts.flatMap(flat) : [pred];
}

/** Conditions have no order: one canonical order makes equal meanings equal. */
function inOrder(preds: readonly Pred[]): readonly Pred[] {
  const keyed = new Map(preds.map((pred) => [JSON.stringify(pred), pred]));
  return [...keyed.keys()].sort().flatMap((key) => keyed.get(key) ?? []);
}

/** Where one thing fills several rows, what holds of none of its rows cannot be asked row by row. */
function denies(pending: Pending): boolean {
  return pending.k === 'not' || ('negated' in pending && pending.negated);
}

/** The set narrowed by the condition, once for each well-typed reading. */
export function narrow(schema: Schema, sem: SetSem, pending: Pending): readonly Result<SetSem>[] {
  if (pending.k === 'best') return withBest(schema, sem, pending);
  if (pending.k === 'date' && pending.cols === null && measuresOthers(sem.set)) return [];
  if (denies(pending) && schema.tables.get(sem.set.table)?.repeats === true) return [];
  if (pending.k === 'all') {
    return pending.parts.reduce<readonly Result<SetSem>[]>(
      (sets, part) =>
        sets.flatMap((one) =>
          narrow(schema, one.sem, part).map((next) => ({ sem: next.sem, cost: (one.cost ?? 0) + (next.cost ?? 0) })),
        ),
      [{ sem, cost: 0 }],
    );
  }
  return attach(schema, sem.set, pending)
    .filter((found) => !contradicts(sem.set.preds, found.pred))
    .map((found) => ({
      sem: {
        set: { ...sem.set, preds: inOrder([...sem.set.preds, ...flat(found.pred)]) },
        notes: [...sem.notes, ...found.notes],
        ...('finite' in pending && pending.finite === true ? { finite: true } : {}),
      },
      cost:
        found.cost +
        furtherOff(sem.set) +
        (pending.k === 'date' && pending.cols === null && isOne(schema, sem.set) ? 0.5 : 0) +
        (sem.set.preds.some((pred) => pred.kind === 'any' && !pred.each) ? 0.4 : 0),
    }));
}
