import type { Rule } from '../chart.ts';
import type { Schema } from '../lexicon/table.ts';
import type { EntitySet, Op } from '../meaning.ts';
import type { ColCand, Pending, Result, Role, ValCand } from './sems.ts';
import { shapeOf } from '../shapes.ts';
import { invert } from './found.ts';
import { colOf } from './reach.ts';
import { one, rule } from './sems.ts';

const asOp = (text: string): Op => text as Op;

/** A value beside the word of its own column: "high risk", "status open". */
export function agree(vals: readonly ValCand[], cols: readonly ColCand[]): readonly Result<readonly ValCand[]>[] {
  const both = vals.flatMap((val) => {
    const col = cols.find((cand) => cand.table === val.table && cand.column === val.column);
    return col === undefined ? [] : [{ ...val, cost: Math.max(0, val.cost + col.cost * 0.5 - 0.1), told: true }];
  });
  return both.length === 0 ? [] : one(both, -0.08);
}

export function values(): readonly Rule[] {
  return [
    rule('V', ['V', 'C'], (vals, cols) => agree(vals, cols)),
    rule('V', ['C', 'be?', 'of?', 'V'], (cols, vals) => agree(vals, cols)),
    rule('V', ['C', 'be?', 'as', 'V'], (cols, vals) => agree(vals, cols)),
    rule('V', ['C', 'cmp', 'V'], (cols, op, vals) => (op === '=' ? agree(vals, cols) : [])),
    rule('V', ['V', 'level'], (vals) => one(vals, 0.1)),
    rule('V', ['V', 'rated'], (vals) => one(vals, 0.05)),
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

function inRole(pending: Pending, role: Role): Pending {
  return pending.k === 'value' ? { ...pending, role, other: true } : elsewhere(pending);
}

/** "in Colorado": of something else than what is spoken of. */
export function elsewhere(pending: Pending): Pending {
  if (pending.k === 'value') return { ...pending, other: true };
  return pending.k === 'any' ? { ...pending, parts: pending.parts.map(elsewhere) } : pending;
}

/** Said of the thing itself ("are risky"), not of something that belongs to it. */
export function nearby(pending: Pending): Pending {
  if (pending.k === 'value' || pending.k === 'term') return { ...pending, near: true };
  return pending.k === 'any' ? { ...pending, parts: pending.parts.map(nearby) } : pending;
}

/** A value without a word before it is one of the thing itself, unless its column is named. */
function bare(pending: Pending): Pending {
  return pending.k === 'value' && pending.cands.some((cand) => cand.told === true) ? pending : nearby(pending);
}

/** "mortgage versus auto": each is wanted by itself. */
function contrasted(found: readonly Result<Pending>[]): readonly Result<Pending>[] {
  return found.map((one) => (one.sem.k === 'any' ? { ...one, sem: { ...one.sem, contrast: true } } : one));
}

/** "high or medium", "US and UK": alternatives of one column. */
export function either(left: Pending, vals: readonly ValCand[], each: boolean): readonly Result<Pending>[] {
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

/** "neither mortgages nor business loans": what makes the one and what makes the other is not so. */
function unlike(a: EntitySet, b: EntitySet): readonly Result<Pending>[] {
  const [left] = a.preds;
  const [right] = b.preds;
  const single = a.preds.length === 1 && b.preds.length === 1 && a.best === null && b.best === null;
  if (a.table !== b.table || !single || left === undefined || right === undefined) return [];
  return one<Pending>({ k: 'own', table: a.table, preds: [invert(left), invert(right)] });
}

export function valueConditions(): readonly Rule[] {
  return [
    rule('P', ['be?', 'from', 'Vals'], (vals) => one(inRole(vals, 'from'))),
    rule('P', ['be?', 'onto', 'Vals'], (vals) => one(inRole(vals, 'onto'))),
    rule('P', ['be?', 'in', 'Vals'], (vals) => one(elsewhere(vals))),
    rule('P', ['be?', 'named', 'Vals'], (vals) => (vals.k === 'value' ? one<Pending>({ ...vals, self: true }) : [])),
    rule('P', ['be?', 'of', 'Vals'], (vals) => one(vals, 0.02)),
    rule('P', ['with', 'the?', 'Vals'], (vals) => one(vals)),
    rule('P', ['have', 'the?', 'Vals'], (vals) => one(vals, 0.05)),
    rule('P', ['verb', 'Vals'], (vals) => one(vals, 0.02)),
    rule('P', ['unverb', 'Vals'], (vals) => one<Pending>({ k: 'not', part: vals }, 0.02)),
    rule('P', ['be?', 'as', 'Vals'], (vals) => one(vals)),
    rule('P', ['be', 'Vals'], (vals) => one(nearby(vals))),
    rule('P', ['have', 'be', 'Vals'], (vals) => one(nearby(vals))),
    rule('P', ['Vals'], (vals) => one(bare(vals), 0.15)),
    rule('P', ['whose', 'Vals'], (vals) => one(vals)),
    rule('P', ['be?', 'neither', 'Vals', 'nor', 'V'], (vals, other) =>
      either(vals, other, false).map((r) => ({ sem: { k: 'not' as const, part: r.sem } })),
    ),
    rule('P', ['be?', 'neither', 'N', 'nor', 'N'], (a, b) => unlike(a.set, b.set)),
    rule('P', ['not', 'Vals', 'ones'], (vals) => one<Pending>({ k: 'not', part: vals })),
    rule('P', ['be?', 'not', 'in?', 'Vals'], (vals) => one<Pending>({ k: 'not', part: vals })),
    rule('P', ['be?', 'not', 'as?', 'Vals'], (vals) => one<Pending>({ k: 'not', part: vals })),
    rule('P', ['in', 'C', 'V'], (cols, vals) =>
      agree(vals, cols).map((r) => ({ sem: { k: 'value' as const, cands: r.sem, negated: false }, cost: 0 })),
    ),
    rule('P', ['do', 'not', 'have', 'the?', 'Vals'], (vals) => one<Pending>({ k: 'not', part: vals })),
    rule('P', ['be?', 'without', 'Vals'], (vals) => one<Pending>({ k: 'not', part: vals }, 0.1)),
  ].flat();
}

const eitherPlace = (a: string, b: string): Pending => ({
  k: 'any',
  parts: [a, b].map((text) => ({ k: 'place', text })),
  each: false,
});

/** Names, places and pieces of text that no list of values holds. */
export function texts(): readonly Rule[] {
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
    rule('P', ['be?', 'in', 'Lit', 'or', 'Lit'], (a, b) => one(eitherPlace(a, b), 0.1)),
    rule('P', ['be?', 'in', 'Lit', 'and', 'Lit'], (a, b) => one(eitherPlace(a, b), 0.1)),
    rule('P', ['be?', 'in', 'Lit'], (text) => one<Pending>({ k: 'place', text }, 0.15)),
    rule('P', ['verb', 'Lit'], (text) => one<Pending>({ k: 'place', text }, 0.15)),
    rule('P', ['Lit'], (text) => one(is(null, text), 0.05)),
    rule('P', ['of', 'Lit'], (text) => (shapeOf(text) === 'email' ? one(is(null, text), 0.05) : [])),
    rule('P', ['C', 'in', 'Lit'], (_cols, text) => (shapeOf(text) === 'address' ? one(is(null, text), 0.1) : [])),
    rule('P', ['with?', 'the?', 'C', 'be?', 'of?', 'Lit'], (cols, text) => one(is(cols, text))),
    rule('P', ['with?', 'the?', 'C', 'be?', 'of?', 'Code'], (cols, text) => one(is(cols, text), 0.05)),
    rule('P', ['whose', 'C', 'be', 'Code'], (cols, text) => one(is(cols, text), 0.05)),
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
    rule('P', ['with?', 'C', 'cmp', 'the?', 'C'], (left, op, right) =>
      one<Pending>({ k: 'columns', left, op: asOp(op), right }),
    ),
    rule('P', ['whose?', 'C', 'be?', 'later', 'the?', 'C'], (left, op, right) =>
      one<Pending>({ k: 'columns', left, op: asOp(op), right }),
    ),
    rule('P', ['whose', 'C', 'cmp', 'the?', 'C'], (left, op, right) =>
      one<Pending>({ k: 'columns', left, op: asOp(op), right }),
    ),
  ].flat();
}

/** "has the highest point" asks who comes first, not who has any. */
export const EXTREME = /^(highest|lowest|max|min|maximum|minimum|best|worst|largest|smallest|top)/i;

/** What is missing, and what is there. */
export function absences(schema: Schema): readonly Rule[] {
  // "not returned", "never closed": the day of it is missing.
  const undone = (cols: readonly ColCand[]): readonly Result<Pending>[] => {
    const dates = cols.filter((cand) => {
      const col = colOf(schema, cand.table, cand.column);
      return col?.role === 'date' && !col.notNull;
    });
    return dates.length === 0 ? [] : one<Pending>({ k: 'null', cols: dates, negated: false }, 0.3);
  };
  return [
    rule('P', ['be?', 'not', 'C'], (cols) => undone(cols)),
    rule('P', ['have', 'not', 'be?', 'C'], (cols) => undone(cols)),
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
    rule('P', ['have', 'the?', 'C'], (cols) => {
      const plain = cols.filter((cand) => !EXTREME.test(cand.column));
      return plain.length === 0 ? [] : one<Pending>({ k: 'null', cols: plain, negated: true }, 0.4);
    }),
  ].flat();
}
