import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { failureOf } from '../../api/failure.ts';
import type { Failure } from '../../api/failure.ts';
import { ask } from '../../api/query.ts';

export type Submission = { readonly sending: boolean; readonly failure: Failure | null };
export type AskFor = (question: string, choice?: string) => void;

const IDLE: Submission = { sending: false, failure: null };

/** Sends a question and goes to the address of its answer. Trying the same words again can never run them twice. */
export function useAsk(): { readonly submission: Submission; readonly submit: AskFor; readonly reset: () => void } {
  const [submission, setSubmission] = useState<Submission>(IDLE);
  const unanswered = useRef<{ readonly words: string; readonly key: string } | null>(null);
  const navigate = useNavigate();
  const queries = useQueryClient();

  const submit: AskFor = (question, choice) => {
    const words = JSON.stringify([question, choice]);
    if (unanswered.current?.words !== words) unanswered.current = { words, key: crypto.randomUUID() };
    setSubmission({ sending: true, failure: null });
    ask(question, unanswered.current.key, choice)
      .then(async ({ query_id }) => {
        unanswered.current = null;
        void queries.invalidateQueries({ queryKey: ['history'] });
        await navigate({ to: '/q/$id', params: { id: query_id } });
        setSubmission(IDLE);
      })
      .catch((error: unknown) => setSubmission({ sending: false, failure: failureOf(error) }));
  };

  return { submission, submit, reset: () => setSubmission(IDLE) };
}
