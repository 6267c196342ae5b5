import { useInfiniteQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { loadResultPage } from '../../api/query.ts';
import type { AnswerView } from '../../api/query.ts';
import { withScale } from '../../components/column-scale.ts';
import { ResultTable } from '../../components/result-table.tsx';
import { words } from '../../words/en.ts';
import style from './ask.module.css';

const PAGE = 1000;

/** The rows of the reply; where there are more, the stored result is read on from there, page by page, when asked for. */
export function TableAnswer({ view }: { readonly view: AnswerView }) {
  const first = useMemo(() => view.results ?? [], [view.results]);
  const all = view.row_count ?? first.length;
  const whole = Math.floor(first.length / PAGE);
  const pages = useInfiniteQuery({
    queryKey: ['result', view.query_id],
    queryFn: ({ pageParam, signal }) => loadResultPage(view.query_id, pageParam, signal),
    initialPageParam: whole + 1,
    getNextPageParam: (last) => (last.page * last.page_size < last.row_count ? last.page + 1 : undefined),
    enabled: false,
  });
  const rows = useMemo(
    () =>
      pages.data === undefined
        ? first
        : [...first.slice(0, whole * PAGE), ...pages.data.pages.flatMap(({ results }) => results)],
    [first, whole, pages.data],
  );
  const columns = useMemo(() => withScale(view.columns, rows), [view.columns, rows]);
  if (view.results === null) return <p className={style['more']}>{words.result.notYours}</p>;
  return (
    <>
      <ResultTable columns={columns} rows={rows} rowCount={all} />
      {rows.length < all && (
        <p className={style['more']}>
          {words.result.loaded(rows.length, all)}
          <button type="button" disabled={pages.isFetching} onClick={() => void pages.fetchNextPage()}>
            {words.result.more(Math.min(PAGE, all - rows.length))}
          </button>
        </p>
      )}
    </>
  );
}
