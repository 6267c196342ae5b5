import { useVirtualizer } from '@tanstack/react-virtual';
import { memo, useMemo, useRef } from 'react';
import type { ClipboardEvent } from 'react';
import type { ResultColumn } from '@aureus/contract';
import type { ExactRow } from '../api/exact-json.ts';
import { MASK_WORDS, typeWord, words } from '../words/en.ts';
import { columnWidths } from './column-widths.ts';
import { Shape } from './status-shape.tsx';
import { Value } from './value.tsx';
import { isNumeric, rawValue } from './value-format.ts';
import style from './result-table.module.css';

const ROW_HEIGHT = 32;

type Props = {
  readonly columns: readonly ResultColumn[];
  readonly rows: readonly ExactRow[];
  readonly rowCount: number;
};

/** A real table whose rows exist only while they can be seen; spacer rows keep its height true. */
export function ResultTable({ columns, rows, rowCount }: Props) {
  const frame = useRef<HTMLDivElement>(null);
  const widths = useMemo(() => columnWidths(columns, rows), [columns, rows]);
  // oxlint-disable-next-line react/incompatible-library -- no compiler memoises this component
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => frame.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 16,
  });
  const seen = virtual.getVirtualItems();
  const above = seen[0]?.start ?? 0;
  const below = virtual.getTotalSize() - (seen.at(-1)?.end ?? 0);
  return (
    <div
      className={style['frame']}
      data-tall={rows.length > 3 || undefined}
      ref={frame}
      tabIndex={0}
      role="region"
      aria-label={words.result.scroll}
    >
      <table
        className={style['table']}
        aria-rowcount={rowCount + 1}
        aria-colcount={columns.length}
        onCopy={(event) => copyRaw(event, columns, rows)}
      >
        <caption className="spoken">{words.result.caption}</caption>
        <colgroup>
          {widths.map((width, index) => (
            <col key={index} style={{ width: `${width}px` }} />
          ))}
        </colgroup>
        <Head columns={columns} />
        <tbody>
          <Spacer height={above} />
          {seen.map(({ index }) => {
            const row = rows[index];
            return row === undefined ? null : <Row key={index} index={index} row={row} columns={columns} />;
          })}
          <Spacer height={below} />
        </tbody>
      </table>
    </div>
  );
}

const Head = memo(function Head({ columns }: Pick<Props, 'columns'>) {
  return (
    <thead>
      <tr aria-rowindex={1}>
        {columns.map((column) => (
          <th
            key={column.name}
            scope="col"
            data-number={isNumeric(column) || undefined}
            title={column.description || undefined}
          >
            <span className={style['label']}>{column.label}</span>
            <span className={style['meta']} data-mask={column.mask === 'full' ? undefined : ''}>
              {column.mask !== 'full' && <Shape name="hatch" />}
              {column.mask === 'full' ? (column.unit ?? typeWord(column.type)) : MASK_WORDS[column.mask]}
            </span>
          </th>
        ))}
      </tr>
    </thead>
  );
});

type RowProps = { readonly index: number; readonly row: ExactRow; readonly columns: readonly ResultColumn[] };

const Row = memo(function Row({ index, row, columns }: RowProps) {
  return (
    <tr aria-rowindex={index + 2} data-row={index}>
      {columns.map((column, at) =>
        at === 0 ? (
          <th key={column.name} scope="row" data-number={isNumeric(column) || undefined}>
            <Value cell={row[column.name] ?? null} column={column} />
          </th>
        ) : (
          <td key={column.name} data-number={isNumeric(column) || undefined}>
            <Value cell={row[column.name] ?? null} column={column} />
          </td>
        ),
      )}
    </tr>
  );
});

function Spacer({ height }: { readonly height: number }) {
  if (height <= 0) return null;
  return (
    <tr aria-hidden="true" className={style['spacer']}>
      <td style={{ height: `${height}px` }} />
    </tr>
  );
}

/** Grouping is for the eye: what leaves one cell by Copy is the raw value. */
function copyRaw(event: ClipboardEvent, columns: readonly ResultColumn[], rows: readonly ExactRow[]): void {
  const selection = getSelection();
  const cell = closestCell(selection?.anchorNode ?? null);
  if (cell === null || cell !== closestCell(selection?.focusNode ?? null)) return;
  const row = rows[Number(cell.parentElement?.dataset['row'] ?? -1)];
  const column = columns[cell.cellIndex];
  if (row === undefined || column === undefined) return;
  if (selection?.toString() !== cell.textContent) return;
  event.clipboardData.setData('text/plain', rawValue(row[column.name] ?? null));
  event.preventDefault();
}

function closestCell(node: Node | null): HTMLTableCellElement | null {
  const element = node instanceof Element ? node : (node?.parentElement ?? null);
  return element?.closest<HTMLTableCellElement>('tbody td, tbody th') ?? null;
}
