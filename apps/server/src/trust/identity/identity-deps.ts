import type { RawBuilder } from 'kysely';
import type { Db } from '#platform/db';
import type { Audit } from '#trust/audit';
import type { PasswordHasher } from './password-hasher.ts';
import type { Tokens } from './tokens.ts';

/** What the verbs of this room work with. */
export type IdentityDeps = {
  readonly db: Db;
  readonly audit: Pick<Audit, 'record' | 'countRefusal'>;
  readonly hasher: PasswordHasher;
  readonly tokens: Tokens;
  readonly now: () => Date;
  /** ATLAS_SESSION_IDLE: a session that was not refreshed for so long ends early; null for never. */
  readonly idleSeconds: number | null;
  /** SQL expression for the version of the policies in force, read together with session and person. */
  readonly policyVersion: RawBuilder<string>;
};
