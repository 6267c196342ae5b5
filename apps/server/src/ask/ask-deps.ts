import type { StageName } from '@aureus/contract';
import type { CatalogueRoom } from '#features/catalogue';
import type { Clock } from '#platform/clock';
import type { Db } from '#platform/db';
import type { GuardRoom } from '#platform/guard';
import type { Jobs } from '#platform/jobs';
import type { Log } from '#platform/log';
import type { Limits, SourceRuns } from '#platform/source';
import type { Access } from '#trust/access';
import type { Audit } from '#trust/audit';
import type { Evidence } from '#trust/evidence';
import type { loadPerson } from '#trust/identity';
import type { Planner } from './stages.ts';

/** Everything the life of a question leans on; made once in the composition root. */
export type AskDeps = {
  readonly db: Db;
  readonly access: Access;
  readonly audit: Audit;
  readonly catalogue: CatalogueRoom;
  readonly clock: Clock;
  readonly evidence: Evidence;
  readonly guard: Pick<GuardRoom, 'guard' | 'compile'>;
  readonly identity: { readonly loadPerson: typeof loadPerson };
  readonly jobs: Pick<Jobs, 'enqueue'>;
  readonly limits: Limits;
  readonly log: Log;
  readonly planner: Planner;
  readonly running: number;
  readonly source: SourceRuns;
  /** A question lives this long, from the ask to its closing statement. */
  readonly questionMs: number;
  readonly onStage: (stage: StageName, run: string) => void;
};
