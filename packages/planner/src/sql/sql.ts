import type { Schema } from '../lexicon/table.ts';
import type { ColRef, Group, Measure, Query, Show } from '../meaning.ts';
import { joinMeasure, measureText, numberText, setConditions, whereText } from './conditions.ts';
import { quoteName } from './names.ts';
import type { Scope } from './scope.ts';
import { columnText, fromText, aliasAt, openScope } from './scope.ts';

type Item = { readonly text: string; readonly name: string };

/** A column name that says what the figure is. */
function measureName(schema: Schema, measure: Measure): string {
  if (measure.kind === 'column') return measure.col.column;
  if (measure.kind === 'share') return measure.percent ? 'percentage' : 'share';
  if (measure.col === null)
    return `number_of_${(schema.tables.get(measure.set.table)?.plural ?? measure.set.table).replace(/[^a-z0-9]+/g, '_')}`;
  const prefix = {
    count: 'count',
    distinct: 'count_of',
    per: 'average_per',
    sum: 'total',
    avg: 'average',
    min: 'lowest',
    max: 'highest',
    median: 'median',
  }[measure.fn];
  return measure.col.column.startsWith(prefix) ? measure.col.column : `${prefix}_${measure.col.column}`;
}

/** The same items under names that do not repeat. */
function named(items: readonly Item[]): readonly Item[] {
  const used = new Map<string, number>();
  return items.map((item) => {
    const times = (used.get(item.name) ?? 0) + 1;
    used.set(item.name, times);
    return times === 1 ? item : { ...item, name: `${item.name}_${times}` };
  });
}

function itemsText(items: readonly Item[]): string {
  return named(items)
    .map((item) =>
      item.text.endsWith(`.${quoteName(item.name)}`) ? item.text : `${item.text} AS ${quoteName(item.name)}`,
    )
    .join(', ');
}

/** Each once; a column that rows are ranked by is that column. */
function uniqueShows(shows: readonly Show[]): readonly Show[] {
  const seen = new Set<string>();
  const plain = shows.map((show): Show => {
    const by = show.kind === 'measure' ? show.measure : null;
    return by?.kind === 'column' ? { kind: 'column', col: by.col } : show;
  });
  return plain.filter((show) => {
    const key = JSON.stringify(show);
    const fresh = !seen.has(key);
    seen.add(key);
    return fresh;
  });
}

function shownName(scope: Scope, show: Extract<Show, { kind: 'column' }>): string {
  const { col } = show;
  return col.table === scope.table || col.column.includes('_')
    ? col.column
    : `${scope.schema.tables.get(col.table)?.singular.replace(/[^a-z0-9]+/g, '_') ?? col.table}_${col.column}`;
}

function keyText(scope: Scope): readonly string[] {
  return (scope.schema.tables.get(scope.table)?.key ?? []).map((name) => `${scope.alias}.${quoteName(name)}`);
}

function starItems(scope: Scope): readonly Item[] {
  return (scope.schema.tables.get(scope.table)?.cols ?? []).map((col) => ({
    text: `${scope.alias}.${quoteName(col.name)}`,
    name: col.name,
  }));
}

function listSql(schema: Schema, query: Extract<Query, { kind: 'list' }>): string {
  const scope = openScope(schema, query.set.table, new Set(), true);
  const joins: string[] = [];
  const bare = { ...query.set, best: null };
  const { best } = query.set;
  const limited = best !== null && (best.n !== null || best.by.kind !== 'column');
  const items: Item[] = query.star ? [...starItems(scope)] : [];
  const known = new Map<string, string>();
  const measured = (measure: Measure, keepAll: boolean): string => {
    const key = JSON.stringify(measure);
    const value = known.get(key);
    if (value !== undefined) return value;
    const joined = joinMeasure(scope, measure, keepAll);
    joins.push(joined.join);
    known.set(key, joined.value);
    return joined.value;
  };
  const order = best !== null && limited ? { by: best.by, dir: best.dir } : query.order;
  const orderValue =
    order === null
      ? null
      : order.by.kind === 'column'
        ? columnText(scope, order.by.col)
        : measured(order.by, order.dir === 'asc');
  for (const show of uniqueShows(query.show)) {
    if (show.kind === 'measure')
      items.push({ text: measured(show.measure, true), name: measureName(schema, show.measure) });
    else if (!(query.star && show.col.path.length === 0))
      items.push({ text: columnText(scope, show.col), name: shownName(scope, show) });
  }
  const conditions = setConditions(scope, limited ? bare : query.set);
  const ties = limited && best.n === null;
  const limit = limited ? best.n : query.limit;
  const first =
    limit !== null && !query.distinct && keyText(scope).length > 0 ? ` ORDER BY ${keyText(scope).join(', ')}` : '';
  const tail =
    orderValue === null || order === null
      ? first
      : ` ORDER BY ${[`${orderValue} ${order.dir === 'desc' ? 'DESC' : 'ASC'} NULLS LAST`, ...(query.distinct || ties ? [] : keyText(scope))].join(', ')}`;
  const select = `SELECT ${query.distinct ? 'DISTINCT ' : ''}${itemsText(items)} ${fromText(scope)}${joins.join('')}${whereText(conditions)}${tail}`;
  if (ties) return `${select} FETCH FIRST 1 ROWS WITH TIES`;
  return limit === null ? select : `${select} LIMIT ${limit}`;
}

/** The first of every group: ranked within it, ties kept where one is asked for. */
function listPerSql(schema: Schema, query: Extract<Query, { kind: 'list' }>): string {
  const scope = openScope(schema, query.set.table, new Set(['ranked']), true);
  const { best } = query.set;
  if (best === null) throw new RangeError('a ranking within groups needs an order');
  const groups = query.per.map((group) => groupItems(scope, group));
  const joined = joinMeasure(scope, best.by, false);
  const own = query.show.flatMap((show) =>
    show.kind === 'measure' || (query.star && show.col.path.length === 0)
      ? []
      : [{ text: columnText(scope, show.col), name: shownName(scope, show) }],
  );
  const measure = { text: joined.value, name: measureName(schema, best.by) };
  const isShown = query.star && best.by.kind === 'column';
  const items = named([
    ...groups.flatMap((group) => group.items),
    ...(query.star ? starItems(scope) : []),
    ...own,
    ...(isShown ? [] : [measure]),
  ]);
  const conditions = setConditions(scope, { ...query.set, best: null });
  const by = groups.flatMap((group) => group.by);
  const order = `${joined.value} ${best.dir === 'desc' ? 'DESC' : 'ASC'} NULLS LAST`;
  const place =
    best.n === null
      ? `RANK() OVER (PARTITION BY ${by.join(', ')} ORDER BY ${order})`
      : `ROW_NUMBER() OVER (PARTITION BY ${by.join(', ')} ORDER BY ${[order, ...keyText(scope)].join(', ')})`;
  const inner = `SELECT ${items.map((item) => `${item.text} AS ${quoteName(item.name)}`).join(', ')}, ${place} AS place ${fromText(scope)}${joined.join}${whereText(conditions)}`;
  const outer = items.map((item) => `ranked.${quoteName(item.name)}`);
  const all = groups.flatMap((group) => group.items.map(() => group.sorted.length > 0));
  const first = all.flatMap((isSorted, i) => (isSorted ? [outer[i] ?? ''] : []));
  return `SELECT ${outer.join(', ')} FROM (${inner}) ranked WHERE ranked.place <= ${best.n ?? 1} ORDER BY ${[...first, 'ranked.place'].join(', ')}`;
}

type GroupItems = {
  readonly items: readonly Item[];
  readonly by: readonly string[];
  /** What of it the rows may be put in order by: nothing that a mask shows in part, unless the key comes first. */
  readonly sorted: readonly string[];
};

function isMasked(scope: Scope, { table, column }: ColRef): boolean {
  return scope.schema.tables.get(table)?.byName.get(column)?.masked === true;
}

function groupItems(scope: Scope, group: Group): GroupItems {
  if (group.kind === 'column') {
    const text = columnText(scope, group.col);
    const items = [{ text, name: shownName(scope, { kind: 'column', col: group.col }) }];
    return { items, by: [text], sorted: isMasked(scope, group.col) ? [] : [text] };
  }
  if (group.kind === 'time') {
    const text = `DATE_TRUNC('${group.grain}', ${columnText(scope, group.col)})`;
    const sorted = isMasked(scope, group.col) ? [] : [text];
    return { items: [{ text: `CAST(${text} AS date)`, name: group.grain }], by: [text], sorted };
  }
  const table = scope.schema.tables.get(group.table);
  const alias = aliasAt(scope, group.path);
  const key = (table?.key ?? []).map((name) => `${alias}.${quoteName(name)}`);
  const names = table?.names ?? [];
  const masked = names.some((one) => table?.byName.get(one)?.masked === true);
  const prefix = table?.singular.replace(/[^a-z0-9]+/g, '_') ?? '';
  const name = names.map((one) => ({
    text: `${alias}.${quoteName(one)}`,
    name: one.includes('_') ? one : `${prefix}_${one}`,
  }));
  const keys = (table?.key ?? []).map((one) => ({ text: `${alias}.${quoteName(one)}`, name: one }));
  const items = names.length === 0 || masked ? [...keys, ...name] : name;
  const by = [...new Set([...key, ...name.map((item) => item.text)])];
  return { items, by, sorted: masked && key.length === 0 ? [] : by };
}

/** The measure over all of its rows, as a scalar. */
function overallText(outer: Scope, measure: Measure): string {
  if (measure.kind === 'column') throw new RangeError('a column has no value of all rows together');
  const scope = openScope(outer.schema, measure.set.table, outer.taken);
  const value = measureText(scope, measure);
  const conditions = setConditions(scope, measure.set);
  return `(SELECT ${value} ${fromText(scope)}${whereText(conditions)})`;
}

function groupSql(schema: Schema, query: Extract<Query, { kind: 'group' }>): string {
  const scope = openScope(schema, query.set.table);
  const groups = query.groups.map((group) => groupItems(scope, group));
  const values = query.measures.map((measure) => measureText(scope, measure));
  const figures = query.measures.map((measure, i): Item => ({
    text: values[i] ?? '',
    name: measureName(schema, measure),
  }));
  const conditions = setConditions(scope, query.set);
  const by = groups.flatMap((group) => group.by);
  const items = [...groups.flatMap((group) => group.items), ...(query.hideMeasures ? [] : figures)];
  const value = values[query.order?.at ?? 0] ?? '';
  const way = query.order?.dir === 'desc' ? 'DESC' : 'ASC';
  const sorted = groups.flatMap((group) => group.sorted);
  const isOpen = query.order === null && groups.every((group) => group.sorted.length > 0);
  const figure = `${value} ${query.order === null ? 'DESC' : way} NULLS LAST`;
  const ranked = isOpen ? sorted : [figure, ...(query.ties ? [] : sorted)];
  const order = by.length === 0 ? '' : ` ORDER BY ${ranked.join(', ')}`;
  const limit =
    query.limit === null ? '' : query.ties ? ` FETCH FIRST ${query.limit} ROWS WITH TIES` : ` LIMIT ${query.limit}`;
  const group = by.length === 0 ? '' : ` GROUP BY ${by.join(', ')}`;
  const notNull =
    query.limit === null ? [] : groups.flatMap((g) => g.sorted.slice(0, 1)).map((text) => `${text} IS NOT NULL`);
  const bounds = query.having.map(
    (one) =>
      `${measureText(scope, one.measure)} ${one.op} ${one.value === null ? overallText(scope, one.measure) : numberText(one.value)}`,
  );
  const having = bounds.length === 0 ? '' : ` HAVING ${bounds.join(' AND ')}`;
  return `SELECT ${itemsText(items)} ${fromText(scope)}${whereText([...conditions, ...notNull])}${group}${having}${order}${limit}`;
}

/** Writes the meaning as one PostgreSQL SELECT over dataset names. */
export function toSql(schema: Schema, query: Query): string {
  if (query.kind === 'list') return query.per.length > 0 ? listPerSql(schema, query) : listSql(schema, query);
  if (query.kind === 'group') return groupSql(schema, query);
  const scope = openScope(schema, query.set.table);
  const conditions = setConditions(scope, query.set);
  return `SELECT EXISTS (SELECT 1 ${fromText(scope)}${whereText(conditions)}) AS answer`;
}
