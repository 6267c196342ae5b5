import type { MaskedRelationView } from '@aureus/contract';
import { Shape } from '../../components/status-shape.tsx';
import { words } from '../../words/en.ts';
import style from './sql-view.module.css';

const text = words.sql;

function whyOf(relations: readonly MaskedRelationView[]): string {
  if (relations.length === 0) return text.maskedNone;
  return relations.some(({ provision }) => provision === 'inline') ? text.maskedInline : text.maskedWhy;
}

export function MaskedRelations({ relations }: { readonly relations: readonly MaskedRelationView[] }) {
  return (
    <aside className={style['masked']} aria-labelledby="masked-relations">
      <h2 id="masked-relations">{text.masked}</h2>
      <p className={style['why']}>{whyOf(relations)}</p>
      <ul>
        {relations.map(({ dataset, provision, columns, filter }) => (
          <li key={dataset}>
            <p className={style['relation']}>
              <code>{dataset}</code>
              <span>{text.provision[provision]}</span>
            </p>
            {columns.every(({ mask }) => mask === 'full') && <p className={style['none']}>{text.allShown}</p>}
            <dl>
              {columns
                .filter(({ mask }) => mask !== 'full')
                .map(({ column, mask }) => (
                  <div key={column}>
                    <dt>
                      <code>{column}</code>
                    </dt>
                    <dd>
                      <Shape name="hatch" />
                      {text.masksOf(mask)}
                    </dd>
                  </div>
                ))}
            </dl>
            {filter !== null && <p className={style['filter']}>{text.filter(filter)}</p>}
          </li>
        ))}
      </ul>
    </aside>
  );
}
