import { AtlasError } from '@aureus/contract';

const UNREACHABLE = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'EHOSTUNREACH',
  'ETIMEDOUT',
  'EPIPE',
  'ENOENT',
]);
const QUERY_CANCELED = '57014';

/**
 * The bank's server speaks to the operator, never to the asker: its message, detail and context may carry values of
 * hidden rows. The asker gets a class of error; the rest travels as `detail`, into the sealed operator part.
 */
export function toSourceError(error: unknown): AtlasError {
  if (error instanceof AtlasError) return error;
  const { code, message } = readError(error);
  const detail = `${code}: ${message}`;
  if (code === QUERY_CANCELED) {
    return new AtlasError('TIMEOUT', 'The query took longer than its time limit and was stopped.', {
      detail,
      cause: error,
    });
  }
  if (isUnreachable(code, message)) {
    return new AtlasError('SOURCE_UNAVAILABLE', "The bank's database cannot be reached. Try again later.", {
      detail,
      cause: error,
    });
  }
  if (/^(22|21|23)/.test(code)) {
    const sentence = "The bank's database could not compute this query on its data.";
    return new AtlasError('SQL_VALIDATION_FAILED', sentence, { detail, cause: error });
  }
  return new AtlasError('INTERNAL_ERROR', "The bank's database refused the query.", { detail, cause: error });
}

function readError(error: unknown): { code: string; message: string } {
  if (!(error instanceof Error)) return { code: 'unknown', message: String(error) };
  const code = (error as Error & { code?: unknown }).code;
  return { code: typeof code === 'string' ? code : 'unknown', message: error.message };
}

/** Connection, authentication, shutdown and resource classes of SQLSTATE (PostgreSQL, appendix A), and the system's own. */
function isUnreachable(code: string, message: string): boolean {
  if (UNREACHABLE.has(code) || /^(08|28|53|57P|3D)/.test(code)) return true;
  return code === 'unknown' && /connection|timeout|terminated/i.test(message);
}
