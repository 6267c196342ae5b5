import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  askAccepted,
  datasetList,
  evidenceView,
  historyPage,
  loginReply,
  queryEvent,
  queryView,
  refreshReply,
} from '@aureus/contract';
import type { AskBody, LoginBody, QueryView } from '@aureus/contract';

export const QUERY = '01a204b5-1e77-72d5-b657-f61c5f614b38';
export const EVIDENCE = '01a204b5-1e92-71ea-a9c0-58c8d3847980';
const PERSON = { id: 'd3b6a1f0-4c8c-4c55-9a8e-5d6f6f0d7a11', email: 'ana@meridian.example', role: 'analyst' } as const;

/** What the next questions become. */
export type Script = {
  query: Partial<QueryView>;
  /** Rows that the result's pages bring. */
  rows: readonly Record<string, string | number | null>[];
  /** Answers 429 to so many requests first. */
  busy: number;
  /** Seconds an access token lives; 0 ends each at once. */
  tokenLife: number;
  /** Looks at the evidence before the log includes it. */
  pendingLooks: number;
  /** Breaks the event stream after the first event, so many times. */
  brokenStreams: number;
  refuseAsk: { status: number; code: string } | undefined;
};

/** What the program sends: of these fields, those that the route takes. */
export type Sent = Partial<LoginBody & AskBody & { readonly refresh_token: string }>;

export type AtlasServer = {
  readonly url: string;
  readonly script: Script;
  readonly seen: { method: string; path: string; body: Sent; authorization: string | undefined }[];
  /** Everything as at the beginning, but the sessions. */
  calm(): void;
  /** Ends every session, as a new installation at the same address would. */
  forgetSessions(): void;
  close(): Promise<void>;
};

const CALM: Script = {
  query: {},
  rows: [],
  busy: 0,
  tokenLife: 3600,
  pendingLooks: 0,
  brokenStreams: 0,
  refuseAsk: undefined,
};
const STAGES = ['ground', 'plan', 'guard', 'permit', 'compile', 'intend', 'preflight', 'execute', 'seal', 'record'];

/** A server that speaks the API as the contract has it: every body it sends passes the contract's schema. */
export async function startAtlasServer(): Promise<AtlasServer> {
  const script: Script = { ...CALM };
  const seen: AtlasServer['seen'] = [];
  const tokens = new Set<string>();
  const server = createServer((request, response) => void answer(request, response, { script, seen, tokens }));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    script,
    seen,
    calm: () => {
      Object.assign(script, CALM);
      seen.length = 0;
    },
    forgetSessions: () => tokens.clear(),
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

type State = Pick<AtlasServer, 'script' | 'seen'> & { readonly tokens: Set<string> };

async function answer(request: IncomingMessage, response: ServerResponse, state: State): Promise<void> {
  const { script, seen } = state;
  let text = '';
  for await (const part of request) text += String(part);
  const url = new URL(request.url ?? '/', 'http://atlas');
  const { authorization } = request.headers;
  const body = (text === '' ? {} : JSON.parse(text)) as Sent;
  seen.push({ method: request.method ?? '', path: request.url ?? '', body, authorization });
  if (script.busy > 0) {
    script.busy -= 1;
    response.setHeader('retry-after', '2');
    return refuse(response, 429, 'RATE_LIMIT_EXCEEDED');
  }
  const path = url.pathname;
  if (path.startsWith('/v1/auth/')) return authenticate(path, body, response, state);
  if (path === '/v1/log/trust') return send(response, { format: 1, versions: [] });
  if (path === `/v1/audit/evidence/${EVIDENCE}/download`) return void response.end(`PK ${url.search}`);
  const token = authorization?.replace('Bearer ', '') ?? '';
  if (!state.tokens.has(token)) return refuse(response, 401, 'AUTHENTICATION_FAILED');
  return read(url, response, state);
}

function authenticate(path: string, body: Sent, response: ServerResponse, { script, tokens }: State): void {
  const issue = (): { access_token: string; refresh_token: string } => {
    const [access, next] = [`access-${tokens.size}`, `refresh-${tokens.size + 1}`];
    tokens.add(access).add(next);
    return { access_token: access, refresh_token: next };
  };
  const life = { token_type: 'bearer', expires_in: script.tokenLife } as const;
  if (path === '/v1/auth/login') {
    if (body.password !== 'a tram in Lisbon')
      return refuse(response, 401, 'AUTHENTICATION_FAILED', 'E-mail or password is wrong.');
    const required = body.email?.startsWith('new') ?? false;
    const user = { ...PERSON, email: body.email };
    return send(response, loginReply.parse({ ...issue(), ...life, user, password_change_required: required }));
  }
  if (!tokens.delete(body.refresh_token ?? '')) return refuse(response, 401, 'AUTHENTICATION_FAILED');
  if (path === '/v1/auth/logout') return send(response, { message: 'Signed out.' });
  return send(response, refreshReply.parse({ ...issue(), ...life }));
}

function read(url: URL, response: ServerResponse, state: State): void {
  const { script } = state;
  const path = url.pathname;
  if (path === '/v1/query/ask') {
    if (script.refuseAsk !== undefined) return refuse(response, script.refuseAsk.status, script.refuseAsk.code);
    const receipt = { payloadType: 'x', payload: '', signatures: [] };
    return send(
      response,
      askAccepted.parse({ query_id: QUERY, status: 'pending', message: 'Query submitted', receipt }),
      202,
    );
  }
  if (path === '/v1/datasets')
    return send(response, datasetList.parse({ datasets: url.search === '?known=true' ? [LOANS, SECRET] : [LOANS] }));
  if (path === '/v1/query/history') return send(response, historyPage.parse(HISTORY));
  if (path === `/v1/query/${QUERY}/events`) return stream(response, state);
  if (path === `/v1/query/${QUERY}/result`) {
    const page = Number(url.searchParams.get('page'));
    const results = script.rows.slice((page - 1) * 2, page * 2);
    return send(response, {
      query_id: QUERY,
      columns: [],
      results,
      row_count: script.rows.length,
      page,
      page_size: 2,
      truncated: false,
    });
  }
  if (path === `/v1/query/${QUERY}`) return send(response, queryView.parse({ ...ANSWER, ...script.query }));
  if (path === `/v1/audit/evidence/${EVIDENCE}`) return send(response, evidenceView.parse(evidence(script)));
  return refuse(response, 404, 'RESOURCE_NOT_FOUND', 'There is no such evidence.');
}

function stream(response: ServerResponse, { script }: State): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  const status = script.query.status ?? 'success';
  const write = (seq: number, event: object): void =>
    void response.write(
      `id: ${seq}\nevent: state\ndata: ${JSON.stringify(queryEvent.parse({ seq, reading: null, ...event }))}\n\n`,
    );
  write(1, { status: 'running', stage: 'plan', stages: [{ name: 'ground', ms: 1.2 }] });
  response.write(':\n\n');
  if (script.brokenStreams > 0) {
    script.brokenStreams -= 1;
    setTimeout(() => response.destroy(), 10);
    return;
  }
  write(2, { status, stage: null, stages: STAGES.map((name) => ({ name, ms: 2 })) });
  response.end();
}

function send(response: ServerResponse, body: unknown, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

function refuse(response: ServerResponse, status: number, code: string, message = 'No.'): void {
  send(response, { error: { code, message, request_id: 'r-1' } }, status);
}

function evidence(script: Script): unknown {
  const pending = script.pendingLooks > 0;
  script.pendingLooks -= 1;
  const link = `http://public.example/v1/audit/evidence/${EVIDENCE}/download?token=`;
  return {
    evidence_id: EVIDENCE,
    query_id: QUERY,
    user: PERSON,
    timestamp: '2026-01-31T10:30:00Z',
    snapshot: {
      question: 'q',
      generated_sql: null,
      executed_sql: null,
      guard_policies_applied: [],
      datasets_accessed: [],
      row_count: 1,
    },
    validation: { prompt_injection_check: 'passed', sql_safety_check: 'passed', policy_compliance: 'passed' },
    signature: 'SHA256:00',
    immutable_storage_url: 'x',
    download_url: `${link}all`,
    download_url_sealed: `${link}none`,
    inclusion: pending ? { state: 'pending', checkpoint_size: null } : { state: 'included', checkpoint_size: 12 },
  };
}

const column = (name: string, type: string, mask = 'full') => ({
  name,
  label: '',
  description: '',
  type,
  role: 'dimension',
  unit: null,
  scale: null,
  class: 'none',
  mask,
});

const ANSWER = {
  query_id: QUERY,
  status: 'success',
  question: 'Show me all high-risk loans over $1M',
  created_at: '2026-01-31T10:30:00Z',
  finished_at: '2026-01-31T10:30:01Z',
  generated_sql: 'SELECT loan_id FROM loan_portfolio',
  executed_sql: 'SELECT\n  loan_id\nFROM masked.loan_portfolio',
  reading: 'Loans whose risk rating is HIGH',
  assumptions: ['$1M is 1,000,000'],
  tokens: [],
  alternatives: [],
  columns: [
    column('loan_id', 'text'),
    { ...column('amount', 'numeric(14,2)'), unit: 'USD', label: 'Amount', scale: 2 },
    column('customer_ssn', 'text', 'redact'),
  ],
  results: [
    { loan_id: 'L-001', amount: 1500000, customer_ssn: null },
    { loan_id: null, amount: null, customer_ssn: null },
    { loan_id: '', amount: 7, customer_ssn: null },
  ],
  row_count: 3,
  truncated: false,
  undetermined: [],
  withheld: [
    {
      dataset: 'loan_portfolio',
      column: 'customer_ssn',
      mask: 'redact',
      used_in: ['output'],
      policy: 'mask/government-id',
    },
  ],
  scope: [{ dataset: 'loan_portfolio', filter: 'jurisdiction EU', policy: 'bank/rows' }],
  masked_relations: [],
  sql_marks: [],
  execution_time_ms: 12,
  stages: [],
  planner: 'offline',
  evidence_id: EVIDENCE,
  evidence_url: null,
  error_code: null,
  error_message: null,
  error_id: null,
  executed: 'yes',
  rules: [],
  policy_set: null,
  access_request: null,
  can: [],
} as const;

const LOANS = {
  id: '7d0f0c1e-5d0c-4a3e-8f37-0d3d5e1a2b3c',
  name: 'loan_portfolio',
  description: 'All active and closed loans',
  domain: 'lending',
  owner: 'credit',
  jurisdictions: ['EU', 'US'],
  approved_for_viewers: true,
  approval_required: false,
  row_count: 125000,
  last_updated: '2026-01-31T00:00:00Z',
  synonyms: ['loans'],
  sample_questions: ['Show me all high-risk loans over $1M'],
  schema: [],
  can: ['ask'],
};
const SECRET = { ...LOANS, name: 'aml_alerts', row_count: null, sample_questions: [], can: ['request_access'] };

const HISTORY = {
  queries: [
    {
      query_id: QUERY,
      question: 'fake\u001b[2J answer',
      status: 'success',
      error_code: null,
      row_count: 3,
      evidence_id: EVIDENCE,
      created_at: '2026-01-31T10:30:00Z',
      can: [],
    },
    {
      query_id: QUERY,
      question: 'drop table',
      status: 'error',
      error_code: 'NOT_UNDERSTOOD',
      row_count: null,
      evidence_id: null,
      created_at: '2026-01-31T10:29:00Z',
      can: [],
    },
  ],
  total: 2,
  total_is_minimum: false,
  page: 1,
  page_size: 20,
};
