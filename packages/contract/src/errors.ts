/**
 * The closed list of error codes and the HTTP status each has at the door (specification 5.3 and the API page).
 * After the 202 of an ask they are no HTTP status: they stand in `error_code` of a finished query.
 */
export const ERROR_STATUS = {
  AUTHENTICATION_FAILED: 401,
  AUTHORIZATION_FAILED: 403,
  APPROVAL_REQUIRED: 403,
  VALIDATION_ERROR: 400,
  SQL_VALIDATION_FAILED: 400,
  PROMPT_INJECTION_DETECTED: 400,
  RESOURCE_NOT_FOUND: 404,
  CONFLICT: 409,
  PAYLOAD_TOO_LARGE: 413,
  UNSUPPORTED_MEDIA_TYPE: 415,
  NOT_UNDERSTOOD: 422,
  RATE_LIMIT_EXCEEDED: 429,
  BUDGET_EXCEEDED: 429,
  INTERNAL_ERROR: 500,
  SOURCE_UNAVAILABLE: 503,
  SERVICE_UNAVAILABLE: 503,
  TIMEOUT: 504,
  CANCELLED: 409,
} as const;

export type ErrorCode = keyof typeof ERROR_STATUS;

export type ErrorDetail = { readonly field: string; readonly issue: string };

/** The customer's error envelope (specification 5.3). */
export type ErrorEnvelope = {
  readonly error: {
    readonly code: ErrorCode;
    readonly message: string;
    readonly details?: readonly ErrorDetail[];
    readonly request_id: string;
  };
};

/**
 * The one error family. `message` is public and holds no SQL, no value and no path; `detail` is for the log and
 * the sealed operator part only.
 */
export class AtlasError extends Error {
  readonly code: ErrorCode;
  readonly detail: string | undefined;
  readonly details: readonly ErrorDetail[] | undefined;

  constructor(
    code: ErrorCode,
    message: string,
    more: { detail?: string; details?: readonly ErrorDetail[]; cause?: unknown } = {},
  ) {
    super(message, more.cause === undefined ? undefined : { cause: more.cause });
    this.name = 'AtlasError';
    this.code = code;
    this.detail = more.detail;
    this.details = more.details;
  }
}
