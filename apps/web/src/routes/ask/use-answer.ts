import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { QueryEvent } from '@aureus/contract';
import { failureOf } from '../../api/failure.ts';
import type { Failure } from '../../api/failure.ts';
import { loadAnswer } from '../../api/query.ts';
import type { AnswerView } from '../../api/query.ts';
import { followQuery } from '../../api/stream.ts';

export type Followed = {
  readonly view: AnswerView | null;
  readonly event: QueryEvent | null;
  readonly failure: Failure | null;
};

const isFinal = (view: AnswerView): boolean => view.status === 'success' || view.status === 'error';

/** The question of this address, followed to its end: by its stream, and by polling where the stream is lost. */
export function useAnswer(id: string | undefined): Followed {
  const [heard, setHeard] = useState<{ readonly id: string; readonly event: QueryEvent } | null>(null);
  const [lost, setLost] = useState<string | null>(null);
  const answer = useQuery({
    queryKey: ['answer', id],
    queryFn: ({ signal }) => loadAnswer(id ?? '', signal),
    enabled: id !== undefined,
    staleTime: ({ state }) => (state.data !== undefined && isFinal(state.data) ? Infinity : 0),
    refetchInterval: ({ state }) => (lost === id && state.data !== undefined && !isFinal(state.data) ? 2000 : false),
  });
  const { data, refetch } = answer;
  const waiting = id !== undefined && data !== undefined && !isFinal(data);

  useEffect(() => {
    if (!waiting || id === undefined) return undefined;
    const stop = new AbortController();
    void followQuery(id, (event) => setHeard({ id, event }), stop.signal).then((outcome) => {
      if (stop.signal.aborted) return;
      if (outcome === 'lost') setLost(id);
      void refetch();
    });
    return () => stop.abort();
  }, [id, waiting, refetch]);

  return {
    view: data ?? null,
    event: heard !== null && heard.id === id ? heard.event : null,
    failure: answer.error === null || data !== undefined ? null : failureOf(answer.error),
  };
}
