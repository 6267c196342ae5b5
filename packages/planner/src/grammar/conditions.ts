import type { Rule } from '../chart.ts';
import type { Schema } from '../lexicon/table.ts';
import type { Term } from '@aureus/contract';
import { colOf } from './reach.ts';
import type { EntitySet, Op } from '../meaning.ts';
import type { DateRead } from '../dates.ts';
import type { NumberRead } from '../numbers.ts';
import type { ColCand, Pending, Result, SetSem, ValCand } from './sems.ts';
import { chain, rule } from './sems.ts';
import { invert, narrow } from './attach.ts';

const one = <T>(sem: T, cost = 0): readonly Result<T>[] => [{ sem, cost }];
const asOp = (text: string): Op => text as Op;

function isWhole(num: NumberRead): boolean {
  return Number.isInteger(num.value) && num.unit === 'plain';
}

/** A value beside the word of its own column: "high risk", "status open". */
export function agree(vals: readonly ValCand[], cols: readonly ColCand[]): readonly Result<readonly ValCand[]>[] {
  const both = vals.flatMap((val) => {
    const col = cols.find((cand) => cand.table === val.table && cand.column === val.column);
    return col === undefined ? [] : [{ ...val, cost: Math.max(0, val.cost + col.cost * 0.5 - 0.1) }];
  });
  return both.length === 0 ? [] : one(both, -0.08);
}

/** "customers with mortgage and auto loans": one relation for each of the values joined by "and". */
function relation(set: EntitySet, negated: boolean): Pending {
  const each = set.preds.find((pred) => pred.kind === 'any' && pred.each);
  if (each?.kind !== 'any' || negated) return { k: 'rel', set, negated };
  const rest = set.preds.filter((pred) => pred !== each);
  return {
    k: 'all',
    parts: each.parts.map((part) => ({ k: 'rel', set: { ...set, preds: [...rest, part] }, negated })),
  };
}

function counted(set: EntitySet, op: string, num: NumberRead): readonly Result<Pending>[] {
  return isWhole(num) ? one<Pending>({ k: 'count', set, op: asOp(op), n: num.value }) : [];
}

const compare = (cols: readonly ColCand[] | null, op: string, num: NumberRead): Pending => ({
  k: 'cmp',
  cols,
  op: asOp(op),
  num,
});

function values(): readonly Rule[] {
  return [
    rule('V', ['V', 'C'], (vals, cols) => agree(vals, cols)),
    rule('V', ['C', 'be?', 'of?', 'V'], (cols, vals) => agree(vals, cols)),
    rule('V', ['C', 'be?', 'as', 'V'], (cols, vals) => agree(vals, cols)),
    rule('V', ['C', 'cmp', 'V'], (cols, op, vals) => (op === '=' ? agree(vals, cols) : [])),
    rule('V', ['def', 'V'], (vals) => one(vals)),
    rule('Vals', ['V'], (vals) => one<Pending>({ k: 'value', cands: vals, negated: false })),
    rule('Vals', ['Vals', 'or', 'V'], (left, vals) => either(left, vals, false)),
    rule('Vals', ['Vals', 'and', 'V'], (left, vals) => either(left, vals, true)),
    rule('Vals', ['Vals', 'comma', 'V'], (left, vals) => either(left, vals, true)),
    rule('Vals', ['Vals', 'versus', 'V'], (left, vals) => contrasted(either(left, vals, true))),
    rule('Vals', ['both', 'Vals'], (vals) => one(vals)),
    rule('Vals', ['T'], (term) => one<Pending>({ k: 'term', table: term.table, term: term.term, negated: false })),
  ].flat();
}

/** Said of the thing itself ("are risky"), not of something that belongs to it. */
export function nearby(pending: Pending): Pending {
  if (pending.k === 'value') return { ...pending, near: true };
  return pending.k === 'any' ? { ...pending, parts: pending.parts.map(nearby) } : pending;
}

/** "mortgage versus auto": each is wanted by itself. */
function contrasted(found: readonly Result<Pending>[]): readonly Result<Pending>[] {
  return found.map((one) => (one.sem.k === 'any' ? { ...one, sem: { ...one.sem, contrast: true } } : one));
}

/** "high or medium", "US and UK": alternatives of one column. */
function either(left: Pending, vals: readonly ValCand[], each: boolean): readonly Result<Pending>[] {
  const parts = left.k === 'any' ? left.parts : [left];
  const columns = new Set(
    parts.flatMap((part) => (part.k === 'value' ? part.cands.map((cand) => `${cand.table}.${cand.column}`) : [])),
  );
  const same = vals.filter((val) => columns.has(`${val.table}.${val.column}`));
  if (same.length === 0) return [];
  const kept = new Set(same.map((val) => `${val.table}.${val.column}`));
  const trimmed = parts.map((part): Pending =>
    part.k === 'value'
      ? { ...part, cands: part.cands.filter((cand) => kept.has(`${cand.table}.${cand.column}`)) }
      : part,
  );
  return one<Pending>({ k: 'any', parts: [...trimmed, { k: 'value', cands: same, negated: false }], each });
}

function valueConditions(): readonly Rule[] {
  return [
    rule('P', ['be?', 'in', 'Vals'], (vals) => one(vals)),
    rule('P', ['be?', 'of', 'Vals'], (vals) => one(vals, 0.02)),
    rule('P', ['with', 'the?', 'Vals'], (vals) => one(vals)),
    rule('P', ['have', 'the?', 'Vals'], (vals) => one(vals, 0.05)),
    rule('P', ['verb', 'Vals'], (vals) => one(vals, 0.02)),
    rule('P', ['unverb', 'Vals'], (vals) => one<Pending>({ k: 'not', part: vals }, 0.02)),
    rule('P', ['be?', 'as', 'Vals'], (vals) => one(vals)),
    rule('P', ['be', 'Vals'], (vals) => one(nearby(vals))),
    rule('P', ['have', 'be', 'Vals'], (vals) => one(nearby(vals))),
    rule('P', ['Vals'], (vals) => one(vals, 0.15)),
    rule('P', ['whose', 'Vals'], (vals) => one(vals)),
    rule('P', ['be?', 'neither', 'Vals', 'nor', 'V'], (vals, other) =>
      either(vals, other, false).map((r) => ({ sem: { k: 'not' as const, part: r.sem } })),
    ),
    rule('P', ['be?', 'neither', 'N', 'nor', 'N'], (a, b) => unlike(a.set, b.set)),
    rule('P', ['be?', 'not', 'in?', 'Vals'], (vals) => one<Pending>({ k: 'not', part: vals })),
    rule('P', ['be?', 'not', 'as?', 'Vals'], (vals) => one<Pending>({ k: 'not', part: vals })),
    rule('P', ['in', 'C', 'V'], (cols, vals) =>
      agree(vals, cols).map((r) => ({ sem: { k: 'value' as const, cands: r.sem, negated: false }, cost: 0 })),
    ),
    rule('P', ['do', 'not', 'have', 'the?', 'Vals'], (vals) => one<Pending>({ k: 'not', part: vals })),
    rule('P', ['be?', 'without', 'Vals'], (vals) => one<Pending>({ k: 'not', part: vals }, 0.1)),
  ].flat();
}

/** "past due more than 90 days": the term names the column, the figure takes the place of its own. */
function stretched(schema: Schema, table: string, term: Term): readonly ColCand[] {
  const col = colOf(schema, table, term.column);
  return col?.kind === 'number' && /[<>]/.test(term.operator) ? [{ table, column: term.column, cost: 0.05 }] : [];
}

function figureConditions(schema: Schema): readonly Rule[] {
  return [
    rule('P', ['be?', 'cmp', 'Num'], (op, num) => one(compare(null, op, num), 0.05)),
    rule('P', ['in', 'cmp', 'Num'], (op, num) => one(compare(null, op, num), 0.1)),
    rule('P', ['with', 'the?', 'C', 'of?', 'cmp', 'Num'], (cols, op, num) => one(compare(cols, op, num))),
    rule('P', ['have', 'the?', 'C', 'of?', 'cmp', 'Num'], (cols, op, num) => one(compare(cols, op, num))),
    rule('P', ['with', 'the?', 'C', 'of', 'Num'], (cols, num) => one(compare(cols, '=', num))),
    rule('P', ['have', 'the?', 'C', 'of', 'Num'], (cols, num) => one(compare(cols, '=', num))),
    rule('P', ['whose', 'C', 'be?', 'cmp', 'Num'], (cols, op, num) => one(compare(cols, op, num))),
    rule('P', ['C', 'be?', 'of?', 'cmp', 'Num'], (cols, op, num) => one(compare(cols, op, num), 0.05)),
    rule('P', ['whose', 'C', 'be', 'Num'], (cols, num) => one(compare(cols, '=', num))),
    rule('P', ['C', 'be', 'Num'], (cols, num) => one(compare(cols, '=', num), 0.05)),
    rule('P', ['with?', 'cmp', 'Num', 'in?', 'C'], (op, num, cols) => one(compare(cols, op, num))),
    rule('P', ['be', 'cmp', 'Num', 'C'], (op, num, cols) => one(compare(cols, op, num))),
    rule('P', ['have', 'cmp', 'Num', 'in?', 'C'], (op, num, cols) => one(compare(cols, op, num))),
    rule('P', ['with?', 'Num', 'or_more', 'in?', 'C'], (num, op, cols) => one(compare(cols, op, num))),
    rule('P', ['have', 'Num', 'or_more', 'in?', 'C'], (num, op, cols) => one(compare(cols, op, num))),
    rule('P', ['with?', 'the?', 'C', 'of?', 'Num', 'or_more'], (cols, num, op) => one(compare(cols, op, num))),
    rule('P', ['with?', 'the?', 'sign', 'C'], (op, cols) => one(compare(cols, op, { value: 0, unit: 'plain' }))),
    rule('P', ['whose', 'C', 'be', 'sign'], (cols, op) => one(compare(cols, op, { value: 0, unit: 'plain' }))),
    rule('P', ['be?', 'T', 'by?', 'cmp', 'Num', 'unit?'], (t, op, num) =>
      stretched(schema, t.table, t.term).flatMap((cand) => one(compare([cand], op, num))),
    ),
    rule('P', ['be?', 'T', 'in', 'cmp', 'Num', 'unit?'], (t, op, num) =>
      stretched(schema, t.table, t.term).flatMap((cand) => one(compare([cand], op, num))),
    ),
    rule('Num', ['Num', 'unit'], (num, unit) =>
      num.unit === 'plain' && num.span === undefined ? one({ ...num, span: unit }, 0.05) : [],
    ),
    rule('P', ['of', 'Num', 'or_more'], (num, op) => one(compare(null, op, num), 0.1)),
    rule('P', ['have', 'Num', 'C'], (num, cols) => one(compare(cols, '=', num), 0.1)),
    rule('P', ['with', 'Num', 'C'], (num, cols) => one(compare(cols, '=', num), 0.1)),
    rule('P', ['be?', 'between', 'Num', 'and', 'Num'], (low, high) => between(null, low, high)),
    rule('P', ['be?', 'between', 'Num', 'to', 'Num'], (low, high) => between(null, low, high)),
    rule('P', ['with?', 'the?', 'C', 'be?', 'between', 'Num', 'and', 'Num'], (cols, low, high) =>
      between(cols, low, high),
    ),
    rule('P', ['whose', 'C', 'be?', 'between', 'Num', 'and', 'Num'], (cols, low, high) => between(cols, low, high)),
    rule('P', ['with?', 'between', 'Num', 'and', 'Num', 'C'], (low, high, cols) => between(cols, low, high)),
  ].flat();
}

function between(cols: readonly ColCand[] | null, low: NumberRead, high: NumberRead): readonly Result<Pending>[] {
  if (low.value > high.value) return [];
  const unit = low.unit === 'plain' ? high.unit : low.unit;
  return one<Pending>({ k: 'between', cols, low: { ...low, unit }, high: { ...high, unit } });
}

function dateConditions(): readonly Rule[] {
  return [
    rule('P', ['do', 'polite', 'C', 'Date'], (cols, date) => one<Pending>({ k: 'date', cols, date })),
    rule('P', ['do', 'polite', 'event', 'Date'], (date) => one<Pending>({ k: 'date', cols: null, date }, 0.05)),
    rule('P', ['Date'], (date) => one<Pending>({ k: 'date', cols: null, date })),
    rule('P', ['have?', 'be?', 'event', 'Date'], (date) => one<Pending>({ k: 'date', cols: null, date }, 0.1)),
    rule('P', ['have?', 'be?', 'C', 'Date'], (cols, date) => one<Pending>({ k: 'date', cols, date })),
    rule('P', ['with', 'the?', 'C', 'Date'], (cols, date) => one<Pending>({ k: 'date', cols, date })),
    rule('P', ['whose', 'C', 'be', 'Date'], (cols, date) => one<Pending>({ k: 'date', cols, date })),
    rule('P', ['have', 'the?', 'C', 'Date'], (cols, date) => one<Pending>({ k: 'date', cols, date })),
    rule('P', ['C', 'be', 'Date'], (cols, date) => one<Pending>({ k: 'date', cols, date }, 0.05)),
  ].flat();
}

/** "neither mortgages nor business loans": what makes the one and what makes the other is not so. */
function unlike(a: EntitySet, b: EntitySet): readonly Result<Pending>[] {
  const [left] = a.preds;
  const [right] = b.preds;
  const single = a.preds.length === 1 && b.preds.length === 1 && a.best === null && b.best === null;
  if (a.table !== b.table || !single || left === undefined || right === undefined) return [];
  return one<Pending>({ k: 'own', table: a.table, preds: [invert(left), invert(right)] });
}

/** "have only mortgages": some of them, and nothing of the kind that is otherwise. */
function solely(set: EntitySet): readonly Result<Pending>[] {
  const [pred] = set.preds;
  if (pred === undefined || set.preds.length > 1 || set.best !== null) return [];
  const others = { ...set, preds: [invert(pred)] };
  return one<Pending>({ k: 'all', parts: [relation(set, false), { k: 'rel', set: others, negated: true }] });
}

/** The verb of a sentence belongs to its subject, not to the last noun before it. */
function finite(pending: Pending): Pending {
  return pending.k === 'rel' || pending.k === 'count' ? { ...pending, finite: true } : pending;
}

function settled(pending: Pending): Pending {
  return pending.k === 'rel' || pending.k === 'count' ? { ...pending, finite: false } : pending;
}

const embedded = (n: SetSem): number => (n.finite === true ? 0.4 : 0);

/** "in inventory": a bare set that things would have to own is no place for them to be in. */
function within(set: EntitySet): Pending {
  const pending = relation(set, false);
  return pending.k === 'rel' && set.preds.length === 0 && set.best === null ? { ...pending, up: true } : pending;
}

/** Verbs that tie two things together, in all their tenses: "sold by", "have treated", "was never taken by". */
function verbs(): readonly Rule[] {
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

function related(): readonly Rule[] {
  return [
    rule('P', ['with', 'N'], (n) => one(relation(n.set, false), embedded(n))),
    rule('P', ['of', 'N'], (n) => one(within(n.set), embedded(n))),
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
    rule('P', ['with', 'cmp', 'Num', 'N'], (op, num, n) => counted(n.set, op, num)),
    rule('P', ['have', 'cmp', 'Num', 'N'], (op, num, n) =>
      counted(n.set, op, num).map((r) => ({ ...r, sem: finite(r.sem) })),
    ),
    rule('P', ['with', 'Num', 'or_more', 'N'], (num, op, n) => counted(n.set, op, num)),
    rule('P', ['no', 'N'], (n) => one(relation(n.set, true), 0.3)),
    rule('P', ['cmp', 'Num', 'N'], (op, num, n) => counted(n.set, op, num).map((r) => ({ ...r, cost: 0.3 }))),
    rule('P', ['have', 'Num', 'or_more', 'N'], (num, op, n) => counted(n.set, op, num)),
    rule('P', ['have', 'Num', 'N'], (num, n) => counted(n.set, '=', num).map((r) => ({ ...r, cost: 0.05 }))),
    rule('P', ['with', 'Num', 'N'], (num, n) => counted(n.set, '=', num).map((r) => ({ ...r, cost: 0.05 }))),
    rule('P', ['N', 'have'], (n) => one(relation(n.set, false), 0.15)),
    rule('P', ['rel', 'N', 'have'], (n) => one(relation(n.set, false), 0.05)),
    rule('P', ['have', 'both?', 'N', 'and', 'N'], (left, right) =>
      one<Pending>({ k: 'all', parts: [relation(left.set, false), relation(right.set, false)] }),
    ),
    rule('P', ['with', 'both?', 'N', 'and', 'N'], (left, right) =>
      one<Pending>({ k: 'all', parts: [relation(left.set, false), relation(right.set, false)] }),
    ),
    rule('P', ['have', 'both?', 'N', 'or', 'N'], (left, right) =>
      one<Pending>({ k: 'any', parts: [relation(left.set, false), relation(right.set, false)], each: false }),
    ),
    rule('P', ['with', 'both?', 'N', 'or', 'N'], (left, right) =>
      one<Pending>({ k: 'any', parts: [relation(left.set, false), relation(right.set, false)], each: false }),
    ),
    rule('P', ['have', 'both?', 'N', 'and', 'no', 'N'], (left, right) =>
      one<Pending>({ k: 'all', parts: [relation(left.set, false), relation(right.set, true)] }),
    ),
    rule('P', ['with', 'N', 'and', 'no', 'N'], (left, right) =>
      one<Pending>({ k: 'all', parts: [relation(left.set, false), relation(right.set, true)] }),
    ),
    rule('P', ['rel', 'N', 'verb'], (n) => one(relation(n.set, false), 0.05)),
    rule('P', ['N', 'verb'], (n) => one(relation(n.set, false), 0.15)),
  ].flat();
}

/** "treated with X", "ordered in May": rows of the dataset whose verb it is, which meet the rest. */
function ownVerbs(schema: Schema): readonly Rule[] {
  const everything = (table: string): SetSem => ({ set: { table, preds: [], best: null }, notes: [] });
  const meeting = (table: string, p: Pending): readonly Result<Pending>[] =>
    p.k === 'best' ? [] : chain(narrow(schema, everything(table), p), (sem) => one(relation(sem.set, false)));
  return [
    rule('P', ['be?', 'Ev', 'P'], (ev, p) => meeting(ev.table, p)),
    rule('P', ['have', 'be?', 'Ev', 'P'], (ev, p) => meeting(ev.table, p)),
    rule('P', ['be?', 'Ev', 'by', 'N'], (ev, n) => meeting(ev.table, { k: 'rel', set: n.set, negated: false })),
    rule('P', ['be?', 'Ev', 'N'], (ev, n) => meeting(ev.table, { k: 'rel', set: n.set, negated: false })),
    rule('P', ['have', 'not', 'be?', 'Ev'], (ev) => one(relation(everything(ev.table).set, true))),
    rule('P', ['do', 'not', 'Ev'], (ev) => one(relation(everything(ev.table).set, true))),
    rule('P', ['be', 'not', 'Ev'], (ev) => one(relation(everything(ev.table).set, true))),
    rule('P', ['have', 'be', 'Ev'], (ev) => one(relation(everything(ev.table).set, false))),
  ].flat();
}

function texts(): readonly Rule[] {
  const is = (cols: readonly ColCand[] | null, text: string, negated = false): Pending => ({
    k: 'text',
    cols,
    how: 'is',
    text,
    negated,
  });
  const how = (word: string): 'contains' | 'starts' | 'ends' =>
    word === 'starts' || word === 'ends' ? word : 'contains';
  return [
    rule('P', ['named', 'Lit'], (text) => one(is(null, text))),
    rule('P', ['be?', 'in', 'Lit', 'or', 'Lit'], (a, b) =>
      one<Pending>(
        {
          k: 'any',
          parts: [
            { k: 'place', text: a },
            { k: 'place', text: b },
          ],
          each: false,
        },
        0.1,
      ),
    ),
    rule('P', ['be?', 'in', 'Lit', 'and', 'Lit'], (a, b) =>
      one<Pending>(
        {
          k: 'any',
          parts: [
            { k: 'place', text: a },
            { k: 'place', text: b },
          ],
          each: false,
        },
        0.1,
      ),
    ),
    rule('P', ['be?', 'in', 'Lit'], (text) => one<Pending>({ k: 'place', text }, 0.15)),
    rule('P', ['Lit'], (text) => one(is(null, text), 0.05)),
    rule('P', ['with?', 'the?', 'C', 'be?', 'of?', 'Lit'], (cols, text) => one(is(cols, text))),
    rule('P', ['whose', 'C', 'be', 'Lit'], (cols, text) => one(is(cols, text))),
    rule('P', ['with?', 'the?', 'C', 'be?', 'cmp', 'Lit'], (cols, op, text) => (op === '=' ? one(is(cols, text)) : [])),
    rule('P', ['with?', 'the?', 'C', 'like', 'Lit'], (cols, like, text) =>
      one<Pending>({ k: 'text', cols, how: how(like), text, negated: false }),
    ),
    rule('P', ['whose', 'C', 'like', 'Lit'], (cols, like, text) =>
      one<Pending>({ k: 'text', cols, how: how(like), text, negated: false }),
    ),
    rule('P', ['like', 'Lit'], (like, text) =>
      one<Pending>({ k: 'text', cols: null, how: how(like), text, negated: false }, 0.05),
    ),
    rule('P', ['null', 'C'], (kind, cols) => one<Pending>({ k: 'null', cols, negated: kind === 'not' })),
    rule('P', ['with', 'the?', 'null', 'C'], (kind, cols) =>
      one<Pending>({ k: 'null', cols, negated: kind === 'not' }),
    ),
    rule('P', ['with?', 'C', 'be?', 'null'], (cols, kind) =>
      one<Pending>({ k: 'null', cols, negated: kind === 'not' }),
    ),
    rule('P', ['whose', 'C', 'be?', 'null'], (cols, kind) =>
      one<Pending>({ k: 'null', cols, negated: kind === 'not' }),
    ),
    rule('P', ['without', 'the?', 'C'], (cols) => one<Pending>({ k: 'null', cols, negated: false }, 0.1)),
    rule('P', ['do', 'not', 'have', 'the?', 'C'], (cols) => one<Pending>({ k: 'null', cols, negated: false }, 0.1)),
    rule('P', ['have', 'the?', 'C'], (cols) => one<Pending>({ k: 'null', cols, negated: true }, 0.4)),
    rule('P', ['with?', 'C', 'cmp', 'the?', 'C'], (left, op, right) =>
      one<Pending>({ k: 'columns', left, op: asOp(op), right }),
    ),
    rule('P', ['whose', 'C', 'cmp', 'the?', 'C'], (left, op, right) =>
      one<Pending>({ k: 'columns', left, op: asOp(op), right }),
    ),
  ].flat();
}

function average(word: string): 'avg' | 'median' | null {
  return word === 'avg' || word === 'median' ? word : null;
}

/** "larger than the average loan" is said of loans alone. */
function ofOwn(found: readonly Result<Pending>[], table: string): readonly Result<Pending>[] {
  return found.flatMap((one) => (one.sem.k === 'scalar' ? [{ ...one, sem: { ...one.sem, table } }] : []));
}

function comparisons(): readonly Rule[] {
  const scalar = (cols: readonly ColCand[] | null, op: string, agg: string): readonly Result<Pending>[] => {
    const fn = average(agg);
    return fn === null ? [] : one<Pending>({ k: 'scalar', cols, op: asOp(op), fn });
  };
  return [
    rule('P', ['be?', 'cmp', 'the?', 'agg', 'E'], (op, agg, e) => ofOwn(scalar(null, op, agg), e.table)),
    rule('P', ['be?', 'cmp', 'the?', 'agg'], (op, agg) => scalar(null, op, agg)),
    rule('P', ['with?', 'cmp', 'the?', 'agg', 'C'], (op, agg, cols) => scalar(cols, op, agg)),
    rule('P', ['with', 'the?', 'C', 'cmp', 'the?', 'agg', 'C?'], (cols, op, agg) => scalar(cols, op, agg)),
    rule('P', ['have', 'the?', 'C', 'cmp', 'the?', 'agg', 'C?'], (cols, op, agg) => scalar(cols, op, agg)),
    rule('P', ['whose', 'C', 'be?', 'cmp', 'the?', 'agg', 'C?'], (cols, op, agg) => scalar(cols, op, agg)),
    rule('P', ['C', 'be?', 'cmp', 'the?', 'agg', 'C?'], (cols, op, agg) =>
      scalar(cols, op, agg).map((r) => ({ ...r, cost: 0.05 })),
    ),
  ].flat();
}

function totals(): readonly Rule[] {
  const make = (
    measure: Extract<Pending, { k: 'total' }>['measure'],
    op: string,
    num: NumberRead,
  ): readonly Result<Pending>[] => one<Pending>({ k: 'total', measure, op: asOp(op), num });
  return [
    rule('P', ['with', 'the?', 'M', 'of?', 'cmp', 'Num'], (m, op, num) => make(m.measure, op, num)),
    rule('P', ['have', 'the?', 'M', 'of?', 'cmp', 'Num'], (m, op, num) => make(m.measure, op, num)),
    rule('P', ['whose', 'M', 'be?', 'cmp', 'Num'], (m, op, num) => make(m.measure, op, num)),
  ].flat();
}

/** "in 2024 and 2025": a day of the one or of the other. */
function eitherTime(left: DateRead, right: DateRead): Pending {
  return { k: 'any', parts: [left, right].map((date) => ({ k: 'date', cols: null, date })), each: false };
}

function joined(): readonly Rule[] {
  const both = (left: Pending, right: Pending): Pending => ({
    k: 'all',
    parts: [...(left.k === 'all' ? left.parts : [left]), right],
  });
  return [
    rule('P', ['rel', 'P'], (p) => one(settled(p))),
    rule('P', ['polite', 'P'], (p) => one(p)),
    rule('P', ['Date', 'and', 'Date'], (left, right) => one(eitherTime(left, right))),
    rule('P', ['P', 'and', 'P'], (left, right) => (right.k === 'all' ? [] : one(both(left, right), 0.05))),
    rule('P', ['P', 'comma', 'P'], (left, right) => (right.k === 'all' ? [] : one(both(left, right), 0.1))),
    rule('P', ['P', 'or', 'P'], (left, right) =>
      right.k === 'any' || right.k === 'all' || left.k === 'all'
        ? []
        : one<Pending>({ k: 'any', parts: [...(left.k === 'any' ? left.parts : [left]), right], each: false }, 0.1),
    ),
  ].flat();
}

/** Everything that can narrow a set of rows, before it is known which. */
export function conditionRules(schema: Schema): readonly Rule[] {
  return [
    ...values(),
    ...valueConditions(),
    ...figureConditions(schema),
    ...dateConditions(),
    ...verbs(),
    ...related(),
    ...ownVerbs(schema),
    ...texts(),
    ...comparisons(),
    ...totals(),
    ...joined(),
  ];
}
