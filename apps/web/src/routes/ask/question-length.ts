/** The server takes 2,000 characters; the counter appears when the end is in sight. */
const MOST = 2000;
const COUNT_FROM = 1800;

export type QuestionLength =
  | { readonly kind: 'fine' }
  | { readonly kind: 'counted'; readonly length: number; readonly most: number }
  | { readonly kind: 'too_long'; readonly by: number };

/** Measured as the server does: trimmed, in UTF-16 units. The text itself is never cut. */
export function judgeLength(text: string): QuestionLength {
  const { length } = text.trim();
  if (length > MOST) return { kind: 'too_long', by: length - MOST };
  return length >= COUNT_FROM ? { kind: 'counted', length, most: MOST } : { kind: 'fine' };
}
