import {
  type Person,
  askAccepted,
  askBody,
  historyPage,
  historyQuery,
  queryEvent,
  queryView,
  resultPage,
  resultQuery,
} from '@aureus/contract';
import { type RequestFacts, type Route, bytes, events, json, route } from '#platform/http';
import type { Notices } from '#platform/notices';
import { z } from 'zod';
import type { AskDeps } from './ask-deps.ts';
import { watchQuery } from './query-events.ts';
import { readCsv, readHistory, readQuery, readResult, readRow } from './read-actions.ts';
import { submit } from './submit.ts';

const byId = z.strictObject({ id: z.string().max(64) });

const who = (context: RequestFacts & { person: Person }) => ({
  person: context.person,
  origin: { address: context.address, userAgent: context.userAgent },
});

/** The doors of a question (specification 5.2.2): ask, read, watch, result, history. */
export function askRoutes(deps: AskDeps & { readonly notices: Notices }): Route[] {
  return [askRoute(deps), ...readRoutes(deps), resultRoute(deps)];
}

function askRoute(deps: AskDeps): Route {
  return route({
    method: 'POST',
    path: '/v1/query/ask',
    permission: 'query.ask',
    audit: 'query.ask',
    rate: 'ask',
    summary: 'Ask a question in English',
    body: askBody,
    responses: { 202: askAccepted },
    handle: async (context) => {
      const { traceId, spanId, body } = context;
      const idempotencyKey = context.header('idempotency-key') ?? null;
      const asked = await submit(deps, { ...who(context), body, trace: { traceId, spanId }, idempotencyKey });
      const message = 'Query submitted for execution';
      return json(202, { query_id: asked.id, status: 'pending', message, receipt: asked.receipt });
    },
  });
}

function readRoutes(deps: AskDeps & { readonly notices: Notices }): Route[] {
  return [
    route({
      method: 'GET',
      path: '/v1/query/history',
      permission: 'query.read',
      audit: 'query.history',
      rate: 'other',
      summary: "One's own questions, newest first",
      query: historyQuery,
      responses: { 200: historyPage },
      handle: async ({ person, query }) => json(200, await readHistory(deps, person, query)),
    }),
    route({
      method: 'GET',
      path: '/v1/query/:id',
      permission: 'query.read',
      audit: 'query.read',
      rate: 'other',
      summary: 'A question, its state and its answer',
      params: byId,
      responses: { 200: queryView },
      handle: async (context) => json(200, await readQuery(deps, who(context), context.params.id)),
    }),
    route({
      method: 'GET',
      path: '/v1/query/:id/events',
      permission: 'query.read',
      audit: 'query.watch',
      rate: 'other',
      summary: 'The states of a question as they come',
      params: byId,
      responses: { 200: { events: queryEvent } },
      handle: async (context) => {
        const { person, params, signal } = context;
        await readRow(deps, person, params.id);
        const lastSeen = Number(context.header('last-event-id') ?? 0) || 0;
        return events(watchQuery(deps, { person, id: params.id, lastSeen, signal }));
      },
    }),
  ];
}

function resultRoute(deps: AskDeps): Route {
  return route({
    method: 'GET',
    path: '/v1/query/:id/result',
    permission: 'query.read',
    audit: 'query.result',
    rate: 'other',
    summary: 'All rows of an answer, as JSON pages or CSV',
    params: byId,
    query: resultQuery,
    responses: { 200: [resultPage, { bytes: 'text/csv' }] },
    handle: async (context) => {
      const { id } = context.params;
      if (context.query.format === 'json')
        return json(200, await readResult(deps, who(context), { id, ...context.query }));
      const csv = await readCsv(deps, who(context), id);
      return bytes('text/csv; charset=utf-8', Buffer.from(csv), {
        'Content-Disposition': `attachment; filename="${id}.csv"`,
      });
    },
  });
}
