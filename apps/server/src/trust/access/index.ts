export { type Access, type Active, makeAccess } from './access-actions.ts';
export { appendPolicySet, loadActiveVersion, loadShippedPolicies } from './access-store.ts';
export { type AccessDecision, type AccessRequest, type PolicySet, judgeAccess, makePolicySet } from './policy-set.ts';
export {
  type DatasetReach,
  type Grants,
  NO_GRANTS,
  type Principal,
  type Profile,
  type ProfiledDataset,
  type Reach,
  type RecordedDecision,
  decideReach,
} from './reach.ts';
