import type { Clock } from '#platform/clock';
import type { Db, Tx } from '#platform/db';
import type { Keys } from '#platform/keys';
import type { Log } from '#platform/log';
import type { Access } from '#trust/access';
import type { Audit } from '#trust/audit';

export type SourceDeps = {
  readonly db: Db;
  readonly access: Access;
  readonly audit: Audit;
  readonly keys: Keys;
  readonly clock: Clock;
  readonly log: Log;
  /** How long a source that was found in order is believed, in milliseconds. */
  readonly attestMs?: number;
};

export type SourceAct = {
  readonly type: string;
  readonly id: string;
  readonly details: Parameters<Audit['record']>[1]['details'];
};

/** An act of the operator on the machine, or of a job: there is no account behind it. */
export const recordAct = (audit: Audit, tx: Tx, act: SourceAct) =>
  audit.record(tx, {
    type: act.type,
    actor: null,
    resource: { type: 'source', id: act.id },
    details: act.details,
    origin: { address: null, userAgent: null },
  });
