import { Chip, Chips } from '../../components/chips.tsx';
import { foldScopes } from './fold-scopes.ts';
import type { AnswerView } from '../../api/query.ts';
import { words } from '../../words/en.ts';

const text = words.chips;

const isAlone = (view: AnswerView, column: string): boolean =>
  view.withheld.filter((one) => one.column === column).length === 1;

/** Every limit of an answer, one line each. An answer without any shows none. */
export function AnswerChips({ view }: { readonly view: AnswerView }) {
  return (
    <Chips>
      {view.withheld.map(({ dataset, column, mask, used_in, policy }) => (
        <Chip
          key={`${dataset}.${column}`}
          status="withheld"
          line={text.withheld(isAlone(view, column) ? column : `${dataset}.${column}`, mask)}
        >
          <p>{text.withheldWhy(dataset, column, mask)}</p>
          {used_in.length > 0 && <p>{text.usedIn(used_in.join(', '))}</p>}
          <p>{text.rule(policy)}</p>
        </Chip>
      ))}
      {foldScopes(view.scope).map(({ datasets, filter, policy }) => (
        <Chip key={`${filter}:${policy}`} status="scope" line={text.scope(filter, datasets)}>
          <p>{text.scopeWhy(datasets)}</p>
          <p>{text.rule(policy)}</p>
        </Chip>
      ))}
      {view.assumptions.map((assumption) => (
        <Chip key={assumption} status="assumed" line={assumption}>
          <p>{text.assumedWhy}</p>
        </Chip>
      ))}
      {view.undetermined.map((part) => (
        <Chip key={part} status="undetermined" line={text.undetermined(part)}>
          <p>{text.undeterminedWhy}</p>
        </Chip>
      ))}
      {view.truncated && (
        <Chip status="cut_off" line={text.cutOff(view.row_count ?? 0)}>
          <p>{text.cutOffWhy}</p>
        </Chip>
      )}
    </Chips>
  );
}
