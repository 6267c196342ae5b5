import { Readable } from 'node:stream';
import { AtlasError } from '@aureus/contract';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { checkText } from './check-text.ts';
import { NOBODY } from './doors.ts';
import type { Admission, Arrival, Doors } from './doors.ts';
import { toValidationError } from './envelope.ts';
import { toEventStream } from './event-stream.ts';
import { checkShape, printJson, shapesOf, undeclared } from './printed-reply.ts';
import type { Reply } from './reply.ts';
import type { AnyRouteContext, Route } from './route.ts';

/** What the server keeps beside each request while it is answered. */
export type Visit = { readonly arrival: Arrival; readonly abort: AbortController; admission: Admission };

export type Visits = WeakMap<FastifyRequest, Visit>;

/** Hangs the routes into the server: doors before the body, schemas before the handler, the response schema after it. */
export function mountRoutes(app: FastifyInstance, routes: readonly Route[], doors: Doors, visits: Visits): void {
  for (const route of routes) {
    app.route({
      method: route.method,
      url: route.path,
      config: { route },
      onRequest: (request, reply) => admit(route, doors, visitOf(visits, request), reply),
      handler: (request, reply) => answer(route, doors, visitOf(visits, request), { request, reply }),
    });
  }
}

function visitOf(visits: Visits, request: FastifyRequest): Visit {
  const visit = visits.get(request);
  if (visit === undefined) throw new AtlasError('INTERNAL_ERROR', 'Something went wrong on our side.');
  return visit;
}

/** The route that a request matched; null for files and unknown addresses. */
export function routeOf(request: FastifyRequest): Route | null {
  return (request.routeOptions.config as { route?: Route }).route ?? null;
}

async function admit(route: Route, doors: Doors, visit: Visit, reply: FastifyReply): Promise<void> {
  visit.admission = await doors.admit({ ...visit.arrival, route });
  void reply.headers(visit.admission.headers);
  if (visit.admission.refusal !== null) throw visit.admission.refusal;
}

type Exchange = { readonly request: FastifyRequest; readonly reply: FastifyReply };

async function answer(route: Route, doors: Doors, visit: Visit, { request, reply }: Exchange): Promise<FastifyReply> {
  const made = await route.handle(toContext(route, visit, request));
  if (made.kind === 'events') return sendEvents(route, doors, visit, { reply, made });
  if (made.kind === 'bytes') return sendBytes(route, made, reply);
  const [schema] = shapesOf(route, made.status, 'json');
  const text = printJson(schema, made, `${route.method} ${route.path}`);
  for (const cookie of made.cookies ?? []) void reply.header('Set-Cookie', cookie);
  void reply.code(made.status).headers(made.headers ?? {});
  return reply.type('application/json; charset=utf-8').send(text);
}

function toContext(route: Route, visit: Visit, request: FastifyRequest): AnyRouteContext {
  const { person, session } = visit.admission;
  const { route: _, ...facts } = visit.arrival;
  return {
    ...facts,
    person,
    session,
    params: parsed(route.params, request.params),
    query: parsed(route.query, request.query),
    body: parsed(route.body, request.body),
  };
}

/** A route that names no schema takes nothing: what it is sent all the same is refused, not ignored. */
function parsed(schema: z.ZodType | undefined, value: unknown): unknown {
  checkText(value);
  if (schema === undefined) {
    if (value === undefined || Object.keys(value as object).length === 0) return undefined;
    throw new AtlasError('VALIDATION_ERROR', 'Invalid request parameters', {
      details: Object.keys(value as object).map((field) => ({ field: field.slice(0, 100), issue: 'Unknown field' })),
    });
  }
  const checked = schema.safeParse(value);
  if (!checked.success) throw toValidationError(checked.error);
  return checked.data;
}

type Made<K extends Reply['kind']> = Extract<Reply, { kind: K }>;

function sendEvents(
  route: Route,
  doors: Doors,
  visit: Visit,
  { reply, made }: { reply: FastifyReply; made: Made<'events'> },
): FastifyReply {
  const [shape] = shapesOf(route, 200, 'events');
  const print = (data: unknown): string =>
    JSON.stringify(checkShape(shape.events, data, `${route.method} ${route.path}`));
  const close = doors.openStream(visit.admission, () => visit.abort.abort());
  visit.abort.signal.addEventListener('abort', close, { once: true });
  const stream = Readable.from(toEventStream(made.events, print, visit.abort.signal));
  stream.once('close', close);
  // A proxy that buffers would turn a live stream into one late answer.
  void reply.header('X-Accel-Buffering', 'no');
  // Kept alive, it would hold up the closing of the server after its last event.
  void reply.header('Connection', 'close');
  return reply.type('text/event-stream; charset=utf-8').send(stream);
}

function sendBytes(route: Route, made: Made<'bytes'>, reply: FastifyReply): FastifyReply {
  const types = shapesOf(route, 200, 'bytes').map((shape) => shape.bytes);
  if (!types.some((type) => made.type.split(';')[0] === type)) throw undeclared(route, made.type);
  const content = made.bytes instanceof Uint8Array ? Buffer.from(made.bytes) : Readable.from(made.bytes);
  return reply
    .headers(made.headers ?? {})
    .type(made.type)
    .send(content);
}

export function newVisit(arrival: Omit<Arrival, 'signal'>): Visit {
  const abort = new AbortController();
  return { arrival: { ...arrival, signal: abort.signal }, abort, admission: NOBODY };
}
