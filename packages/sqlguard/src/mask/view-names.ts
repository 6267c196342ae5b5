import { byteLength } from '../input/byte-length.ts';
import { MAX_NAME_BYTES } from '../input/limits.ts';

/** No dataset may be named like this: what stands under it is read by no login. */
const ROWS_OF = 'rows of ';

/**
 * The view of visible rows below a mask view. A long name ends with a digest of all of it, because PostgreSQL would cut
 * two alike names to one. The digest keeps chance out; names that were made to meet are what `judgeViewNames` finds.
 */
export function rowsViewName(dataset: string): string {
  const name = `${ROWS_OF}${dataset}`;
  if (byteLength(name) <= MAX_NAME_BYTES) return name;
  const end = ` ${digestOf(dataset)}`;
  let kept = '';
  for (const char of name) {
    if (byteLength(kept + char + end) > MAX_NAME_BYTES) break;
    kept += char;
  }
  return kept + end;
}

/** FNV-1a over 64 bits. */
function digestOf(text: string): string {
  let hash = 0xcbf29ce484222325n;
  for (const char of text) hash = BigInt.asUintN(64, (hash ^ BigInt(char.codePointAt(0) ?? 0)) * 0x100000001b3n);
  return hash.toString(16).padStart(16, '0');
}

/**
 * What is wrong with the names of datasets that are to have views in one schema, in a sentence; null if nothing. Two
 * views under one name would be one dataset's rows under another one's masks.
 */
export function judgeViewNames(datasets: readonly { readonly name: string }[]): string | null {
  const taken = new Map<string, string>();
  for (const { name } of datasets) {
    if (byteLength(name) > MAX_NAME_BYTES) return `The name "${name}" is longer than ${MAX_NAME_BYTES} bytes.`;
    if (name.startsWith(ROWS_OF)) return `The name "${name}" begins like those of Atlas's own views.`;
    for (const view of [name, rowsViewName(name)]) {
      const other = taken.get(view);
      if (other !== undefined) return `The names "${other}" and "${name}" come to one view.`;
      taken.set(view, name);
    }
  }
  return null;
}
