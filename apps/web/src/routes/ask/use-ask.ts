import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { failureOf } from '../../api/failure.ts';
import type { Failure } from '../../api/failure.ts';
import { ask } from '../../api/query.ts';

/** `refused`: the question that was sent last and did not become one. */
export type Submission = {
  readonly sending: boolean;
  readonly refused: { readonly question: string; readonly failure: Failure } | null;
};
type Stored = Submission & { readonly at: string | undefined };
export type AskFor = (question: string, choice?: string) => void;

/**
 * Sends a question and goes to the address of its answer. Trying the same words again can never run them twice. A
 * failure belongs to the address it happened at.
 */
export function useAsk(at: string | undefined): { readonly submission: Submission; readonly submit: AskFor } {
  const [stored, setSubmission] = useState<Stored>({ sending: false, refused: null, at });
  const unanswered = useRef<{ readonly words: string; readonly key: string } | null>(null);
  const navigate = useNavigate();
  const queries = useQueryClient();

  const submit: AskFor = (question, choice) => {
    const words = JSON.stringify([question, choice]);
    if (unanswered.current?.words !== words) unanswered.current = { words, key: crypto.randomUUID() };
    setSubmission({ sending: true, refused: null, at });
    ask(question, unanswered.current.key, choice)
      .then(async ({ query_id }) => {
        unanswered.current = null;
        void queries.invalidateQueries({ queryKey: ['history'] });
        await navigate({ to: '/q/$id', params: { id: query_id } });
        setSubmission({ sending: false, refused: null, at });
      })
      .catch((error: unknown) =>
        setSubmission({ sending: false, refused: { question, failure: failureOf(error) }, at }),
      );
  };

  return { submission: stored.at === at ? stored : { sending: stored.sending, refused: null }, submit };
}
