import type { Role } from './roles.ts';

/** Somebody who may sign in. Every decision is made on this record as it stands now, never on a claim of a token. */
export type Person = {
  readonly id: string;
  readonly email: string;
  readonly fullName: string;
  readonly role: Role;
  readonly team: string;
  /** Teams whose trail and evidence an approver reads; his own by default. */
  readonly oversees: readonly string[];
  readonly jurisdictions: readonly string[];
  readonly active: boolean;
};
