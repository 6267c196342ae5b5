import type { ResultColumn } from '@aureus/contract';
import type { ExactCell } from '../../api/exact-json.ts';
import { Value } from '../../components/value.tsx';
import style from './ask.module.css';

/** One row, one measure: the figure at full precision, its unit only if the catalogue knows one. */
export function Figure({ column, cell }: { readonly column: ResultColumn; readonly cell: ExactCell }) {
  return (
    <dl className={style['figure']}>
      <dt>{column.label}</dt>
      <dd>
        <Value cell={cell} column={column} />
        {column.unit !== null && <span>{column.unit}</span>}
      </dd>
    </dl>
  );
}
