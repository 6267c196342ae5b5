import type { ErrorCode } from '@aureus/contract';
import type { Facts } from '@aureus/sqlguard';
import type { ProvisionedProfile } from '#features/catalogue';
import type { RecordedDecision } from '#trust/access';
import type { Account, CheckOutcome, Decision, Derivation } from '#trust/evidence';
import type { AskDeps } from './ask-deps.ts';
import { loadAttempts } from './ask-store.ts';
import { type Guarded, type Permitted, type Planned, Refusal } from './stages.ts';
import type { Trail } from './trail.ts';

const PRINTER = 'sqlguard/1';

/** How the candidate came about and what the guard said of it. */
export function derivationOf(
  planned: Planned,
  guard: { outcome: 'accepted' | 'refused' | 'not_reached'; rules: readonly string[] },
): Derivation {
  return {
    kind: 'derivation',
    attempt: planned.attempt,
    planner: planned.planner,
    catalogueDigest: planned.grounded.catalogue.digest,
    candidateSql: planned.candidate.sql,
    guard,
    printer: guard.outcome === 'accepted' ? PRINTER : null,
  };
}

type Decided = {
  readonly outcome: 'allow' | 'refuse';
  readonly decisions: readonly RecordedDecision[];
  readonly profile: ProvisionedProfile | null;
  readonly finalSql?: string;
};

/** What Cedar decided, complete enough to be decided again by somebody else. Holds no text of the question. */
export function decisionOf(guarded: Guarded, decided: Decided): Decision {
  const { planned } = guarded;
  const { reach, active } = planned.grounded.ground;
  const { digest, schemaDigest, schema, policies } = reach.policySet;
  return {
    kind: 'decision',
    attempt: planned.attempt,
    outcome: decided.outcome,
    policySet: { digest, schemaDigest, schema, policies },
    inForce: { policySet: reach.policyLeaf, masking: reach.policyLeaf, catalogue: active.leafHash },
    decidedBy: [...new Set(decided.decisions.flatMap((one) => one.policies))].toSorted(),
    grants: [],
    approvals: [],
    entities: JSON.stringify(entitiesOf(decided.decisions)),
    request: JSON.stringify(decided.decisions.map(requestOf)),
    maskProfile: decided.profile === null ? null : JSON.stringify(maskProfileOf(guarded.facts, decided.profile)),
    finalSql: decided.finalSql ?? null,
  };
}

function entitiesOf(decisions: readonly RecordedDecision[]): unknown[] {
  const entities = new Map<string, unknown>();
  for (const one of decisions.flatMap(({ principal, resource }) => [principal, resource])) {
    const uid = { type: one.type, id: one.id };
    entities.set(`${one.type}::${one.id}`, { uid, attrs: one.attributes, parents: [] });
  }
  return [...entities.values()];
}

const requestOf = (one: RecordedDecision) => ({
  principal: { type: one.principal.type, id: one.principal.id },
  action: { type: 'Atlas::Action', id: one.action },
  resource: { type: one.resource.type, id: one.resource.id },
  context: one.context,
  decision: one.allowed ? 'allow' : 'deny',
  policies: one.policies,
});

/** The pack holds the profile's digest and the masks of the datasets that the question reads. */
const maskProfileOf = (facts: Facts, profile: ProvisionedProfile) => ({
  profile: profile.digest,
  provision: profile.provision,
  masked_schema: profile.maskedSchema,
  relations: Object.fromEntries(facts.datasets.map((name) => [name, profile.relations[name]])),
});

/** Why a question has no answer. */
type Failure = { readonly code: ErrorCode; readonly error: unknown };

/** The part of every pack, answer or refusal, that tells what was asked and how far it came. */
export async function accountOf(
  deps: Pick<AskDeps, 'db'>,
  trail: Trail,
  failure: Failure | null = null,
): Promise<Account> {
  const { question } = trail;
  const planned = trail.outcome<Planned>('plan');
  const guarded = trail.outcome<Guarded>('guard');
  const permitted = trail.outcome<Permitted>('permit');
  const recorded = await loadAttempts(deps.db, question.id);
  const open = planned !== undefined && recorded.length < planned.attempt;
  const { id, email, role, team } = question.person;
  return {
    run: question.id,
    actor: { id, email, role, team },
    askedAt: question.askedAt,
    question: question.text,
    choice: question.choice,
    attempts: open ? [...recorded, { candidateSql: planned.candidate.sql, finalSql: null }] : recorded,
    policiesApplied: permitted === undefined ? policiesOfRefusal(failure?.error) : policiesOf(permitted),
    datasets: guarded?.facts.datasets ?? [],
    validation: {
      // It ran before the question was taken on: what fails it is refused at the door and has no pack.
      promptInjectionCheck: 'passed',
      sqlSafetyCheck: checkOf(failure?.code === 'SQL_VALIDATION_FAILED', guarded),
      policyCompliance: checkOf(failure !== null && DENIALS.has(failure.code), permitted),
    },
  };
}

const DENIALS: ReadonlySet<ErrorCode> = new Set(['AUTHORIZATION_FAILED', 'APPROVAL_REQUIRED']);

/** Only a verdict fails a check; where something broke or was not ready before there was one, none was reached. */
function checkOf(refused: boolean, outcome: object | undefined): CheckOutcome {
  if (refused) return 'failed';
  return outcome === undefined ? 'not_reached' : 'passed';
}

/** Names for people: the customer's `pii_masking`, `row_filter`, `limit_enforcement`, then the policies that permitted. */
export function policiesOf(permitted: Permitted): string[] {
  const used = permitted.guarded.facts.datasets.map((name) => permitted.profile.relations[name]);
  const masked = used.some((one) => Object.values(one?.columns ?? {}).some((mask) => mask !== 'full'));
  const filtered = used.some((one) => one?.filter != null);
  const policies = new Set(permitted.decisions.filter((one) => one.allowed).flatMap((one) => one.policies));
  return [
    ...(masked ? ['pii_masking'] : []),
    ...(filtered ? ['row_filter'] : []),
    'limit_enforcement',
    ...[...policies].toSorted(),
  ];
}

/** A refusal names the policies that were asked, and the masking where a masked column was used in a way that misleads. */
function policiesOfRefusal(error: unknown): string[] {
  if (!(error instanceof Refusal)) return [];
  const masked = (error.view.misleading ?? []).length > 0;
  return [...(masked ? ['pii_masking'] : []), ...(error.owed.decision?.decidedBy ?? [])];
}
