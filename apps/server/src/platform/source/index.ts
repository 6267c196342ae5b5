export { type SourceAddress, type SourceLogin, asSuperuser } from './connection.ts';
export { setupStatements } from './setup.ts';
export { checkPublished, countAs } from './inspection.ts';
export { canReadAny, probe, provision } from './provisioner.ts';
export {
  type Fetched,
  type Limits,
  type Preflight,
  type SessionFacts,
  type SourceSession,
  checkRelations,
} from './session.ts';
export { type SourceRuns, makeSourceRuns } from './source-pool.ts';
