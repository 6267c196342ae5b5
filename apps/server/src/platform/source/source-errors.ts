import { AtlasError, type ErrorCode } from '@aureus/contract';

const UNREACHABLE = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'EHOSTUNREACH',
  'ETIMEDOUT',
  'EPIPE',
  'ENOENT',
]);

const OVER_TIME = 'The query took longer than its time limit and was stopped.';

/** SQLSTATE (PostgreSQL, appendix A) to what the asker is told; the first that fits. No sentence says which value or row. */
const CLASSES: readonly (readonly [states: RegExp, code: ErrorCode, sentence: string])[] = [
  // Of a statement, of an idle transaction, of a transaction as a whole: a bank may have set the last for its login.
  [/^(?:57014|25P0[34])$/, 'TIMEOUT', OVER_TIME],
  [/^55P03$/, 'SOURCE_UNAVAILABLE', "The bank's table is locked by other work just now; ask again."],
  // A deadlock, or a standby whose rows were taken away while it read them.
  [/^40/, 'SOURCE_UNAVAILABLE', "Other work in the bank's database came in between; ask again."],
  // The login's `temp_file_limit`: asked again, the same question ends the same way.
  [
    /^53400$/,
    'SQL_VALIDATION_FAILED',
    'This question needs more room than the bank allows. Ask for less: a shorter time or fewer datasets.',
  ],
  [/^53/, 'SOURCE_UNAVAILABLE', "The bank's database has too much to do just now. Try again later."],
  [
    /^42501$/,
    'SOURCE_UNAVAILABLE',
    "The bank's database no longer lets Atlas read something that this question needs. An operator has to look at it.",
  ],
  // What a function of the bank's own raises, which a policy of its row security calls.
  [
    /^P0/,
    'SOURCE_UNAVAILABLE',
    "A rule of the bank's own refused to show these rows just now. An operator can see why.",
  ],
  [/^22012$/, 'SQL_VALIDATION_FAILED', 'The query divides by zero in some of the rows that it reads.'],
  [
    /^(?:22P02|22007|22018|22032)$/,
    'SQL_VALIDATION_FAILED',
    'The query reads a text as a number, a date or another type, and for some text that is not possible.',
  ],
  [
    /^(?:22003|22008|22015)$/,
    'SQL_VALIDATION_FAILED',
    'The query computes a number or a date that is larger than its type can hold.',
  ],
  [/^21/, 'SQL_VALIDATION_FAILED', 'The query uses a list of rows where only one value can stand.'],
  [/^2[23]/, 'SQL_VALIDATION_FAILED', "The bank's database could not compute this query on its data."],
];

/** The question's own limit, told by us where the server did not. */
export const overTime = (detail: string): AtlasError => new AtlasError('TIMEOUT', OVER_TIME, { detail });

/** What TLS says of a server (Node, `X509 certificate error codes`) before a password was sent to it. */
const UNPROVEN: readonly (readonly [code: RegExp, sentence: string])[] = [
  [/^ERR_TLS_CERT_ALTNAME_INVALID$/, "The bank's database shows the certificate of another host."],
  [/^CERT_(?:HAS_EXPIRED|NOT_YET_VALID)$/, "The certificate of the bank's database is not valid at this time."],
  [
    /^(?:DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_(?:GET|VERIFY)_\w+|CERT_\w+|INVALID_\w+)$/,
    "The certificate of the bank's database does not come from the certificate authority that Atlas was given.",
  ],
  [/^ERR_(?:SSL|TLS)_\w+$|^EPROTO$/, "The bank's database and Atlas find no common way to speak TLS."],
];

/** node-pg has no code for a server that answers `N` to the question for TLS. */
const NO_TLS = 'The server does not support SSL connections';

function judgeTls(code: string, message: string): string | undefined {
  if (message === NO_TLS) return "The bank's database offers no TLS, and Atlas does not speak to it without.";
  return UNPROVEN.find(([codes]) => codes.test(code))?.[1];
}

/** An error may quote a value as long as a message may be, and a record keeps it for ever. */
const LONGEST_DETAIL = 4096;

function cutShort(text: string): string {
  if (text.length <= LONGEST_DETAIL) return text;
  // A pair that the cut parts would be no text in what is sealed.
  return `${text.slice(0, LONGEST_DETAIL).toWellFormed()} … (cut: ${text.length} characters)`;
}

/**
 * The bank's server speaks to the operator, never to the asker: its message, detail and context may carry values of
 * hidden rows. The asker gets a class of error; the rest travels as `detail`, into the sealed operator part.
 */
export function toSourceError(error: unknown): AtlasError {
  if (error instanceof AtlasError) return error;
  const { code, message } = readError(error);
  const detail = cutShort(`${code}: ${message}`);
  const unproven = judgeTls(code, message);
  if (unproven !== undefined) return new AtlasError('SOURCE_UNAVAILABLE', unproven, { detail, cause: error });
  const known = CLASSES.find(([states]) => states.test(code));
  if (known !== undefined) return new AtlasError(known[1], known[2], { detail, cause: error });
  if (isUnreachable(code, message)) {
    return new AtlasError('SOURCE_UNAVAILABLE', "The bank's database cannot be reached. Try again later.", {
      detail,
      cause: error,
    });
  }
  return new AtlasError('INTERNAL_ERROR', "The bank's database refused the query.", { detail, cause: error });
}

function readError(error: unknown): { code: string; message: string } {
  if (!(error instanceof Error)) return { code: 'unknown', message: String(error) };
  const code = (error as Error & { code?: unknown }).code;
  return { code: typeof code === 'string' ? code : 'unknown', message: error.message };
}

/** Connection, authentication and shutdown classes of SQLSTATE, and the system's own. */
function isUnreachable(code: string, message: string): boolean {
  if (UNREACHABLE.has(code) || /^(08|28|57P|3D)/.test(code)) return true;
  return code === 'unknown' && /connection|timeout|terminated/i.test(message);
}
