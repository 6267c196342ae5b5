import { Link } from '@tanstack/react-router';
import { useQuery } from '@tanstack/react-query';
import { loadDatasets } from '../../api/datasets.ts';
import { loadHistory } from '../../api/query.ts';
import { Status } from '../../components/status.tsx';
import { queryStatus } from '../../components/query-status.ts';
import { readerTime } from '../../components/instant.ts';
import { words } from '../../words/en.ts';
import { pickSamples } from './samples.ts';
import type { AskFor } from './use-ask.ts';
import style from './empty.module.css';

/** Home: questions that are known to work for this person, and what was asked lately. */
export function Empty({ onAsk }: { readonly onAsk: AskFor }) {
  const datasets = useQuery({ queryKey: ['datasets'], queryFn: loadDatasets });
  const history = useQuery({ queryKey: ['history', 'recent'], queryFn: () => loadHistory(5) });
  const samples = pickSamples(datasets.data?.datasets ?? []);
  const recent = history.data?.queries ?? [];
  return (
    <div className={style['home']}>
      <h1 className="spoken">{words.ask.title}</h1>
      {samples.length > 0 && (
        <section aria-labelledby="samples">
          <h2 id="samples">{words.ask.samples}</h2>
          <ul className={style['list']}>
            {samples.map(({ question, dataset }) => (
              <li key={question}>
                <button type="button" onClick={() => onAsk(question)}>
                  {question}
                  <span>{dataset}</span>
                </button>
              </li>
            ))}
          </ul>
        </section>
      )}
      {datasets.isSuccess && samples.length === 0 && <p>{words.ask.noDatasets}</p>}
      {recent.length > 0 && (
        <section aria-labelledby="recent">
          <h2 id="recent">{words.ask.recent}</h2>
          <ul className={style['list']}>
            {recent.map((item) => (
              <li key={item.query_id}>
                <Link to="/q/$id" params={{ id: item.query_id }}>
                  {item.question}
                  <span>
                    <Status status={queryStatus(item)} />
                    <time dateTime={item.created_at}>{readerTime(item.created_at)}</time>
                  </span>
                </Link>
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}
