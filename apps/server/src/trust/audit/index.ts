export type { Audit, AuditEvent, Chain, EventDetails, Origin, Receipt, Staged } from './audit.ts';
