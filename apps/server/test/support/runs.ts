import { readZip, verifyPack } from '@aureus/ledger';
import type { PackReport } from '@aureus/ledger';
import { transaction } from '#platform/db';
import { nodeCrypto } from '#platform/keys';
import type { Chain } from '#trust/audit';
import { makeEvidence } from '#trust/evidence';
import type {
  Account,
  Closed,
  Decision,
  Derivation,
  Evidence,
  ExecutionFacts,
  Refusal,
  RunActor,
} from '#trust/evidence';
import { newRun } from './trust.ts';
import type { TrustHouse } from './trust.ts';

export const ACTOR: RunActor = { id: newRun(), email: 'analyst@meridian.example', role: 'analyst', team: 'risk' };
const NOWHERE = { address: '127.0.0.1', userAgent: 'test' };
export const CANDIDATE = "SELECT loan_id, amount FROM loan_portfolio WHERE risk_rating = 'HIGH'";
export const FINAL = 'SELECT l.loan_id, l.amount FROM masked.loan_portfolio l LIMIT 10001';

export const derivation = (attempt = 1, more: Partial<Derivation> = {}): Derivation => ({
  kind: 'derivation',
  attempt,
  planner: { name: 'offline', version: '1' },
  catalogueDigest: 'c'.repeat(64),
  candidateSql: CANDIDATE,
  guard: { outcome: 'accepted', rules: [] },
  printer: 'sqlguard/1',
  ...more,
});

export const decision = (attempt = 1, more: Partial<Decision> = {}): Decision => ({
  kind: 'decision',
  attempt,
  outcome: 'allow',
  policySet: {
    digest: 'a'.repeat(64),
    schemaDigest: 'b'.repeat(64),
    schema: 'entity User;',
    policies: { 'core/active': 'permit(principal, action, resource);', 'core-active': '// looks alike' },
  },
  inForce: { policySet: null, masking: null, catalogue: null },
  decidedBy: ['core/active'],
  grants: [],
  approvals: [],
  entities: '[]',
  request: `{"attempt":${attempt}}`,
  maskProfile: '{"profile":"p"}',
  finalSql: FINAL,
  ...more,
});

export const EXECUTION: ExecutionFacts = {
  loginRole: 'atlas_p_1',
  server: { identity: '7/bank', version: '18.0' },
  settings: { statement_timeout: '25s' },
  startedAt: '2026-01-31T10:30:00.000Z',
  endedAt: '2026-01-31T10:30:01.000Z',
};

export const accountOf = (run: string, more: Partial<Account> = {}): Account => ({
  run,
  actor: ACTOR,
  askedAt: '2026-01-31T10:29:59.000Z',
  question: 'Show me all high-risk loans over $1M',
  choice: null,
  attempts: [{ candidateSql: CANDIDATE, finalSql: FINAL }],
  policiesApplied: ['pii_masking'],
  datasets: ['loan_portfolio'],
  validation: { promptInjectionCheck: 'passed', sqlSafetyCheck: 'passed', policyCompliance: 'passed' },
  ...more,
});

export const refusalOf = (account: Account, more: Partial<Refusal> = {}): Refusal => ({
  account,
  code: 'SQL_VALIDATION_FAILED',
  message: 'That function is not allowed.',
  rules: ['function.volatile'],
  stage: 'guard',
  ...more,
});

export const RESULT = {
  columns: [
    { name: 'loan_id', type: 'integer' },
    { name: 'amount', type: 'numeric(14,2)' },
  ],
  rows: [
    ['7', '1250000.00'],
    ['9', null],
  ],
};

export type Runs = {
  readonly evidence: Evidence;
  /** A question on record, nothing else. */
  open(choice?: string | null, run?: string): Promise<Chain>;
  /** A question from ask to release. */
  answer(): Promise<Closed & { readonly run: string }>;
};

/** Questions as the worker takes them through the evidence room. */
export function makeRuns(house: TrustHouse): Runs {
  const evidence = makeEvidence(house);
  const { app } = house;
  const open = async (choice: string | null = null, run = newRun()): Promise<Chain> => {
    const opening = {
      run,
      actor: ACTOR,
      question: accountOf(run).question,
      datasetId: null,
      choice,
      instant: { at: '2026-01-31T10:29:59.000Z', timeZone: 'Europe/London' },
      origin: NOWHERE,
    };
    return (await transaction(app, (tx) => evidence.openRun(tx, opening))).chain;
  };
  const answer = async (): Promise<Closed & { run: string }> => {
    const chain = await open();
    const intended = await transaction(app, (tx) => evidence.stage(tx, chain, [derivation(), decision()]));
    const sealed = await evidence.seal(app, { account: accountOf(chain.run), result: RESULT, truncated: false });
    const closed = await transaction(app, (tx) =>
      evidence.release(tx, intended.chain, { sealed, execution: EXECUTION }),
    );
    return { ...closed, run: chain.run };
  };
  return { evidence, open, answer };
}

export const judgePack = (house: TrustHouse, pack: Uint8Array): Promise<PackReport> =>
  verifyPack(pack, { trust: house.trust.bytes, now: new Date().toISOString(), crypto: nodeCrypto });

export const wrong = (report: PackReport): string[] =>
  report.claims
    .filter(({ verdict }) => verdict !== 'holds' && verdict !== 'not_applicable')
    .map(({ id, verdict, compared }) => `${id} ${verdict}: ${compared}`);

export const namesIn = (pack: Uint8Array): string[] => readZip(pack).entries.map(({ name }) => name);
