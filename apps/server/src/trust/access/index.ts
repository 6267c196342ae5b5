export { type Access, type Active, makeAccess } from './access-actions.ts';
export { appendPolicySet, loadActiveVersion, loadShippedPolicies } from './access-store.ts';
export { type AccessDecision, type AccessRequest, type PolicySet } from './policy-set.ts';
export {
  type DatasetReach,
  type Grants,
  type Principal,
  type Profile,
  type ProfiledDataset,
  type Reach,
  type RecordedDecision,
} from './reach.ts';
