import type { Rule } from '../chart.ts';
import type { Schema } from '../lexicon/table.ts';
import type { DateRead } from '../dates.ts';
import type { NumberRead } from '../numbers.ts';
import { narrow } from './attach.ts';
import { colOf } from './reach.ts';
import { orderByAdjective } from './default-measure.ts';
import type { By, ColCand, Pending, Result, SetSem, ValCand } from './sems.ts';
import { countOf } from './measures.ts';
import { supDir } from './adjectives.ts';
import { nearby } from './value-conditions.ts';
import { rule } from './sems.ts';

const whole = (num: NumberRead | null): number | null =>
  num !== null && Number.isInteger(num.value) && num.value > 0 && num.value <= 100_000 ? num.value : null;

/** "top 5", "5 largest": a whole positive number, or no reading. */
function limited(num: NumberRead, make: (n: number) => readonly Result<SetSem>[]): readonly Result<SetSem>[] {
  const n = whole(num);
  return n === null || num.unit !== 'plain' ? [] : make(n);
}

function plain(schema: Schema): readonly Rule[] {
  const cut = (set: SetSem, pending: Pending): readonly Result<SetSem>[] => narrow(schema, set, pending);
  return [
    rule('N', ['E'], ({ table, plural }) => [
      { sem: { set: { table, preds: [], best: null }, notes: [], ...(plural === undefined ? {} : { plural }) } },
    ]),
    rule('N', ['V'], (vals) => kinds(schema, vals), 0.3),
    rule('N', ['an', 'V'], (vals) => anyKind(schema, vals), 0.5),
    rule('N', ['V', 'V'], (first, last) => fullName(schema, first, last), 0.05),
    rule('N', ['the', 'N'], (n) => [{ sem: n }]),
    rule('N', ['Lit', 'E'], (text, e) => called(schema, e.table, text)),
    rule('N', ['E', 'or', 'E'], (one, other) => sameThing(one.table, other.table)),
    rule('N', ['E', 'and', 'E'], (one, other) => sameThing(one.table, other.table)),
    rule('N', ['all', 'N'], (n) => [{ sem: n }]),
    rule('N', ['distinct', 'N'], (n) => [{ sem: n, cost: 0.05 }]),
    rule('N', ['Vals', 'comma?', 'N'], (vals, n) =>
      n.named === true ? [] : cut(n, nearby(vals)).map((one) => callsBy(schema, n, one)),
    ),
    rule('N', ['not', 'Vals', 'N'], (vals, n) => cut(n, { k: 'not', part: vals })),
    rule('N', ['new', 'N', 'Date'], (n, date) => begun(schema, n, date)),
    rule('N', ['new', 'N', 'event', 'Date'], (n, date) => begun(schema, n, date)),
    rule('N', ['Date', 'N'], (date, n) => cut(n, { k: 'date', cols: null, date })),
    rule('N', ['N', 'P'], (n, p) => cut(n, p)),
    rule('N', ['N', 'comma', 'P'], (n, p) => cut(n, p), 0.05),
    rule('N', ['N', 'and', 'P'], (n, p) => (n.set.preds.length === 0 ? [] : cut(n, p)), 0.05),
    rule('N', ['N', 'rows'], (n) => [{ sem: n }]),
    rule('N', ['rows', 'of', 'N'], (n) => [{ sem: n }]),
  ].flat();
}

/** "cities or towns", "clients and customers": one thing under two names. */
function sameThing(table: string, other: string): readonly Result<SetSem>[] {
  return table === other ? [{ sem: { set: { table, preds: [], best: null }, notes: [] } }] : [];
}

/** "the Colorado river" is called so, "Colorado rivers" rather lie there. */
function callsBy(schema: Schema, n: SetSem, one: Result<SetSem>): Result<SetSem> {
  const names = schema.tables.get(n.set.table)?.names ?? [];
  const isName = one.sem.set.preds.some(
    (pred) =>
      pred.kind === 'compare' && pred.op === '=' && pred.col.path.length === 0 && names.includes(pred.col.column),
  );
  if (!isName || n.plural === undefined) return one;
  return { ...one, cost: (one.cost ?? 0) + (n.plural ? 0.25 : -0.15) };
}

/** "new customers since March": those whose beginning lies in that time. */
function begun(schema: Schema, n: SetSem, date: DateRead): readonly Result<SetSem>[] {
  const owner = schema.tables.get(n.set.table);
  const said = owner?.cols.find((col) => col.role === 'date' && col.source.adjectives?.['new'] === 'desc');
  const name = said?.name ?? owner?.defaultDate;
  return name == null
    ? []
    : narrow(schema, n, { k: 'date', cols: [{ table: n.set.table, column: name, cost: 0 }], date });
}

/** A thing with its name or number: "branch London Central", "loan 12", "customer no. 7". */
function byName(schema: Schema): readonly Rule[] {
  const called = (table: string, text: string): readonly Result<SetSem>[] =>
    narrow(
      schema,
      { set: { table, preds: [], best: null }, notes: [] },
      { k: 'text', cols: null, how: 'is', text, negated: false },
    );
  return [
    rule('N', ['E', 'Lit'], (e, text) => called(e.table, text)),
    rule('N', ['E', 'named?', 'Num'], (e, num) => (num.unit === 'plain' ? called(e.table, String(num.value)) : [])),
  ].flat();
}

/** "a Tesla": with the article any listed value stands for one that bears it. */
function anyKind(schema: Schema, vals: readonly ValCand[]): readonly Result<SetSem>[] {
  return vals.flatMap((val) =>
    narrow(
      schema,
      { set: { table: val.table, preds: [], best: null }, notes: [] },
      { k: 'value', cands: [val], negated: false },
    ),
  );
}

/** "John Doe" where first and last name have a column each: one person, not two conditions. */
function fullName(schema: Schema, first: readonly ValCand[], last: readonly ValCand[]): readonly Result<SetSem>[] {
  return first.flatMap((one) => {
    const names = schema.tables.get(one.table)?.names ?? [];
    const other = last.find((val) => val.table === one.table && val.column === names[1]);
    if (names.length !== 2 || one.column !== names[0] || other === undefined) return [];
    const parts = [one, other].map((val): Pending => ({ k: 'value', cands: [val], negated: false }));
    return narrow(schema, { set: { table: one.table, preds: [], best: null }, notes: [] }, { k: 'all', parts }).map(
      (found) => ({ ...found, sem: { ...found.sem, named: true } }),
    );
  });
}

/** "the Paris branch": called so, or in that place. */
function called(schema: Schema, table: string, text: string): readonly Result<SetSem>[] {
  const start: SetSem = { set: { table, preds: [], best: null }, notes: [] };
  const named = narrow(schema, start, { k: 'text', cols: null, how: 'is', text, negated: false });
  const placed = narrow(schema, start, { k: 'place', text }).filter((one) =>
    one.sem.set.preds.some((pred) => pred.kind === 'compare' && pred.col.path.length === 0),
  );
  return [...named, ...placed.map((one) => ({ ...one, cost: 0.1 }))];
}

/** Kinds of things: columns whose values stand for the thing itself. */
const KINDS = /^(type|kind|category|class|product|genre|species)$/;
/** What people and things are called after in the plural ("forwards", "trainees"), but not where they are or how they do. */
const CALLINGS = /^(position|role|occupation|profession|job|rank|grade|title|specialty|license|vehicle|breed|model)$/;

/** "a mortgage": a value that says what kind of thing a row is stands for the thing. */
function kinds(schema: Schema, vals: readonly ValCand[]): readonly Result<SetSem>[] {
  return vals
    .filter(
      (val) =>
        schema.tables.get(val.table)?.display === val.column ||
        KINDS.test(colOf(schema, val.table, val.column)?.words.at(-1) ?? '') ||
        (val.plural === true && CALLINGS.test(colOf(schema, val.table, val.column)?.words.at(-1) ?? '')),
    )
    .flatMap((val) =>
      narrow(
        schema,
        { set: { table: val.table, preds: [], best: null }, notes: [] },
        { k: 'value', cands: [val], negated: false },
      ).map((one) => ({
        sem: { ...one.sem, named: schema.tables.get(val.table)?.display === val.column },
        cost: (one.cost ?? 0) + (CALLINGS.test(colOf(schema, val.table, val.column)?.words.at(-1) ?? '') ? 0.2 : 0),
      })),
    );
}

/** "Most" counts or totals; it is no size of a single thing. */
const isMost = (word: string): boolean =>
  /(most|least|number of|count of|total|amount)/.test(word) && !/most recent/.test(word);

/** "top 5 branches by …", in all its orders of words. */
function tops(schema: Schema): readonly Rule[] {
  const best = (set: SetSem, by: By, dir: string, n: number | null): readonly Result<SetSem>[] =>
    narrow(schema, set, { k: 'best', by, dir: dir === 'asc' ? 'asc' : 'desc', n });
  return [
    rule(
      'N',
      ['top', 'Num', 'N'],
      (dir, num, n) => limited(num, (k) => best(n, { b: 'default', word: 'top' }, dir, k)),
      0.1,
    ),
    rule('N', ['top', 'Num', 'N', 'by', 'C'], (dir, num, n, cols) =>
      limited(num, (k) => best(n, { b: 'cols', cols }, dir, k)),
    ),
    rule('N', ['top', 'Num', 'N', 'by', 'M'], (dir, num, n, m) =>
      limited(num, (k) => best(n, { b: 'measure', measure: m.measure }, dir, k)),
    ),
    rule('N', ['top', 'Num', 'N', 'order', 'C'], (...[dir, num, n, cols]) =>
      limited(num, (k) => best(n, { b: 'cols', cols }, dir, k)),
    ),
    rule('N', ['top', 'Num', 'N', 'order', 'M'], (...[dir, num, n, m]) =>
      limited(num, (k) => best(n, { b: 'measure', measure: m.measure }, dir, k)),
    ),
    rule('N', ['Num', 'top', 'N', 'by', 'C'], (num, dir, n, cols) =>
      limited(num, (k) => best(n, { b: 'cols', cols }, dir, k)),
    ),
    rule('N', ['Num', 'top', 'N', 'by', 'M'], (num, dir, n, m) =>
      limited(num, (k) => best(n, { b: 'measure', measure: m.measure }, dir, k)),
    ),
    rule('N', ['top', 'N', 'by', 'C'], (dir, n, cols) => best(n, { b: 'cols', cols }, dir, null), 0.1),
    rule('N', ['top', 'N', 'by', 'M'], (dir, n, m) => best(n, { b: 'measure', measure: m.measure }, dir, null), 0.1),
  ].flat();
}

function superlatives(schema: Schema): readonly Rule[] {
  const best = (set: SetSem, by: By, dir: string, n: number | null): readonly Result<SetSem>[] =>
    narrow(schema, set, { k: 'best', by, dir: dir === 'asc' ? 'asc' : 'desc', n });
  const word = (text: string): By => ({ b: 'default', word: text });
  return [
    rule('N', ['sup', 'N'], (dir, n) => (isMost(dir) ? [] : best(n, word(dir), supDir(dir), null)), 0.05),
    rule(
      'N',
      ['the?', 'Num', 'sup', 'N'],
      (num, dir, n) => (isMost(dir) ? [] : limited(num, (k) => best(n, word(dir), supDir(dir), k))),
      0.02,
    ),
    rule(
      'N',
      ['sup', 'Num', 'N'],
      (dir, num, n) => (isMost(dir) ? [] : limited(num, (k) => best(n, word(dir), supDir(dir), k))),
      0.02,
    ),
    rule('N', ['Num', 'sup', 'N', 'by', 'C'], (num, dir, n, cols) =>
      limited(num, (k) => best(n, { b: 'cols', cols }, supDir(dir), k)),
    ),
    rule('N', ['Num', 'sup', 'N', 'by', 'M'], (num, dir, n, m) =>
      limited(num, (k) => best(n, { b: 'measure', measure: m.measure }, supDir(dir), k)),
    ),
    rule('N', ['sup', 'N', 'by', 'C'], (dir, n, cols) => best(n, { b: 'cols', cols }, supDir(dir), null)),
    rule('N', ['sup', 'N', 'by', 'M'], (dir, n, m) => best(n, { b: 'measure', measure: m.measure }, supDir(dir), null)),
    rule('N', ['Num', 'N', 'P'], (num, n, p) =>
      p.k !== 'best' ? [] : limited(num, (k) => narrow(schema, n, { ...p, n: k })),
    ),
    rule('N', ['top', 'Num', 'N', 'P'], (dir, num, n, p) =>
      p.k !== 'best' || dir !== 'desc' ? [] : limited(num, (k) => narrow(schema, n, { ...p, n: k })),
    ),
  ].flat();
}

/** "most expensive", "3 cheapest": the measure that an adjective means. */
function adjectives(schema: Schema): readonly Rule[] {
  const best = (set: SetSem, by: By, dir: string, n: number | null): readonly Result<SetSem>[] =>
    narrow(schema, set, { k: 'best', by, dir: dir === 'asc' ? 'asc' : 'desc', n });
  const word = (text: string): By => ({ b: 'default', word: text });
  return [
    rule('N', ['sup', 'adj', 'N'], (dir, adj, n) =>
      best(n, { b: 'default', word: `${dir} ${adj}` }, supDir(dir), null),
    ),
    rule('N', ['Num', 'sup', 'adj', 'N'], (num, dir, adj, n) =>
      limited(num, (k) => best(n, { b: 'default', word: `${dir} ${adj}` }, supDir(dir), k)),
    ),
    rule('N', ['top', 'Num', 'sup', 'adj', 'N'], (...[, num, dir, adj, n]) =>
      limited(num, (k) => best(n, { b: 'default', word: `${dir} ${adj}` }, supDir(dir), k)),
    ),
    rule('N', ['top', 'Num', 'sup', 'A', 'N'], (...[, num, dir, adj, n]) =>
      limited(num, (k) => adjectival(n, adj, supDir(dir), k)),
    ),
    rule('N', ['Num', 'sup', 'A', 'N'], (num, dir, adj, n) => limited(num, (k) => adjectival(n, adj, supDir(dir), k))),
    rule(
      'N',
      ['top', 'Num', 'sup', 'N'],
      (...[, num, dir, n]) => (isMost(dir) ? [] : limited(num, (k) => best(n, word(dir), supDir(dir), k))),
      0.02,
    ),
    rule('N', ['sup', 'A', 'N'], (dir, adj, n) => adjectival(n, adj, supDir(dir), null)),
    rule('N', ['A', 'N'], (adj, n) => (adj.length === 0 ? [] : adjectival(n, adj, 'super', null))),
    rule('N', ['Num', 'A', 'N'], (num, adj, n) => limited(num, (k) => adjectival(n, adj, 'super', k))),
  ].flat();
}

function adjectival(
  n: SetSem,
  adj: readonly {
    readonly table: string;
    readonly column: string;
    readonly dir: 'asc' | 'desc';
    readonly superlative?: boolean;
  }[],
  dir: string,
  limit: number | null,
): readonly Result<SetSem>[] {
  if (n.set.best !== null) return [];
  const usable = dir === 'super' ? adj.filter((cand) => cand.superlative === true) : adj;
  return orderByAdjective(n.set.table, usable, dir === 'asc' ? 'asc' : 'desc').map((order) => ({
    sem: { set: { ...n.set, best: { by: order.by, dir: order.dir, n: limit } }, notes: [...n.notes, ...order.notes] },
    cost: order.cost,
  }));
}

function bestConditions(schema: Schema): readonly Rule[] {
  const best = (by: By, dir: string, n: number | null = null): readonly Result<Pending>[] => [
    { sem: { k: 'best', by, dir: supDir(dir), n } },
  ];
  // The verb of a sentence belongs to its subject, not to the last noun before it.
  const has = (by: By, dir: string, n: number | null = null): readonly Result<Pending>[] => [
    { sem: { k: 'best', by, dir: supDir(dir), n, finite: true } },
  ];
  const cols = (c: readonly ColCand[]): By => ({ b: 'cols', cols: c, each: true });
  return [
    rule('P', ['with', 'the?', 'sup', 'C'], (dir, c) => (isMost(dir) ? [] : best(cols(c), dir))),
    rule('P', ['with', 'the?', 'Num', 'sup', 'C'], (num, dir, c) =>
      whole(num) === null ? [] : best(cols(c), dir, whole(num)),
    ),
    rule('P', ['have', 'the?', 'Num', 'sup', 'C'], (num, dir, c) =>
      whole(num) === null ? [] : has(cols(c), dir, whole(num)),
    ),
    rule('P', ['have', 'the?', 'sup', 'C'], (dir, c) => (isMost(dir) ? [] : has(cols(c), dir))),
    rule('P', ['of', 'the', 'sup', 'C'], (dir, c) => best(cols(c), dir)),
    rule('P', ['with', 'the?', 'sup', 'M'], (dir, m) => best({ b: 'measure', measure: m.measure }, dir)),
    rule('P', ['have', 'the?', 'sup', 'M'], (dir, m) => has({ b: 'measure', measure: m.measure }, dir)),
    rule('P', ['whose', 'C', 'be', 'the?', 'sup'], (c, dir) => best(cols(c), dir)),
    rule('P', ['with', 'most', 'N'], (dir, n) => best({ b: 'measure', measure: countOf(schema, n).measure }, dir)),
    rule('P', ['have', 'most', 'N'], (dir, n) => has({ b: 'measure', measure: countOf(schema, n).measure }, dir)),
    rule('P', ['have?', 'event', 'the?', 'most', 'N'], (dir, n) =>
      has({ b: 'measure', measure: countOf(schema, n).measure }, dir),
    ),
    rule('P', ['verb', 'the?', 'most', 'N'], (dir, n) =>
      has({ b: 'measure', measure: countOf(schema, n).measure }, dir),
    ),
    rule('P', ['with', 'most', 'C'], (dir, c) => best({ b: 'cols', cols: c }, dir), 0.1),
    rule('P', ['have', 'most', 'C'], (dir, c) => has({ b: 'cols', cols: c }, dir), 0.1),
  ].flat();
}

/** How a set of rows is named, narrowed and ranked. */
export function setRules(schema: Schema): readonly Rule[] {
  return [
    ...plain(schema),
    ...byName(schema),
    ...superlatives(schema),
    ...tops(schema),
    ...adjectives(schema),
    ...bestConditions(schema),
  ];
}
