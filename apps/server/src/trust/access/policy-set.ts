import {
  type DetailedError,
  policySetTextToParts,
  policyToJson,
  preparsePolicySet,
  preparseSchema,
  statefulIsAuthorized,
  validate,
} from '@cedar-policy/cedar-wasm/nodejs';
import { AtlasError } from '@aureus/contract';
import { createHash } from 'node:crypto';

/** Cedar policies by id, with the words each one gives when it decides. */
export type PolicySet = {
  readonly digest: string;
  readonly schemaDigest: string;
  readonly schema: string;
  readonly policies: Readonly<Record<string, string>>;
  readonly reasons: Readonly<Record<string, string>>;
};

export type EntityAttributes = Readonly<Record<string, string | boolean | number | readonly string[]>>;
export type Entity = { readonly type: string; readonly id: string; readonly attributes: EntityAttributes };

export type AccessRequest = {
  readonly principal: Entity;
  readonly action: string;
  readonly resource: Entity;
  readonly context: EntityAttributes;
};

/** A decision with everything needed to replay it: Cedar's order of ids is random, so they are sorted. */
export type AccessDecision = {
  readonly allowed: boolean;
  readonly policies: readonly string[];
  readonly errors: readonly string[];
};

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/**
 * Makes a policy set from Cedar texts. Every policy must carry `@id`; the set must pass strict validation.
 * Policies go to Cedar as a map by id, because it ignores `@id` in one text.
 */
export function makePolicySet(texts: readonly string[], schema: string): PolicySet {
  const policies: Record<string, string> = {};
  const reasons: Record<string, string> = {};
  for (const policy of texts.flatMap(splitPolicies)) {
    const annotations = readAnnotations(policy);
    if (policies[annotations.id] !== undefined) throw broken(`two policies are called ${annotations.id}`);
    policies[annotations.id] = policy;
    reasons[annotations.id] = annotations.reason;
  }
  const sorted = Object.fromEntries(Object.entries(policies).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  checkValid(sorted, schema);
  const set = {
    digest: sha256(JSON.stringify(sorted)),
    schemaDigest: sha256(schema),
    schema,
    policies: sorted,
    reasons,
  };
  prepare(set);
  return Object.freeze(set);
}

function splitPolicies(text: string): string[] {
  const parts = policySetTextToParts(text);
  if (parts.type === 'failure') throw broken(words(parts.errors));
  if (parts.policy_templates.length > 0) throw broken('templates are not used');
  return parts.policies;
}

function readAnnotations(policy: string): { id: string; reason: string } {
  const json = policyToJson(policy);
  if (json.type === 'failure') throw broken(words(json.errors));
  const { id, reason } = json.json.annotations ?? {};
  if (id === undefined || reason === undefined) throw broken('a policy lacks @id or @reason');
  return { id, reason };
}

function checkValid(policies: Record<string, string>, schema: string): void {
  const answer = validate({ validationSettings: { mode: 'strict' }, schema, policies: { staticPolicies: policies } });
  if (answer.type === 'failure') throw broken(words(answer.errors));
  const [first] = answer.validationErrors;
  if (first !== undefined) throw broken(`${first.policyId}: ${first.error.message}`);
}

function prepare(set: PolicySet): void {
  const slots = [
    preparsePolicySet(set.digest, { staticPolicies: { ...set.policies } }),
    preparseSchema(set.schemaDigest, set.schema),
  ];
  for (const slot of slots) if (slot.type === 'failure') throw broken(words(slot.errors));
}

/**
 * Asks Cedar. Allowed only if the answer is allow *and* there are no errors: Cedar skips a policy that errors, so
 * an erring forbid would become an allow.
 */
export function judgeAccess(set: PolicySet, request: AccessRequest): AccessDecision {
  const answer = statefulIsAuthorized({
    principal: uid(request.principal),
    action: { type: 'Atlas::Action', id: request.action },
    resource: uid(request.resource),
    context: mutable(request.context),
    preparsedSchemaName: set.schemaDigest,
    validateRequest: true,
    preparsedPolicySetId: set.digest,
    entities: [toEntity(request.principal), toEntity(request.resource)],
  });
  if (answer.type === 'failure') return { allowed: false, policies: [], errors: answer.errors.map((e) => e.message) };
  const errors = answer.response.diagnostics.errors.map((e) => `${e.policyId}: ${e.error.message}`);
  const policies = answer.response.diagnostics.reason.toSorted();
  return { allowed: answer.response.decision === 'allow' && errors.length === 0, policies, errors };
}

const uid = (entity: Entity): { type: string; id: string } => ({ type: entity.type, id: entity.id });

const toEntity = (entity: Entity) => ({ uid: uid(entity), attrs: mutable(entity.attributes), parents: [] });

const mutable = (attributes: EntityAttributes) =>
  Object.fromEntries(
    Object.entries(attributes).map(([key, value]) => [key, typeof value === 'object' ? [...value] : value]),
  );

const words = (errors: readonly DetailedError[]): string => errors.map((e) => e.message).join('; ');

const broken = (detail: string): AtlasError =>
  new AtlasError('INTERNAL_ERROR', 'The access policies cannot be used.', { detail });
