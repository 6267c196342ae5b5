import { useInfiniteQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { loadResultPage } from '../../api/query.ts';
import type { AnswerView } from '../../api/query.ts';
import { ResultTable } from '../../components/result-table.tsx';
import { words } from '../../words/en.ts';
import style from './ask.module.css';

const PAGE = 1000;

/** The rows of the reply; where there are more, the stored result is read page by page when asked for. */
export function TableAnswer({ view }: { readonly view: AnswerView }) {
  const first = useMemo(() => view.results ?? [], [view.results]);
  const all = view.row_count ?? first.length;
  const pages = useInfiniteQuery({
    queryKey: ['result', view.query_id],
    queryFn: ({ pageParam, signal }) => loadResultPage(view.query_id, pageParam, signal),
    initialPageParam: 1,
    getNextPageParam: (last) => (last.page * last.page_size < last.row_count ? last.page + 1 : undefined),
    enabled: false,
  });
  const loaded = useMemo(() => pages.data?.pages.flatMap((page) => page.results), [pages.data]);
  const rows = loaded ?? first;
  if (view.results === null) return <p className={style['more']}>{words.result.notYours}</p>;
  return (
    <>
      <ResultTable columns={view.columns} rows={rows} rowCount={all} />
      {rows.length < all && (
        <p className={style['more']}>
          {words.result.loaded(rows.length, all)}
          <button type="button" disabled={pages.isFetching} onClick={() => void pages.fetchNextPage()}>
            {words.result.more(Math.min(PAGE, all - (loaded?.length ?? 0)))}
          </button>
        </p>
      )}
    </>
  );
}
