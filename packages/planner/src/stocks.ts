import type { Schema } from './lexicon/table.ts';
import type { ColRef, EntitySet, Group, Query } from './meaning.ts';

type Stock = { readonly col: ColRef; readonly set: EntitySet };

function isNode(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

/** Every figure over rows in a meaning, however deep. */
function figuresOf(value: unknown): readonly Stock[] {
  if (!isNode(value)) return [];
  const inner = Object.values(value).flatMap((one) => figuresOf(one));
  return value['kind'] === 'aggregate' && isNode(value['col']) ? [value as unknown as Stock, ...inner] : inner;
}

function isStock(schema: Schema, { col }: Stock): boolean {
  return schema.tables.get(col.table)?.byName.get(col.column)?.source.additivity === 'semi_additive';
}

/** The time said of the rows without saying of which of their dates. */
function timeOf(set: EntitySet, groups: readonly Group[]): { readonly col: ColRef; readonly text: string } | null {
  for (const pred of set.preds) if (pred.kind === 'range' && pred.isImplied === true) return pred;
  for (const group of groups)
    if (group.kind === 'time' && group.isImplied === true) return { col: group.col, text: `by ${group.grain}` };
  return null;
}

/**
 * A balance is that of today: which rows began last year says nothing about what they held then. The question to ask
 * back where a time was said and no date; null if the figures can be taken over that time.
 */
export function openStock(schema: Schema, query: Query): string | null {
  const groups = query.kind === 'group' ? query.groups : [];
  for (const stock of figuresOf(query)) {
    const time = isStock(schema, stock) ? timeOf(stock.set, groups) : null;
    if (time === null) continue;
    const owner = schema.tables.get(stock.col.table);
    const date = schema.tables.get(time.col.table)?.byName.get(time.col.column)?.label ?? time.col.column;
    const figure = owner?.byName.get(stock.col.column)?.label ?? stock.col.column;
    return `does "${time.text}" mean ${owner?.plural ?? stock.col.table} by their ${date}, each with its ${figure} of today?`;
  }
  return null;
}
