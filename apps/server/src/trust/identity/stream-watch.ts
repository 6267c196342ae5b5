import { AtlasError } from '@aureus/contract';
import type { Entrant } from './session-actions.ts';

/** How long a revoked session may go on reading its streams, on any node: one look at the database for all of them. */
const LOOK_EVERY_MS = 1000;
const STREAMS_A_PERSON = 6;

export type StreamWatch = {
  /**
   * Calls `end` once, when the access token or the session of this stream ends. The returned function forgets the
   * stream. Throws RATE_LIMIT_EXCEEDED where the person has too many open.
   */
  open(entrant: Entrant, end: () => void): () => void;
};

type Stream = { readonly entrant: Entrant; readonly end: () => void };

export type StreamWatchOptions = {
  readonly now: () => Date;
  /** Which of these sessions go on. */
  readonly loadLive: (sessionIds: readonly string[]) => Promise<readonly string[]>;
};

export function makeStreamWatch(options: StreamWatchOptions): StreamWatch {
  const open = new Set<Stream>();
  let timer: NodeJS.Timeout | undefined;
  const forget = (stream: Stream): void => {
    open.delete(stream);
    if (open.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
  const look = async (): Promise<void> => {
    const ended = await findEnded(open, options);
    for (const stream of ended) {
      forget(stream);
      stream.end();
    }
  };
  return {
    open: (entrant, end) => {
      const own = [...open].filter((stream) => stream.entrant.person.id === entrant.person.id);
      if (own.length >= STREAMS_A_PERSON) {
        throw new AtlasError(
          'RATE_LIMIT_EXCEEDED',
          `At most ${STREAMS_A_PERSON} event streams of one person are open at once.`,
        );
      }
      const stream = { entrant, end };
      open.add(stream);
      timer ??= setInterval(() => void look(), LOOK_EVERY_MS);
      timer.unref();
      return () => forget(stream);
    },
  };
}

/** If nobody can say that a session goes on, it does not. */
async function findEnded(open: ReadonlySet<Stream>, { now, loadLive }: StreamWatchOptions): Promise<readonly Stream[]> {
  const streams = [...open];
  const live = new Set(await loadLive([...new Set(streams.map(({ entrant }) => entrant.session.id))]).catch(() => []));
  const at = now();
  return streams.filter(({ entrant: { session } }) => session.expiresAt <= at || !live.has(session.id));
}
