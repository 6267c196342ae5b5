import { Link } from '@tanstack/react-router';
import { useInfiniteQuery } from '@tanstack/react-query';
import type { HistoryItem } from '@aureus/contract';
import { loadHistory } from '../../api/query.ts';
import { failureOf } from '../../api/failure.ts';
import { useArrival } from '../../app/arrival.ts';
import { useTitle } from '../../app/title.ts';
import { readerTime } from '../../components/instant.ts';
import { queryStatus } from '../../components/query-status.ts';
import { Status } from '../../components/status.tsx';
import { failureWords, words } from '../../words/en.ts';
import style from './history.module.css';

const PAGE = 50;

/** What this person asked, newest first; each line opens its answer. */
export function HistoryScreen() {
  useTitle(words.history.title);
  const heading = useArrival();
  const history = useInfiniteQuery({
    queryKey: ['history', 'mine'],
    queryFn: ({ pageParam }) => loadHistory(PAGE, pageParam),
    initialPageParam: 1,
    getNextPageParam: (last) => (last.page * last.page_size < last.total ? last.page + 1 : undefined),
    staleTime: 0,
  });
  const items = history.data?.pages.flatMap((page) => page.queries) ?? [];
  const newest = history.data?.pages[0];
  return (
    <div className={style['page']}>
      <h1 ref={heading} tabIndex={-1}>
        {words.history.mine}
      </h1>
      {history.error !== null && <p role="alert">{failureWords(failureOf(history.error)).what}</p>}
      {history.isSuccess && items.length === 0 && <p>{words.history.none}</p>}
      {items.length > 0 && <HistoryTable items={items} />}
      {newest !== undefined && items.length > 0 && (
        <p className={style['end']}>
          {words.history.of(items.length, newest.total, newest.total_is_minimum)}
          {history.hasNextPage && (
            <button type="button" disabled={history.isFetching} onClick={() => void history.fetchNextPage()}>
              {words.history.older}
            </button>
          )}
        </p>
      )}
    </div>
  );
}

function HistoryTable({ items }: { readonly items: readonly HistoryItem[] }) {
  return (
    <table className={style['list']}>
      <thead>
        <tr>
          <th scope="col">{words.history.question}</th>
          <th scope="col">{words.history.status}</th>
          <th scope="col" data-number="">
            {words.history.rows}
          </th>
          <th scope="col">{words.history.asked}</th>
        </tr>
      </thead>
      <tbody>
        {items.map((item) => (
          <tr key={item.query_id}>
            <th scope="row">
              <Link to="/q/$id" params={{ id: item.query_id }}>
                {item.question}
              </Link>
            </th>
            <td>
              <Status status={queryStatus(item)} />
            </td>
            <td data-number="">{item.row_count !== null && <RowCount rows={item.row_count} />}</td>
            <td>
              <time dateTime={item.created_at}>{readerTime(item.created_at)}</time>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** The column's heading says what is counted; on a narrow screen there is no heading, so the word stands beside. */
function RowCount({ rows }: { readonly rows: number }) {
  return (
    <>
      {words.history.count(rows)}
      <span className={style['unit']}>{words.history.unit(rows)}</span>
    </>
  );
}
