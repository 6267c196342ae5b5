import type { AskAccepted, HistoryPage, QueryView, ResultPage } from '@aureus/contract';
import { call, callJson } from './client.ts';
import { parseExact } from './exact-json.ts';
import type { ExactRow } from './exact-json.ts';

/** The server's view of a question, its cells kept as the digits that came. */
export type AnswerView = Omit<QueryView, 'results'> & { readonly results: readonly ExactRow[] | null };
export type AnswerPage = Omit<ResultPage, 'results'> & { readonly results: readonly ExactRow[] };

/** A retry of the same ask carries the same key, so it can never run twice. */
export function ask(question: string, idempotencyKey: string, choice?: string): Promise<AskAccepted> {
  return callJson('/v1/query/ask', {
    method: 'POST',
    headers: { 'idempotency-key': idempotencyKey },
    body: choice === undefined ? { question } : { question, choice },
  });
}

export async function loadAnswer(id: string, signal?: AbortSignal): Promise<AnswerView> {
  const reply = await call(`/v1/query/${encodeURIComponent(id)}`, signal === undefined ? {} : { signal });
  return parseExact<QueryView>(await reply.text());
}

/** One page of the stored result; `page` counts from 1. */
export async function loadResultPage(id: string, page: number, signal?: AbortSignal): Promise<AnswerPage> {
  const reply = await call(
    `/v1/query/${encodeURIComponent(id)}/result?page=${page}&page_size=1000`,
    signal === undefined ? {} : { signal },
  );
  const parsed = parseExact<ResultPage>(await reply.text());
  return { ...parsed, results: parsed.results ?? [] };
}

export async function cancel(id: string): Promise<void> {
  await call(`/v1/query/${encodeURIComponent(id)}/cancel`, { method: 'POST' });
}

export function loadHistory(pageSize: number, page = 1): Promise<HistoryPage> {
  return callJson(`/v1/query/history?page=${page}&page_size=${pageSize}`);
}
