export { type SourceAddress, type SourceLogin, asSuperuser, loopbackAddress } from './connection.ts';
export { BEHIND_POLICIES } from './attested-policies.ts';
export { PROVISIONER, VIEW_OWNER } from './own-roles-sql.ts';
export {
  actAsOwner,
  closeOtherDatabases,
  endLogin,
  loginStatements,
  makeOwner,
  readerStatements,
  setupStatements,
  toScript,
} from './setup.ts';
export { type Baseline, attest, findHeld, loadBaseline, loadViewDigests } from './attestation.ts';
export type { Expected, Finding, FindingClass } from './check.ts';
export { checkPublished, countAs, loadSourceTypes, withCollations, withStatistics } from './inspection.ts';
export { StoodOn, probe, provision, retire, runAsOwner } from './provisioner.ts';
export {
  type Fetched,
  type Limits,
  type Preflight,
  type SessionFacts,
  type SourceSession,
  checkRelations,
} from './session.ts';
export { type SourceRuns, makeSourceRuns } from './source-pool.ts';
export { toSteps } from './steps.ts';
export { type JudgedViews, type ViewProof, judgeViews } from './view-proof.ts';
