import type { MaskKind, Role } from '@aureus/contract';
import type { Failure } from '../api/failure.ts';

/** The only file with sentences. Values of the bank never stand here; they are passed in and printed as they are. */
const plural = (count: number, one: string, many: string): string => (count === 1 ? one : many);
const grouped = (count: number): string => new Intl.NumberFormat('en-US').format(count);

/** One word a status, the same in every screen, the command line and exports. */
export const STATUS_WORDS = {
  sealed: 'Sealed',
  holds: 'Holds',
  running: 'Running',
  pending: 'Pending',
  awaiting_approval: 'Awaiting approval',
  not_allowed: 'Not allowed',
  failed: 'Failed',
  fails: 'Fails',
  not_understood: 'Not understood',
  cancelled: 'Cancelled',
  expired: 'Expired',
  withheld: 'Withheld',
  scope: 'Scope',
  assumed: 'Assumed',
  undetermined: 'Undetermined',
  cut_off: 'Cut off',
  answered: 'Answered',
  erased: 'Erased',
  not_checked: 'Not checked',
  not_applicable: 'Not applicable',
} as const;

export const MASK_WORDS: Readonly<Record<MaskKind, string>> = {
  redact: 'withheld',
  last2: 'last 2 characters',
  last4: 'last 4 characters',
  domain: 'domain only',
  initials: 'initials only',
  year: 'year only',
  year_month: 'year and month',
  full: 'shown in full',
};

/** A PostgreSQL type for a reader who is no engineer; lengths and precisions say nothing about an answer. */
export function typeWord(type: string): string {
  if (/^(text|character|varchar|char|bpchar|citext)/.test(type)) return 'text';
  if (/^(smallint|integer|bigint)$/.test(type)) return 'integer';
  if (/^(numeric|decimal|real|double precision)/.test(type)) return 'number';
  if (type.startsWith('timestamp')) return 'time';
  return type;
}

export const ROLE_WORDS: Readonly<Record<Role, string>> = {
  viewer: 'Viewer',
  analyst: 'Analyst',
  approver: 'Approver',
  admin: 'Admin',
};

export const words = {
  product: 'AUREUS Atlas',
  titled: (screen: string) => `${screen} · AUREUS Atlas`,
  skip: 'Skip to the content',
  nav: {
    label: 'Screens',
    ask: 'Ask',
    history: 'History',
    menu: 'Menu',
    signOut: 'Sign out',
    toDark: 'Dark theme',
    toLight: 'Light theme',
    account: 'Account',
  },
  signIn: {
    title: 'Sign in',
    lead: 'Ask about your bank’s own data, and see the proof.',
    email: 'E-mail',
    password: 'Password',
    show: 'Show or hide the password',
    submit: 'Sign in',
    missing: 'Enter your e-mail and your password.',
    refused: 'This e-mail and password do not fit together, or the account may not sign in now.',
    refusedHelp: 'After several failures further tries are slowed down. An admin can reset a password.',
    tooMany: (seconds: number | null) =>
      seconds === null ? 'Too many tries. Wait a moment.' : `Too many tries. Try again in ${seconds} s.`,
    newPassword: 'This account must set a new password first. Run “atlas password” and sign in again.',
    expired: 'Your session has ended. Sign in again; the page and your draft are kept.',
  },
  ask: {
    title: 'Ask',
    label: 'Your question',
    placeholder: 'Ask about the bank’s data, in plain English',
    submit: 'Ask',
    cancel: 'Cancel',
    hint: 'Enter asks · Shift+Enter starts a new line',
    length: (length: number, most: number) => `${grouped(length)} of ${grouped(most)} characters`,
    shorten: (by: number) => `Too long: shorten by ${grouped(by)}`,
    samples: 'Questions to begin with',
    recent: 'Asked lately',
    noDatasets: 'No dataset is open to you yet. An admin publishes them.',
    running: 'Working on the answer',
    announced: (reading: string, rows: number | null) =>
      rows === null ? reading : `${reading} ${grouped(rows)} ${plural(rows, 'row', 'rows')}.`,
  },
  steps: {
    reading: ['Reading', 'Read'],
    checking: ['Checking', 'Checked'],
    allowing: ['Allowing', 'Allowed'],
    running: ['Running', 'Ran'],
    sealing: ['Sealing', 'Sealed'],
  } satisfies Record<string, readonly [string, string]>,
  stages: {
    ground: 'Find what you may ask about',
    plan: 'Turn the question into SQL',
    guard: 'Check that the SQL is one safe query',
    permit: 'Decide by the bank’s policies',
    compile: 'Write the SQL that may run',
    intend: 'Put the intention on record',
    preflight: 'Ask the database for its plan',
    execute: 'Run it read-only',
    seal: 'Encrypt and seal the result',
    record: 'Sign and record',
  },
  chips: {
    withheld: (column: string, mask: MaskKind) => (mask === 'redact' ? column : `${column}: ${MASK_WORDS[mask]}`),
    withheldWhy: (dataset: string, column: string, mask: MaskKind) =>
      mask === 'redact'
        ? `The column ${column} of ${dataset} is not shown to you. It was replaced before the query could read it.`
        : `Of the column ${column} of ${dataset} you see: ${MASK_WORDS[mask]}. The rest was cut before the query could read it.`,
    usedIn: (uses: string) => `Used in: ${uses}`,
    rule: (policy: string | null) => (policy === null ? 'No policy permits more.' : `Rule: ${policy}`),
    scope: (filter: string, datasets: readonly string[]) => `${filter} · ${datasets.join(', ')}`,
    scopeWhy: (datasets: readonly string[]) =>
      `Rows of ${datasets.join(' and ')} outside this filter do not exist for you, in counts and sums too.`,
    undetermined: (column: string) => column,
    undeterminedWhy: 'The same question may give other rows here: their order or choice is not fixed by the data.',
    assumedWhy: 'The question did not say this. If you meant something else, ask with the exact words.',
    cutOff: (rows: number) => `first ${grouped(rows)} rows, there are more`,
    cutOffWhy: 'No total is shown, since it would be a total of a part. Narrow the question to see everything.',
  },
  result: {
    caption: 'Result',
    scroll: 'Result table, scrolls in both directions',
    rows: (count: number, truncated: boolean) =>
      `${truncated ? 'first ' : ''}${grouped(count)} ${plural(count, 'row', 'rows')}`,
    loaded: (loaded: number, all: number) => `${grouped(loaded)} of ${grouped(all)} rows loaded`,
    more: (next: number) => `Load ${grouped(next)} more`,
    notYours: 'The rows of this answer are not shown to you: you could not ask for them yourself now.',
    table: 'Table',
    figure: 'Figure',
    sql: 'SQL',
    view: 'How to show the answer',
    none: 'no value',
    empty: 'empty text',
    withheld: 'withheld',
    emptyMark: '“”',
    noneMark: '—',
    copied: 'Copied',
    copy: 'Copy',
  },
  sql: {
    written: 'As written',
    executed: 'As executed',
    notRun: 'Nothing was executed.',
    notKnown: 'The planner wrote no SQL.',
    masked: 'Masked relations',
    allShown: 'every column in full',
    maskedNone: 'No mask and no row filter applied.',
    maskedWhy: 'Masks act inside the relation that is read, so they do not stand in the text of the query.',
    maskedInline: 'Masks are marked in the text of the query: this source has no views that would hold them.',
    provision: { views: 'by view', inline: 'in the query: this source is not hardened', none: 'not masked' },
    filter: (filter: string) => `only rows where ${filter}`,
    copyWritten: 'Copy the SQL as written',
    copyExecuted: 'Copy the SQL as executed',
    masksOf: (mask: MaskKind) => MASK_WORDS[mask],
  },
  noRows: {
    title: 'No rows match',
    body: 'The query ran and found nothing under these conditions and within your scope.',
  },
  notUnderstood: {
    title: 'Not understood',
    tokens: 'How each word was read',
    unknown: 'not known here',
    ignored: 'no meaning needed',
    alternatives: 'Did you mean',
  },
  notAllowed: {
    title: 'Not allowed',
    nothingRun: 'Nothing was run on the bank’s database.',
    run: 'The query had already run when it was refused; nothing of it is shown.',
    unknownRun: 'Whether the bank’s database was touched is not known.',
    columns: 'What the rule speaks of',
    use: (column: string, uses: string, mask: MaskKind) =>
      `${column}${uses === '' ? '' : `, used in: ${uses}`}, is ${mask === 'redact' ? 'withheld from you' : `shown to you as: ${MASK_WORDS[mask]}`}`,
    whomToAsk: 'Whom to ask: an approver or an admin of your bank decides who may see more.',
    rules: (count: number) => plural(count, 'Rule', 'Rules'),
    policySet: 'Policy set',
    sql: { no: 'As written, not run', yes: 'As written', unknown: 'As written' },
  },
  awaiting: {
    title: 'Awaiting approval',
    body: 'This question needs a second person. The answer appears here once it is decided.',
  },
  failed: {
    title: 'Failed',
    cancelled: 'Cancelled',
    notTaken: 'Atlas did not take this question, so nothing was run.',
    support: (id: string) => `Support id ${id}`,
    again: 'Ask again',
    touched: {
      no: 'Nothing was run on the bank’s database.',
      yes: 'The query had run on the bank’s database, read-only; nothing of it was kept.',
      unknown: 'Whether the bank’s database was touched is not known.',
    },
  },
  proof: {
    label: 'Proof',
    verify: 'Verify',
    took: (ms: number) => `${grouped(ms)} ms`,
    how: 'How it ran',
    planner: (planner: string) => `Planner: ${planner}`,
    notSealed: 'No evidence yet',
    ms: (ms: number) => `${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms`,
  },
  evidence: {
    title: 'Evidence',
    of: (id: string) => `Evidence ${id}`,
    back: 'Back to the answer',
    verifying: 'Verifying in this browser',
    noPin: 'Nothing can be called verified yet',
    noPinWhy:
      'This browser has no pinned trust file, and a pack cannot vouch for its own keys. Compare the fingerprint below with the one you were given on paper; pin it only if they are the same.',
    source: 'Trust file',
    offered: 'handed out by this server',
    chosen: 'the file you chose',
    fingerprint: 'Fingerprint',
    origin: 'Log',
    pin: 'They are the same: pin it',
    choose: 'Or use a trust file that you have',
    unpin: 'Forget this pin',
    unreadableTrust: 'This is not a whole trust file.',
    checked: 'Checked',
    checkedAt: (when: string) => `in this browser, ${when} UTC`,
    against: 'Against',
    pinnedAt: (when: string) => `pinned ${when} UTC`,
    checkpoint: 'Checkpoint',
    size: (size: number) => `${grouped(size)} leaves`,
    limits: 'What this does not show',
    thisPage:
      'This page came from the server it judges. To be free of it, save the pack and run atlas-verify with a trust file you got elsewhere.',
    claims: 'Claims',
    again: 'Verify again',
    download: 'Save the sealed pack',
    noEd25519:
      'This browser cannot check Ed25519 signatures. Save the pack and run: atlas-verify pack.zip --trust trust.json',
    unreadable: 'The pack could not be read.',
    statements: 'Statements',
    statement: 'Statement',
    leaf: (index: number) => `leaf ${grouped(index)}`,
    notIncluded: 'not in the log yet',
    leafBytes: 'Leaf',
    envelope: 'Envelope, as it stands in the pack',
  },
  history: {
    title: 'History',
    mine: 'Questions I asked',
    none: 'You have not asked anything yet.',
    question: 'Question',
    status: 'Status',
    rows: 'Rows',
    asked: 'Asked',
    older: 'Older',
    count: grouped,
    unit: (count: number) => ` ${plural(count, 'row', 'rows')}`,
    of: (shown: number, total: number, least: boolean) =>
      `${grouped(shown)} of ${least ? 'more than ' : ''}${grouped(total)}`,
  },
  notFound: {
    title: 'Nothing is here',
    body: 'This address leads nowhere, or to something that is not yours to see.',
    home: 'Ask a question',
  },
} as const;

/** What happened and what to do, for a person who can do something about it. The server's own words come first. */
export function failureWords(failure: Failure): { readonly what: string; readonly advice: string } {
  const what = failure.message === '' ? FAILURES[failure.code]?.what : failure.message;
  return {
    what: what ?? 'Something went wrong on our side.',
    advice:
      failure.retryAfterSeconds === null
        ? (FAILURES[failure.code]?.advice ?? '')
        : `Try again in ${failure.retryAfterSeconds} s.`,
  };
}

const FAILURES: Readonly<Partial<Record<Failure['code'], { readonly what: string; readonly advice: string }>>> = {
  NETWORK: {
    what: 'Atlas could not be reached.',
    advice: 'Check the connection and ask again; asking twice runs it once.',
  },
  TIMEOUT: {
    what: 'The answer took longer than is allowed.',
    advice: 'Narrow the question, for example by a date or a region.',
  },
  CANCELLED: { what: 'The question was cancelled.', advice: '' },
  SOURCE_UNAVAILABLE: {
    what: 'The bank’s database cannot be reached.',
    advice: 'Ask again in a moment. If it stays so, tell your admin.',
  },
  SERVICE_UNAVAILABLE: {
    what: 'Atlas cannot take anything on record now, so it answers nothing.',
    advice: 'Ask again in a moment.',
  },
  RATE_LIMIT_EXCEEDED: { what: 'Too many questions within a minute.', advice: 'Wait a moment and ask again.' },
  BUDGET_EXCEEDED: { what: 'The budget for questions is used up.', advice: 'An admin can raise it.' },
  RESOURCE_NOT_FOUND: { what: 'There is no such answer, or it is not yours to see.', advice: '' },
  VALIDATION_ERROR: { what: 'The question could not be sent as it is.', advice: 'Change it and ask again.' },
  INTERNAL_ERROR: {
    what: 'Something went wrong on our side.',
    advice: 'Ask again. If it stays so, tell your admin the support id.',
  },
};
