import { AtlasError } from '@aureus/contract';
import { z } from 'zod';
import { alreadyRecorded, bytes, events, json, route } from '../../src/platform/http/index.ts';
import type { Route } from '../../src/platform/http/index.ts';

const echoBody = z.strictObject({ text: z.string().max(100_000), tags: z.array(z.string()).optional() });
const state = z.strictObject({ n: z.number() });
/** How often the echo was reached. */
export const reached = { echo: 0 };

/** What later rooms bring, in small. */
export const sampleRoutes: readonly Route[] = [
  route({
    method: 'POST',
    path: '/v1/echo',
    permission: 'query.ask',
    audit: 'query.ask',
    rate: 'ask',
    summary: 'Echo',
    body: echoBody,
    responses: { 200: z.strictObject({ text: z.string(), results: z.array(z.unknown()) }) },
    handle: ({ body }) => {
      reached.echo += 1;
      return json(200, { text: body.text, results: [] }, { raw: { results: '[{"__proto__":1.50}]' } });
    },
  }),
  route({
    method: 'GET',
    path: '/v1/things/:id',
    permission: 'query.read',
    audit: 'thing.read',
    rate: 'other',
    summary: 'A thing',
    params: z.strictObject({ id: z.uuid() }),
    query: z.strictObject({ page: z.coerce.number().int().min(1).optional() }),
    responses: { 200: z.strictObject({ id: z.string(), page: z.number() }) },
    handle: ({ params, query }) => json(200, { id: params.id, page: query.page ?? 1 }),
  }),
  route({
    method: 'GET',
    path: '/v1/admin',
    permission: 'user.manage',
    audit: 'user.list',
    rate: 'other',
    summary: 'Admins only',
    responses: { 200: z.strictObject({}) },
    handle: () => json(200, {}),
  }),
  failing('/v1/leaks', () => json(200, { secret: 'never seen' })),
  failing('/v1/undeclared', () => json(201, {})),
  failing('/v1/breaks', () => {
    throw new TypeError('with a secret inside');
  }),
  failing('/v1/missing', () => {
    throw new AtlasError('RESOURCE_NOT_FOUND', 'There is no such thing.');
  }),
  failing('/v1/recorded', () => {
    throw alreadyRecorded(new AtlasError('CONFLICT', 'Recorded by its own room.'));
  }),
  failing('/v1/away', () => {
    throw Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
  }),
  failing('/v1/away-too', () => {
    throw new Error('Connection terminated unexpectedly');
  }),
  route({
    method: 'GET',
    path: '/v1/stream',
    permission: 'query.read',
    audit: 'query.events',
    rate: 'other',
    summary: 'A stream',
    responses: { 200: { events: state } },
    handle: () => events(countForEver()),
  }),
  route({
    method: 'GET',
    path: '/v1/file',
    permission: 'public',
    audit: 'file.read',
    rate: 'other',
    summary: 'A download',
    responses: { 200: { bytes: 'application/zip' } },
    handle: () =>
      bytes('application/zip', new Uint8Array([80, 75]), { 'Content-Disposition': 'attachment; filename="pack.zip"' }),
  }),
  route({
    method: 'GET',
    path: '/v1/table',
    permission: 'public',
    audit: 'file.read',
    rate: 'free',
    summary: 'Rows as they come',
    responses: { 200: { bytes: 'text/csv' } },
    handle: () => bytes('text/csv; charset=utf-8', lines()),
  }),
  {
    ...failing('/v1/odd-file', () => bytes('text/html', new Uint8Array())),
    responses: { 200: { bytes: 'application/zip' } },
  },
];

function failing(path: string, handle: Route['handle']): Route {
  const responses = { 200: z.strictObject({}) };
  return {
    method: 'GET',
    path,
    permission: 'query.read',
    audit: 'thing.read',
    rate: 'other',
    summary: '',
    responses,
    handle,
  };
}

async function* countForEver(): AsyncGenerator<{ id: number; data: unknown }> {
  for (let n = 1; n <= 2; n += 1) yield { id: n, data: { n } };
  await new Promise(() => undefined);
}

async function* lines(): AsyncGenerator<string> {
  yield 'a,b\n';
  yield '1,2\n';
}
