import { Sql } from '../../components/sql.tsx';
import type { AnswerView } from '../../api/query.ts';
import { words } from '../../words/en.ts';
import { MaskedRelations } from './masked-relations.tsx';
import style from './sql-view.module.css';

/** As written and as executed, byte for byte; what no text can show, the masks inside the views, stands beside. */
export function SqlView({ view }: { readonly view: AnswerView }) {
  return (
    <div className={style['view']}>
      <div className={style['texts']}>
        {view.generated_sql === null ? (
          <p>{words.sql.notKnown}</p>
        ) : (
          <Sql title={words.sql.written} copyLabel={words.sql.copyWritten} sql={view.generated_sql} />
        )}
        {view.executed_sql === null ? (
          <p>{words.sql.notRun}</p>
        ) : (
          <Sql
            title={words.sql.executed}
            copyLabel={words.sql.copyExecuted}
            sql={view.executed_sql}
            marks={view.sql_marks}
          />
        )}
      </div>
      <MaskedRelations relations={view.masked_relations} />
    </div>
  );
}
