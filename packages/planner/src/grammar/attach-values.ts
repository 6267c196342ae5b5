import type { DataClass } from '@aureus/contract';
import { kindOfPlace, PLACE_WORDS } from '../lexicon/places.ts';
import type { Col, Schema } from '../lexicon/table.ts';
import type { Route } from '../joins.ts';
import { routesInRole } from '../joins.ts';
import { shapeOf } from '../shapes.ts';
import type { ColRef, Literal, Path, Pred } from '../meaning.ts';
import type { Found } from './found.ts';
import { negate } from './found.ts';
import { cheapest, colOf, reachColumns } from './reach.ts';
import { isOwnName, straighten } from './straighten.ts';
import type { ColCand, Pending, Role, ValCand } from './sems.ts';

type TextPending = Extract<Pending, { k: 'text' }>;
type Way = { readonly target: string; readonly role?: Role | undefined };

/** A condition on a row of `target` becomes one on a row of `table`: the row itself, or a related one. */
function place(schema: Schema, table: string, { target, role }: Way, make: (path: Path) => Pred): readonly Found[] {
  if (table === target) return [{ pred: make([]), cost: 0, notes: [] }];
  return routesInRole(schema, table, target, role)
    .slice(0, 2)
    .flatMap((route): readonly Found[] => {
      const set = { table: target, preds: [make([])], best: null };
      const pred = straighten({ kind: 'related', path: route.path, set, negated: false });
      return pred === null ? [] : [{ pred, cost: costOf(route, pred), notes: [] }];
    });
}

/** A value of the row's own column is near, however many tables repeat it. */
function costOf(route: Route, pred: Pred): number {
  if (pred.kind !== 'related') return 0.1;
  return route.cost + (route.path.some((step) => step.many) ? 0.6 : 0.1);
}

function toLiteral(col: Col, value: string | boolean): Literal {
  if (typeof value === 'boolean') return { kind: 'boolean', value };
  if (col.kind === 'boolean') return { kind: 'boolean', value: /^t/i.test(value) };
  if (col.kind === 'number' && Number.isFinite(Number(value))) return { kind: 'number', value: Number(value) };
  return { kind: 'text', value };
}

/** Where a thing lies itself comes before where its parent lies. */
const OWN_PLACE = 0.2;

const PLACES = new Set(['city', 'town', 'country', 'region', 'state', 'county', 'province', 'location', 'district']);

/** "customers in London": a city of their own, whose values are not listed, is as likely as their branch's region. */
function ownPlaces(schema: Schema, table: string, col: Col, value: Literal): readonly Pred[] {
  if (!PLACES.has(col.words.at(-1) ?? '') || value.kind !== 'text') return [];
  const own = schema.tables.get(table)?.cols ?? [];
  return own
    .filter(
      (one) =>
        one.kind === 'text' &&
        one.source.values === undefined &&
        PLACE_WORDS[kindOfPlace(String(value.value))].includes(one.words.at(-1) ?? ''),
    )
    .map((one) => ({ kind: 'compare', col: { table, column: one.name, path: [] }, op: '=', value }));
}

function attachValue(schema: Schema, table: string, cand: ValCand, role?: Role): readonly Found[] {
  const col = colOf(schema, cand.table, cand.column);
  if (col === undefined) return [];
  const value = toLiteral(col, cand.value);
  const own = col.table === table ? [] : ownPlaces(schema, table, col, value);
  const placed = place(schema, table, { target: cand.table, role }, (path) => ({
    kind: 'compare',
    col: { table: cand.table, column: cand.column, path },
    op: '=',
    value,
  })).map((one) => ({ ...one, cost: one.cost + cand.cost }));
  return [
    ...placed,
    ...own.map((pred) => ({ pred, cost: Math.max(0, (placed[0]?.cost ?? 1) - OWN_PLACE), notes: [] })),
  ];
}

function columnsOfClass(schema: Schema, wanted: DataClass): readonly ColCand[] {
  return [...schema.tables.values()].flatMap((table) =>
    table.cols
      .filter((col) => col.source.class === wanted)
      .map((col) => ({ table: table.name, column: col.name, cost: 0.05 })),
  );
}

/** Columns that hold a part of a name hold it whole. */
const PARTS = new Set(['first', 'last', 'given', 'family', 'middle', 'maiden', 'surname', 'forename', 'initial']);

/** One word is a part of a full name, and names written small are those written large. */
function isPartOfName(col: Col, text: string): boolean {
  const isFull = col.source.class === 'person_name' && !col.words.some((word) => PARTS.has(word));
  return isFull && (!text.includes(' ') || text === text.toLowerCase());
}

/** Numbers that are written with or without blanks and dashes. */
const NUMBERED: ReadonlySet<DataClass> = new Set(['government_id', 'card_number', 'account_number']);

/** The text said of a column: a name given in part is a word of it, a house begins its address. */
function said(ref: ColRef, col: Col, { how, text }: TextPending): Pick<Found, 'pred' | 'notes'> {
  if (how !== 'is') return { pred: { kind: 'like', col: ref, how, value: text }, notes: [] };
  if (isPartOfName(col, text))
    return {
      pred: { kind: 'like', col: ref, how: 'word', value: text },
      notes: [`named "${text}": as first or last name`],
    };
  if (col.source.class === 'address')
    return {
      pred: { kind: 'like', col: ref, how: 'starts', value: text },
      notes: [`"${text}" is taken as the beginning of the ${col.label}`],
    };
  const values = [...new Set(NUMBERED.has(col.source.class) ? [text, text.replace(/[ -]/g, '')] : [text])];
  const [value = text, ...others] = values;
  if (others.length > 0) {
    const member = values.map((one) => toLiteral(col, one));
    return { pred: { kind: 'member', col: ref, values: member, negated: false }, notes: [] };
  }
  return { pred: { kind: 'compare', col: ref, op: '=', value: toLiteral(col, value) }, notes: [] };
}

/** A name or a piece of text that the question quotes. */
export function attachText(schema: Schema, table: string, pending: TextPending): readonly Found[] {
  const owner = schema.tables.get(table);
  const shape = shapeOf(pending.text);
  const display = owner?.display == null ? [] : [{ table, column: owner.display, cost: 0.1 }];
  const cols = pending.cols ?? (shape === null ? display : columnsOfClass(schema, shape));
  const keyed =
    pending.how === 'is' &&
    shape === null &&
    pending.cols === null &&
    owner?.key.length === 1 &&
    /\d/.test(pending.text)
      ? [{ table, column: owner.key[0] ?? '', cost: 0.05 }]
      : [];
  const fits = (col: Col): boolean =>
    pending.how === 'is'
      ? col.kind === 'text' || (col.kind === 'number' && col.role !== 'measure' && /^\d+$/.test(pending.text))
      : col.kind === 'text';
  return negate(
    reachColumns(schema, table, keyed.length > 0 ? keyed : cols, fits).map(({ ref, col, cost }) => ({
      ...said(ref, col, pending),
      cost,
    })),
    pending.negated,
  );
}

/** A defined term of the bank. */
export function attachTerm(schema: Schema, table: string, pending: Extract<Pending, { k: 'term' }>): readonly Found[] {
  const { term } = pending;
  const col = colOf(schema, pending.table, term.column);
  if (col === undefined) return [];
  const value: Literal =
    typeof term.value === 'number' ? { kind: 'number', value: term.value } : toLiteral(col, term.value);
  const found = place(schema, table, { target: pending.table }, (path) => ({
    kind: 'compare',
    col: { table: pending.table, column: term.column, path },
    op: term.operator,
    value,
  }));
  return pending.near === true ? found.filter((one) => !isFar(one)) : found;
}

/** True of a condition on rows that belong to the row, not on the row itself. */
function isFar({ pred }: Found): boolean {
  return pred.kind === 'related' && pred.path.some((step) => step.many);
}

/** A listed value, at the nearest of the columns that hold it. */
export function attachValues(
  schema: Schema,
  table: string,
  pending: Extract<Pending, { k: 'value' }>,
): readonly Found[] {
  const found = pending.cands.flatMap((cand) => attachValue(schema, table, cand, pending.role));
  const near = pending.near === true ? found.filter((one) => !isFar(one)) : found;
  const wanted = pending.self === true ? true : pending.other === true ? false : null;
  const meant = wanted === null ? near : near.filter(({ pred }) => isOwnName(schema, table, pred) === wanted);
  return cheapest(unlike(meant));
}

/** Ways that come to the same condition are one way. */
function unlike(found: readonly Found[]): readonly Found[] {
  const best = new Map<string, Found>();
  for (const one of found.toSorted((a, b) => a.cost - b.cost)) {
    const key = JSON.stringify(one.pred);
    if (!best.has(key)) best.set(key, one);
  }
  return [...best.values()];
}

/** A name of a place that no list holds meets the column of its kind whose values are not listed. */
export function attachPlace(schema: Schema, table: string, text: string): readonly Found[] {
  if (shapeOf(text) !== null)
    return attachText(schema, table, { k: 'text', cols: null, how: 'is', text, negated: false });
  const kind = kindOfPlace(text);
  const cols = [...schema.tables.values()].flatMap((owner) =>
    owner.cols.filter(
      (col) =>
        col.kind === 'text' && col.source.values === undefined && PLACE_WORDS[kind].includes(col.words.at(-1) ?? ''),
    ),
  );
  const cands = cols.map((col) => ({ table: col.table, column: col.name, cost: 0 }));
  return reachColumns(schema, table, cands).map(({ ref, cost }) => ({
    pred: { kind: 'compare', col: ref, op: '=', value: { kind: 'text', value: text } },
    cost: cost * 2,
    notes: [`"${text}" is taken as the name of a ${kind}`],
  }));
}
