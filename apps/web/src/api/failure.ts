import type { ErrorCode, ErrorEnvelope } from '@aureus/contract';

/** Everything a screen may say about a call that did not work. `NETWORK`: no reply at all came back. */
export type Failure = {
  readonly code: ErrorCode | 'NETWORK';
  readonly message: string;
  readonly requestId: string | null;
  readonly retryAfterSeconds: number | null;
};

/** Thrown by the client; screens read `failure`, never the text of the error. */
export class ApiFailure extends Error {
  readonly failure: Failure;
  readonly status: number;

  constructor(failure: Failure, status: number) {
    super(failure.code);
    this.name = 'ApiFailure';
    this.failure = failure;
    this.status = status;
  }
}

/** Reads the error envelope of a reply; anything that is not one (a proxy's page) becomes INTERNAL_ERROR without its text. */
export function toFailure(body: unknown, retryAfter: string | null): Failure {
  const error = isEnvelope(body) ? body.error : null;
  const seconds = retryAfter === null ? Number.NaN : Number(retryAfter);
  return {
    code: error?.code ?? 'INTERNAL_ERROR',
    message: error?.message ?? '',
    requestId: error?.request_id ?? null,
    retryAfterSeconds: Number.isFinite(seconds) ? seconds : null,
  };
}

/** What stands for an error that is no reply: the network is down, or the server is. */
export function failureOf(error: unknown): Failure {
  if (error instanceof ApiFailure) return error.failure;
  return { code: 'NETWORK', message: '', requestId: null, retryAfterSeconds: null };
}

function isEnvelope(body: unknown): body is ErrorEnvelope {
  if (typeof body !== 'object' || body === null || !('error' in body)) return false;
  const { error } = body;
  return typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string';
}
