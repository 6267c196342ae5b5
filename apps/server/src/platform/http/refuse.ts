import type { Socket } from 'node:net';
import { AtlasError } from '@aureus/contract';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { newId } from '#platform/ids';
import type { Log } from '#platform/log';
import { isRecorded } from './doors.ts';
import type { Doors } from './doors.ts';
import { statusOf, toAtlasError, toEnvelope } from './envelope.ts';
import type { Visit } from './mount.ts';
import { securityHeaders } from './security-headers.ts';

export type Refusing = {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly visit: Visit | undefined;
  readonly options: { readonly doors: Doors; readonly log: Log };
};

/** The outermost door: what is refused is put on record before it is answered; where that fails, the answer is no too. */
export async function refuse(thrown: unknown, { request, reply, visit, options }: Refusing): Promise<FastifyReply> {
  const error = toAtlasError(thrown);
  const final = visit === undefined ? error : await recorded(error, visit, options);
  if (statusOf(final) >= 500) logFailure(final, thrown, visit, options.log);
  return send(final, request, reply);
}

async function recorded(error: AtlasError, visit: Visit, { doors }: Refusing['options']): Promise<AtlasError> {
  if (statusOf(error) >= 500 || isRecorded(error)) return error;
  try {
    await doors.recordRefusal(visit.arrival, visit.admission, error);
    return error;
  } catch (failure) {
    return new AtlasError('SERVICE_UNAVAILABLE', 'Atlas cannot keep its record just now, so it answers nothing.', {
      cause: failure,
    });
  }
}

function logFailure(error: AtlasError, thrown: unknown, visit: Visit | undefined, log: Log): void {
  const facts = visit?.arrival;
  const traced = facts === undefined ? log : log.traced({ traceId: facts.traceId, spanId: facts.spanId });
  const root = error.cause ?? thrown;
  const context = {
    request_id: facts?.requestId ?? null,
    user_id: visit?.admission.person?.id ?? null,
    code: error.code,
    detail: error.detail ?? null,
    error_name: root instanceof Error ? root.name : typeof root,
    error_code: codeOf(root),
    at: whereOf(root),
  };
  if (error.code === 'INTERNAL_ERROR') traced.error('The request failed', context);
  else traced.warning('The request failed', context);
}

function codeOf(thrown: unknown): string | null {
  const code = (thrown as { code?: unknown } | null | undefined)?.code;
  return typeof code === 'string' ? code : null;
}

/** The first line of our own in the stack: a message may carry a value, a place cannot. */
function whereOf(thrown: unknown): string | null {
  if (!(thrown instanceof Error)) return null;
  const line = thrown.stack?.split('\n').find((frame) => /^\s+at .*\/src\//.test(frame));
  return line === undefined ? null : line.replace(/.*\/src\//, 'src/').replace(/\)$/, '');
}

const LATER = { RATE_LIMIT_EXCEEDED: '1', SERVICE_UNAVAILABLE: '5', SOURCE_UNAVAILABLE: '5' } as const;

function send(error: AtlasError, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const later = Object.hasOwn(LATER, error.code) ? LATER[error.code as keyof typeof LATER] : undefined;
  if (later !== undefined && !reply.hasHeader('Retry-After')) void reply.header('Retry-After', later);
  if (statusOf(error) === 401) void reply.header('WWW-Authenticate', 'Bearer');
  return reply
    .code(statusOf(error))
    .type('application/json; charset=utf-8')
    .serializer((text: unknown) => String(text))
    .send(JSON.stringify(toEnvelope(error, request.id)));
}

/** What is no HTTP at all gets the envelope as well, by hand. */
export function refuseSocket(_error: Error, socket: Socket): void {
  if (!socket.writable) return;
  const requestId = newId();
  const body = JSON.stringify(
    toEnvelope(new AtlasError('VALIDATION_ERROR', 'The request is not valid HTTP.'), requestId),
  );
  const headers = {
    ...securityHeaders('/v1'),
    'X-Request-Id': requestId,
    'Content-Type': 'application/json; charset=utf-8',
  };
  const lines = Object.entries({ ...headers, 'Content-Length': String(Buffer.byteLength(body)), Connection: 'close' });
  socket.end(
    `HTTP/1.1 400 Bad Request\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n${body}`,
  );
}
