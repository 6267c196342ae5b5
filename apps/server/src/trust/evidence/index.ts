export type {
  Account,
  CheckOutcome,
  Closed,
  Decision,
  Derivation,
  Evidence,
  EvidenceJson,
  Execution,
  ExecutionFacts,
  Inclusion,
  KeyChoice,
  OpenRun,
  Refusal,
  Result,
  ResultColumn,
  ResultRows,
  RunActor,
  SealAnswer,
  Sealed,
  StageStatement,
  Waiting,
} from './evidence.ts';
export type { EvidenceDeps } from './evidence-deps.ts';
export { evidenceRoutes } from './evidence-routes.ts';
export type { EvidenceRoutesDeps, Sight } from './evidence-routes.ts';
export { makeEvidence } from './make-evidence.ts';
