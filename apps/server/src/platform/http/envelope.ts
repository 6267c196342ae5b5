import { AtlasError, ERROR_STATUS } from '@aureus/contract';
import type { ErrorDetail, ErrorEnvelope } from '@aureus/contract';
import type { z } from 'zod';

/** The customer's envelope (specification 5.3). Nothing but code, public message and named fields can get into it. */
export function toEnvelope(error: AtlasError, requestId: string): ErrorEnvelope {
  const { code, message, details } = error;
  return { error: { code, message, ...(details === undefined ? {} : { details }), request_id: requestId } };
}

export function statusOf(error: AtlasError): number {
  return ERROR_STATUS[error.code];
}

const FRAMEWORK: Readonly<Record<string, AtlasError>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: new AtlasError('PAYLOAD_TOO_LARGE', 'The request body is larger than 64 KB.'),
  FST_ERR_CTP_INVALID_MEDIA_TYPE: new AtlasError('UNSUPPORTED_MEDIA_TYPE', 'The body must be application/json.'),
  FST_ERR_CTP_EMPTY_JSON_BODY: new AtlasError('VALIDATION_ERROR', 'The request has no body.'),
  FST_ERR_CTP_INVALID_JSON_BODY: new AtlasError('VALIDATION_ERROR', 'The request body is not valid JSON.'),
  FST_ERR_BAD_URL: new AtlasError('VALIDATION_ERROR', 'The address is malformed.'),
};

/** Any thrown thing as one of ours. What is unknown is an internal error whose cause goes to the log alone. */
export function toAtlasError(thrown: unknown): AtlasError {
  if (thrown instanceof AtlasError) return thrown;
  const { code, statusCode } = (thrown ?? {}) as { code?: unknown; statusCode?: unknown };
  const known = typeof code === 'string' && Object.hasOwn(FRAMEWORK, code) ? FRAMEWORK[code] : undefined;
  if (known !== undefined) return known;
  if (isDatabaseAway(thrown)) {
    return new AtlasError('SERVICE_UNAVAILABLE', 'Atlas cannot reach its own database just now.', { cause: thrown });
  }
  if (typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500) {
    return new AtlasError('VALIDATION_ERROR', 'The request is malformed.', { cause: thrown });
  }
  return new AtlasError('INTERNAL_ERROR', 'Something went wrong on our side.', { cause: thrown });
}

const AWAY = /^(ECONN|ETIMEDOUT|EPIPE|ENOTFOUND|08|57P0|53[34])/;

/** The bank's database has its own errors; what arrives here bare is from Atlas's. Some of the driver's have no code. */
function isDatabaseAway(thrown: unknown): boolean {
  if (!(thrown instanceof Error)) return false;
  const { code } = thrown as { code?: unknown };
  if (typeof code === 'string') return AWAY.test(code);
  return /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error)/.test(
    thrown.message,
  );
}

/** Which fields are wrong and how, without repeating what was sent. */
export function toValidationError(error: z.ZodError): AtlasError {
  const details = error.issues.flatMap(toDetails).slice(0, 20);
  return new AtlasError('VALIDATION_ERROR', 'Invalid request parameters', { details });
}

type Issue = z.ZodError['issues'][number];

function toDetails(issue: Issue): readonly ErrorDetail[] {
  const path = issue.path.map(String).join('.');
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      field: [path, key.slice(0, 100)].filter(Boolean).join('.'),
      issue: 'Unknown field',
    }));
  }
  const missing = issue.code === 'invalid_type' && /received undefined/.test(issue.message);
  return [{ field: path === '' ? 'body' : path, issue: missing ? 'Field is required' : issue.message }];
}
