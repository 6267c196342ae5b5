/** The parser's JSON, after `checkShape` has seen every key of it. */
export type Raw = { readonly [key: string]: unknown };

export const asRaw = (value: unknown): Raw => (value ?? {}) as Raw;
export const asList = (value: unknown): readonly Raw[] => (Array.isArray(value) ? (value as Raw[]) : []);
export const asText = (value: unknown): string => (typeof value === 'string' ? value : '');
export const asNumber = (value: unknown): number => (typeof value === 'number' ? value : 0);
export const locationOf = (node: Raw): number => asNumber(node['location']);

/** `{ColumnRef: {…}}` as its name and its fields. */
export function open(wrapped: unknown): { readonly name: string; readonly node: Raw } {
  const raw = asRaw(wrapped);
  for (const name in raw) return { name, node: asRaw(raw[name]) };
  return { name: '', node: {} };
}

/** Where a part of the text begins that says nothing of itself: the nearest place known below it, or -1. */
export function placeOf(part: unknown): number {
  let layer: readonly unknown[] = [part];
  while (layer.length > 0) {
    const nodes = layer.filter((node) => typeof node === 'object' && node !== null);
    const places = nodes.map((node) => asRaw(node)['location']).filter((at) => typeof at === 'number' && at >= 0);
    if (places.length > 0) return Math.min(...(places as number[]));
    layer = nodes.flatMap((node) => Object.values(node as Raw));
  }
  return -1;
}

/** A list of `String` nodes as texts. */
export function strings(value: unknown): readonly string[] {
  return asList(value).map((item) => asText(asRaw(item['String'])['sval']));
}
