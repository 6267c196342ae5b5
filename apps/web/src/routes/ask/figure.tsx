import type { CSSProperties } from 'react';
import type { ResultColumn } from '@aureus/contract';
import type { ExactCell } from '../../api/exact-json.ts';
import { formatValue } from '../../components/value-format.ts';
import { Value } from '../../components/value.tsx';
import style from './ask.module.css';

/** One row, one measure: the figure at full precision, its unit only if the catalogue knows one. */
export function Figure({ column, cell }: { readonly column: ResultColumn; readonly cell: ExactCell }) {
  const shown = formatValue(cell, column);
  const length = 'text' in shown ? shown.text.length : 1;
  return (
    <dl className={style['figure']}>
      <dt>{column.label}</dt>
      <dd style={{ '--length': length } as CSSProperties}>
        <Value cell={cell} column={column} />
        {column.unit !== null && <span>{column.unit}</span>}
      </dd>
    </dl>
  );
}
