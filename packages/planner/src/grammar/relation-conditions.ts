import type { Rule } from '../chart.ts';
import type { Schema } from '../lexicon/table.ts';
import { stepsFrom } from '../joins.ts';
import type { EntitySet, Op, Path, Pred } from '../meaning.ts';
import type { NumberRead } from '../numbers.ts';
import { narrow } from './attach.ts';
import { invert } from './found.ts';
import type { ColCand, Pending, Result, Role, SetSem } from './sems.ts';
import { chain, one, rule } from './sems.ts';
import { straighten } from './straighten.ts';

const asOp = (text: string): Op => text as Op;

function isWhole(num: NumberRead): boolean {
  return Number.isInteger(num.value) && num.unit === 'plain';
}

/** "customers with mortgage and auto loans": one relation for each of the values joined by "and". */
export function relation(set: EntitySet, negated: boolean): Pending {
  const each = set.preds.find((pred) => pred.kind === 'any' && pred.each);
  if (each?.kind !== 'any' || negated) return { k: 'rel', set, negated };
  const rest = set.preds.filter((pred) => pred !== each);
  return {
    k: 'all',
    parts: each.parts.map((part) => ({ k: 'rel', set: { ...set, preds: [...rest, part] }, negated })),
  };
}

export function counted(set: EntitySet, op: string, num: NumberRead): readonly Result<Pending>[] {
  return isWhole(num) ? one<Pending>({ k: 'count', set, op: asOp(op), n: num.value }) : [];
}

/** "have only mortgages": some of them, and nothing of the kind that is otherwise. */
function solely(set: EntitySet): readonly Result<Pending>[] {
  const [pred] = set.preds;
  if (pred === undefined || set.preds.length > 1 || set.best !== null) return [];
  const others = { ...set, preds: [invert(pred)] };
  return one<Pending>({ k: 'all', parts: [relation(set, false), { k: 'rel', set: others, negated: true }] });
}

/** "from" and "to" choose between two keys to one parent. */
function inRole(pending: Pending, role: Role): Pending {
  return pending.k === 'rel' ? { ...pending, role } : pending;
}

/** The verb of a sentence belongs to its subject, not to the last noun before it. */
function finite(pending: Pending): Pending {
  return pending.k === 'rel' || pending.k === 'count' ? { ...pending, finite: true } : pending;
}

export function settled(pending: Pending): Pending {
  return pending.k === 'rel' || pending.k === 'count' ? { ...pending, finite: false } : pending;
}

const embedded = (n: SetSem): number => (n.finite === true ? 0.4 : 0);

/** "in inventory": a bare set that things would have to own is no place for them to be in. */
function within(set: EntitySet): Pending {
  const pending = relation(set, false);
  return pending.k === 'rel' && set.preds.length === 0 && set.best === null ? { ...pending, up: true } : pending;
}

/** Verbs that tie two things together, in all their tenses: "sold by", "have treated", "was never taken by". */
export function verbs(): readonly Rule[] {
  const bare = (): readonly Result<''>[] => [{ sem: '' }];
  return [
    rule('verb', ['own'], bare),
    rule('verb', ['be', 'own'], bare),
    rule('verb', ['have', 'own'], bare),
    rule('verb', ['have', 'be', 'own'], bare),
    rule('verb', ['own', 'in'], bare, 0.05),
    rule('verb', ['be', 'own', 'in'], bare, 0.05),
    rule('verb', ['own', 'with'], bare, 0.05),
    rule('verb', ['be', 'own', 'with'], bare, 0.05),
    rule('unverb', ['be?', 'not', 'own'], bare),
    rule('unverb', ['do', 'not', 'own'], bare),
    rule('unverb', ['have', 'not', 'be?', 'own'], bare),
    rule('unverb', ['not', 'be', 'own'], bare),
    rule('owns', ['have'], bare),
    rule('owns', ['own'], bare),
  ].flat();
}

export function related(): readonly Rule[] {
  return [
    rule('P', ['with', 'N'], (n) => one(relation(n.set, false), embedded(n))),
    rule('P', ['of', 'N'], (n) => one(within(n.set), embedded(n))),
    rule('P', ['be?', 'from', 'N'], (n) => one(inRole(within(n.set), 'from'), embedded(n))),
    rule('P', ['be?', 'onto', 'N'], (n) => one(inRole(within(n.set), 'onto'), embedded(n))),
    rule('P', ['be?', 'in', 'N'], (n) => one(within(n.set), embedded(n))),
    rule('P', ['verb', 'N'], (n) => one(relation(n.set, false))),
    rule('P', ['unverb', 'N'], (n) => one(relation(n.set, true))),
    rule('P', ['verb', 'no', 'N'], (n) => one(relation(n.set, true))),
    rule('P', ['verb', 'cmp', 'Num', 'N'], (op, num, n) => counted(n.set, op, num)),
    rule('P', ['verb', 'Num', 'or_more', 'N'], (num, op, n) => counted(n.set, op, num)),
    rule('P', ['have', 'N'], (n) => one(finite(relation(n.set, false)))),
    rule('P', ['be?', 'without', 'N'], (n) => one(relation(n.set, true))),
    rule('P', ['have', 'no', 'N'], (n) => one(relation(n.set, true))),
    rule('P', ['do', 'not', 'have', 'N'], (n) => one(relation(n.set, true))),
    rule('P', ['have', 'only', 'N'], (n) => solely(n.set)),
    rule('P', ['with', 'only', 'N'], (n) => solely(n.set)),
    rule('P', ['only', 'have', 'N'], (n) => solely(n.set)),
    rule('P', ['have?', 'event', 'N'], (n) => one(relation(n.set, false), 0.1)),
    rule('P', ['have', 'not', 'have?', 'N'], (n) => one(relation(n.set, true))),
    rule('P', ['be?', 'not', 'in', 'N'], (n) => one(relation(n.set, true))),
  ].flat();
}

/** "cities or towns named X" are no towns of that name or any city: one thing under two names is no choice. */
function eitherOf(left: EntitySet, right: EntitySet): readonly Result<Pending>[] {
  if (left.table === right.table && left.preds.length === 0) return [];
  return one<Pending>({ k: 'any', parts: [relation(left, false), relation(right, false)], each: false });
}

/** How many there are to be, and several relations in one breath. */
export function possessions(): readonly Rule[] {
  return [
    rule('P', ['with', 'cmp', 'Num', 'N'], (op, num, n) => counted(n.set, op, num)),
    rule('P', ['have', 'cmp', 'Num', 'N'], (op, num, n) =>
      counted(n.set, op, num).map((r) => ({ ...r, sem: finite(r.sem) })),
    ),
    rule('P', ['with', 'Num', 'or_more', 'N'], (num, op, n) => counted(n.set, op, num)),
    rule('P', ['whose', 'N', 'named', 'cmp', 'Num'], (n, op, num) => counted(n.set, op, num)),
    rule('P', ['no', 'N'], (n) => one(relation(n.set, true), 0.3)),
    rule('P', ['cmp', 'Num', 'N'], (op, num, n) => counted(n.set, op, num).map((r) => ({ ...r, cost: 0.3 }))),
    rule('P', ['have', 'Num', 'or_more', 'N'], (num, op, n) => counted(n.set, op, num)),
    rule('P', ['have', 'Num', 'N'], (num, n) => counted(n.set, '=', num).map((r) => ({ ...r, cost: 0.05 }))),
    rule('P', ['with', 'Num', 'N'], (num, n) => counted(n.set, '=', num).map((r) => ({ ...r, cost: 0.05 }))),
    rule('P', ['N', 'have'], (n) => one(relation(n.set, false), 0.15)),
    rule('P', ['rel', 'N', 'have'], (n) => one(relation(n.set, false), 0.05)),
    rule('P', ['agent', 'N'], (n) => (n.named === true ? one(relation(n.set, false), 0.2) : [])),
    rule('P', ['agent', 'N'], (n) => (n.named !== true && n.set.preds.length > 0 ? one(within(n.set), 0.2) : [])),
    rule('P', ['have', 'neither', 'N', 'nor', 'N'], (left, right) =>
      one<Pending>({ k: 'all', parts: [relation(left.set, true), relation(right.set, true)] }),
    ),
    rule('P', ['have', 'both?', 'N', 'and', 'N'], (left, right) =>
      one<Pending>({ k: 'all', parts: [relation(left.set, false), relation(right.set, false)] }),
    ),
    rule('P', ['with', 'both?', 'N', 'and', 'N'], (left, right) =>
      one<Pending>({ k: 'all', parts: [relation(left.set, false), relation(right.set, false)] }),
    ),
    rule('P', ['have', 'both?', 'N', 'or', 'N'], (left, right) => eitherOf(left.set, right.set)),
    rule('P', ['with', 'both?', 'N', 'or', 'N'], (left, right) => eitherOf(left.set, right.set)),
    rule('P', ['have', 'both?', 'N', 'and', 'no', 'N'], (left, right) =>
      one<Pending>({ k: 'all', parts: [relation(left.set, false), relation(right.set, true)] }),
    ),
    rule('P', ['with', 'N', 'and', 'no', 'N'], (left, right) =>
      one<Pending>({ k: 'all', parts: [relation(left.set, false), relation(right.set, true)] }),
    ),
    rule('P', ['in', 'rel', 'N', 'owns'], (n) => one(relation(n.set, false), 0.05)),
    rule('P', ['rel', 'N', 'verb'], (n) => one(relation(n.set, false), 0.05)),
    rule('P', ['N', 'verb'], (n) => one(relation(n.set, false), 0.15)),
  ].flat();
}

/** A time said after the object of a verb is the time of what was done. */
function isTimed(set: EntitySet): boolean {
  return set.preds.some((pred) => pred.kind === 'range' || (pred.kind === 'compare' && /year/.test(pred.col.column)));
}

/** "border the largest state", "whose origin airports are in Norway": rows whose key named leads to one of the set. */
function keyed(schema: Schema, cols: readonly ColCand[], { set }: SetSem): readonly Result<Pending>[] {
  return cols.flatMap(({ table, column, cost }) =>
    stepsFrom(schema, table)
      .filter((step) => step.to === set.table && !step.many && step.columns.length === 1)
      .filter((step) => step.columns[0]?.[0] === column)
      .flatMap((step): readonly Result<Pending>[] => {
        const path: Path = [{ from: step.from, to: step.to, columns: step.columns, many: false }];
        const met = straighten({ kind: 'related', path, set, negated: false });
        if (met === null) return [];
        const preds: readonly Pred[] = [met];
        return [
          { sem: { k: 'own', table, preds }, cost: cost + 0.1 },
          { sem: { k: 'rel', set: { table, preds, best: null }, negated: false }, cost: cost + 0.1 },
        ];
      }),
  );
}

export function keyConditions(schema: Schema): readonly Rule[] {
  const none = (found: readonly Result<Pending>[]): readonly Result<Pending>[] =>
    found.map(({ sem, cost }) => ({ sem: { k: 'not', part: sem }, cost: cost ?? 0 }));
  return [
    rule('P', ['be?', 'C', 'N'], (cols, n) => keyed(schema, cols, n)),
    rule('P', ['with', 'the?', 'C', 'N'], (cols, n) => keyed(schema, cols, n)),
    rule('P', ['do', 'not', 'C', 'N'], (cols, n) => none(keyed(schema, cols, n))),
    rule('P', ['be?', 'not', 'C', 'N'], (cols, n) => none(keyed(schema, cols, n))),
  ].flat();
}

/** "treated with X", "ordered in May": rows of the dataset whose verb it is, which meet the rest. */
export function ownVerbs(schema: Schema): readonly Rule[] {
  const everything = (table: string): SetSem => ({ set: { table, preds: [], best: null }, notes: [] });
  const meeting = (table: string, p: Pending): readonly Result<Pending>[] =>
    p.k === 'best' ? [] : chain(narrow(schema, everything(table), p), (sem) => one(relation(sem.set, false)));
  return [
    rule('P', ['be?', 'Ev', 'P'], (ev, p) => meeting(ev.table, p)),
    rule('P', ['have', 'be?', 'Ev', 'P'], (ev, p) => meeting(ev.table, p)),
    rule('P', ['be?', 'Ev', 'by', 'N'], (ev, n) => meeting(ev.table, { k: 'rel', set: n.set, negated: false })),
    rule('P', ['be?', 'Ev', 'N'], (ev, n) =>
      isTimed(n.set) ? [] : meeting(ev.table, { k: 'rel', set: n.set, negated: false }),
    ),
    rule('P', ['be?', 'Ev', 'N', 'Date'], (ev, n, date) =>
      meeting(ev.table, {
        k: 'all',
        parts: [
          { k: 'rel', set: n.set, negated: false },
          { k: 'date', cols: null, date },
        ],
      }),
    ),
    rule('P', ['have', 'not', 'be?', 'Ev'], (ev) => one(relation(everything(ev.table).set, true))),
    rule('P', ['do', 'not', 'Ev'], (ev) => one(relation(everything(ev.table).set, true))),
    rule('P', ['be', 'not', 'Ev'], (ev) => one(relation(everything(ev.table).set, true))),
    rule('P', ['have', 'be', 'Ev'], (ev) => one(relation(everything(ev.table).set, false))),
  ].flat();
}
