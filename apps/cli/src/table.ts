import { pad, plain, widthOf } from './terminal-text.ts';

export type TableColumn = { readonly header: string; readonly align: 'left' | 'right' };

/** Rows under their headers, aligned; every cell is made plain. Nothing is cut: a value is shown whole or not at all. */
export function toTable(columns: readonly TableColumn[], rows: readonly (readonly string[])[]): string {
  const cells = rows.map((row) => row.map(plain));
  const headers = columns.map(({ header }) => plain(header));
  const widths = columns.map((_, i) =>
    Math.max(widthOf(headers[i] ?? ''), ...cells.map((row) => widthOf(row[i] ?? ''))),
  );
  const line = (row: readonly string[]): string =>
    columns
      .map(({ align }, i) => pad(row[i] ?? '', widths[i] ?? 0, align === 'right' ? 'left' : 'right'))
      .join('  ')
      .trimEnd();
  return [line(headers), widths.map((width) => '─'.repeat(width)).join('  '), ...cells.map(line)].join('\n');
}
