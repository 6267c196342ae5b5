import type { Person } from '@aureus/contract';
import type { StreamEvent } from '#platform/http';
import type { Notices } from '#platform/notices';
import type { AskDeps } from './ask-deps.ts';
import { toQueryEvent } from './query-view.ts';
import { readRow } from './read-actions.ts';

/** Without a notice for this long the state is read again: a notice may be lost with its connection. */
const RECHECK_MS = 2000;

type Watching = {
  readonly person: Person;
  readonly id: string;
  readonly lastSeen: number;
  readonly signal: AbortSignal;
};

/** The question's states as they come: the first event is the present one, each is a whole state, the last is final. */
export async function* watchQuery(
  deps: Pick<AskDeps, 'db'> & { readonly notices: Notices },
  { person, id, lastSeen, signal }: Watching,
): AsyncGenerator<StreamEvent> {
  const mailbox = deps.notices.listen('ask_query', id);
  let seen = lastSeen;
  try {
    for (;;) {
      const row = await readRow(deps, person, id);
      const final = row.finishedAt !== null;
      if (row.version > seen || final) {
        seen = row.version;
        yield { id: row.version, event: 'state', data: toQueryEvent(row) };
      }
      if (final || signal.aborted) return;
      await mailbox.next(RECHECK_MS, signal);
    }
  } finally {
    mailbox.close();
  }
}
