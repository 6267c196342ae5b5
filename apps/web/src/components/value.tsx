import { memo } from 'react';
import type { ResultColumn } from '@aureus/contract';
import type { ExactCell } from '../api/exact-json.ts';
import { words } from '../words/en.ts';
import { formatValue } from './value-format.ts';
import style from './value.module.css';

/** One cell as it came. The three absences differ to the eye and to the ear. */
export const Value = memo(function Value({
  cell,
  column,
}: {
  readonly cell: ExactCell;
  readonly column: ResultColumn;
}) {
  const shown = formatValue(cell, column);
  switch (shown.kind) {
    case 'number':
    case 'text':
      return <>{shown.text}</>;
    case 'none':
      return <Absent mark={words.result.noneMark} spoken={words.result.none} />;
    case 'empty':
      return <Absent mark={words.result.emptyMark} spoken={words.result.empty} />;
    case 'withheld':
      return <span className={style['withheld']}>{words.result.withheld}</span>;
  }
});

function Absent({ mark, spoken }: { readonly mark: string; readonly spoken: string }) {
  return (
    <>
      <span aria-hidden="true" className={style['absent']}>
        {mark}
      </span>
      <span className="spoken">{spoken}</span>
    </>
  );
}
