/** A value as a generator has it; dates arrive written. */
export type Cell = string | number | boolean | null;

/** One row in PostgreSQL's COPY text format: tab between cells, \\N for NULL. */
export function toCopyLine(cells: readonly Cell[]): string {
  let line = '';
  for (let i = 0; i < cells.length; i += 1) {
    if (i > 0) line += '\t';
    line += toCopyCell(cells[i] ?? null);
  }
  return `${line}\n`;
}

function toCopyCell(cell: Cell): string {
  if (cell === null) return '\\N';
  if (typeof cell === 'boolean') return cell ? 't' : 'f';
  if (typeof cell === 'number') return String(cell);
  return /[\\\t\n\r]/.test(cell) ? escape(cell) : cell;
}

function escape(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('\t', '\\t').replaceAll('\n', '\\n').replaceAll('\r', '\\r');
}

/** Lines joined to chunks of about 64 KB, the size at which a socket write costs least per row. */
export function* toChunks(rows: Iterable<readonly Cell[]>): Generator<string> {
  let chunk = '';
  for (const row of rows) {
    chunk += toCopyLine(row);
    if (chunk.length >= 65_536) {
      yield chunk;
      chunk = '';
    }
  }
  if (chunk !== '') yield chunk;
}

/** An amount of money as text with two decimals. */
export function money(amount: number): string {
  return amount.toFixed(2);
}
