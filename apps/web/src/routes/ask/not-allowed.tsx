import { Sql } from '../../components/sql.tsx';
import type { AnswerView } from '../../api/query.ts';
import { words } from '../../words/en.ts';
import { Notice } from './notice.tsx';
import { ProofLine } from './proof-line.tsx';
import style from './notice.module.css';
import page from './ask.module.css';

const text = words.notAllowed;
const RUN = { no: text.nothingRun, yes: text.run, unknown: text.unknownRun } as const;

/**
 * The rule in words and by its id, what it speaks of, whom to ask, and the SQL it was decided on. "Nothing was run" is
 * said only where no execution is on record.
 */
export function NotAllowed({ view }: { readonly view: AnswerView }) {
  return (
    <article className={page['answer']}>
      <Notice status="not_allowed" title={view.error_message ?? text.title} level={1}>
        {view.withheld.length > 0 && (
          <>
            <h2>{text.columns}</h2>
            <ul className={style['list']}>
              {view.withheld.map(({ dataset, column, mask, used_in }) => (
                <li key={`${dataset}.${column}`}>{text.use(`${dataset}.${column}`, used_in.join(', '), mask)}</li>
              ))}
            </ul>
          </>
        )}
        <p className={style['touched']}>{RUN[view.executed]}</p>
        {view.access_request?.type === 'pii_unmask' && <p>{text.whomToAsk}</p>}
        <Rules view={view} />
        {view.error_id !== null && <p className={style['support']}>{words.failed.support(view.error_id)}</p>}
      </Notice>
      {view.generated_sql !== null && (
        <Sql title={text.sql[view.executed]} copyLabel={words.sql.copyWritten} sql={view.generated_sql} />
      )}
      <ProofLine view={view} />
    </article>
  );
}

function Rules({ view }: { readonly view: AnswerView }) {
  const policies = view.withheld.flatMap(({ policy }) => policy ?? []);
  const rules = [...new Set([...view.rules, ...policies])];
  return (
    <p className={style['ids']}>
      {rules.length > 0 && (
        <span>
          {text.rules(rules.length)} <code>{rules.join(', ')}</code>
        </span>
      )}
      {view.policy_set !== null && (
        <span>
          {text.policySet} <code title={view.policy_set}>{view.policy_set.slice(0, 12)}</code>
        </span>
      )}
    </p>
  );
}
