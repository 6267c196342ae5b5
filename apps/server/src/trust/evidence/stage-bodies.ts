import { utf8Bytes } from '@aureus/ledger';
import type {
  Commitments,
  DecisionBody,
  DerivationBody,
  ExecutionBody,
  RequestBody,
  StatementBody,
} from '@aureus/ledger';
import type { Decision, Derivation, ExecutionFacts, OpenRun, StageStatement } from './evidence.ts';

/** A part of the pack in the clear, under its name there. */
export type ClearPart = { readonly name: string; readonly bytes: Uint8Array };

/** Texts that a statement commits to, by name. */
export type SealedTexts = Readonly<Record<string, string>>;

export function textsOfRequest(opening: OpenRun): SealedTexts {
  const { question, choice, actor } = opening;
  return { question, email: actor.email, ...(choice === null ? {} : { choice }) };
}

export function toRequestBody(opening: OpenRun, commitments: Commitments): RequestBody {
  const { instant, actor, datasetId } = opening;
  return {
    stage: 'request',
    instant: instant.at,
    time_zone: instant.timeZone,
    role: actor.role,
    dataset: datasetId,
    commitments,
  };
}

export function textsOf(statement: StageStatement): SealedTexts {
  if (statement.kind === 'derivation' && statement.candidateSql !== null)
    return { 'candidate.sql': statement.candidateSql };
  if (statement.kind === 'decision' && statement.finalSql !== null) return { 'final.sql': statement.finalSql };
  return {};
}

export function partsOf(statement: StageStatement): readonly ClearPart[] {
  if (statement.kind !== 'decision') return [];
  const { policySet, entities, request, maskProfile } = statement;
  const texts: Record<string, string> = {
    ...policyFiles(policySet.policies),
    'policies/schema.cedarschema': policySet.schema,
    'entities.json': entities,
    'request.json': request,
    ...(maskProfile === null ? {} : { 'mask-profile.json': maskProfile }),
  };
  return Object.entries(texts).map(([name, text]) => ({ name, bytes: utf8Bytes(text) }));
}

/** Policy ids have slashes, files of a pack have not; two ids that look alike stay two files. */
function policyFiles(policies: Readonly<Record<string, string>>): Record<string, string> {
  const files: Record<string, string> = {};
  for (const [id, text] of Object.entries(policies)) {
    const stem = `policies/${id
      .toLowerCase()
      .replaceAll(/[^a-z0-9._-]/g, '-')
      .replace(/^[^a-z0-9]+/, '')}`;
    let name = `${stem}.cedar`;
    for (let next = 2; name in files; next++) name = `${stem}-${next}.cedar`;
    files[name] = text;
  }
  return files;
}

export type BodyFacts = {
  readonly commitments: Commitments;
  /** SHA-256 (hex) of the statement's clear parts by name. */
  readonly digests: Readonly<Record<string, string>>;
  /** Commitment to the SQL that the decision before allowed. */
  readonly finalSql: string | undefined;
};

export function toBody(statement: StageStatement, facts: BodyFacts): StatementBody {
  switch (statement.kind) {
    case 'derivation':
      return toDerivationBody(statement, facts.commitments);
    case 'decision':
      return toDecisionBody(statement, facts);
    case 'execution':
      return toUnfinishedBody(statement, facts.finalSql);
    case 'waiting':
      return { stage: 'waiting', approval: statement.approval, commitments: facts.commitments };
  }
}

function toDerivationBody(statement: Derivation, commitments: Commitments): DerivationBody {
  const { planner, model, catalogueDigest, guard, printer } = statement;
  return {
    stage: 'derivation',
    planner,
    model:
      model === undefined ? null : { name: model.name, prompt_template: model.promptDigest, reply: model.replyDigest },
    catalogue: catalogueDigest,
    guard,
    printer,
    commitments,
  };
}

function toDecisionBody(statement: Decision, { commitments, digests }: BodyFacts): DecisionBody {
  const { outcome, policySet, inForce, decidedBy, grants, approvals } = statement;
  return {
    stage: 'decision',
    outcome,
    policy_set: policySet.digest,
    schema: policySet.schemaDigest,
    entities: digests['entities.json'] ?? '',
    activated: { policy_set: inForce.policySet, masking_policy: inForce.masking, catalogue: inForce.catalogue },
    policies: decidedBy,
    grants,
    approvals,
    profile: digests['mask-profile.json'] ?? null,
    evaluated: digests,
    commitments,
  };
}

/** An execution without a result: it did not run, nobody can say, or its rows were never shown. */
export function toUnfinishedBody(
  { outcome, ...more }: { readonly outcome: ExecutionBody['outcome']; readonly facts?: ExecutionFacts | undefined },
  finalSql: string | undefined,
): ExecutionBody {
  const commitments: Commitments = finalSql === undefined ? {} : { 'final.sql': finalSql };
  return { stage: 'execution', outcome, ...serverFacts(more.facts), result: null, commitments };
}

export function serverFacts(
  facts: ExecutionFacts | undefined,
): Pick<ExecutionBody, 'login_role' | 'server' | 'settings' | 'started' | 'ended'> {
  if (facts === undefined) return { login_role: null, server: null, settings: {}, started: null, ended: null };
  const { loginRole, server, settings, startedAt, endedAt } = facts;
  return { login_role: loginRole, server, settings, started: startedAt, ended: endedAt };
}
