import { AtlasError } from '@aureus/contract';
import { transaction } from '#platform/db';
import type { Origin } from '#trust/audit';
import type { IdentityDeps } from './identity-deps.ts';
import { checkNewPassword } from './password-rules.ts';
import type { Entrant } from './session-actions.ts';
import { endSessionsOf } from './sessions-store.ts';
import { changePassword, loadAccount } from './users-store.ts';

export type PasswordChange = {
  readonly entrant: Entrant;
  readonly oldPassword: string;
  readonly newPassword: string;
  readonly origin: Origin;
};

/** Sets one's own password, given the old one, and ends one's other sessions: whoever knew the old one is out. */
export async function setOwnPassword(deps: IdentityDeps, change: PasswordChange): Promise<void> {
  const { db, hasher, now } = deps;
  const { person, session } = change.entrant;
  const account = await loadAccount(db, person.id);
  if (!(await hasher.matches(change.oldPassword, account?.passwordHash ?? null))) {
    throw new AtlasError('VALIDATION_ERROR', 'The old password is wrong.', {
      details: [{ field: 'old_password', issue: 'Is not the current password' }],
    });
  }
  if (change.newPassword === change.oldPassword) {
    throw new AtlasError('VALIDATION_ERROR', 'This password cannot be used.', {
      details: [{ field: 'new_password', issue: 'Is the old one' }],
    });
  }
  checkNewPassword(change.newPassword, person.email);
  const hash = await hasher.hash(change.newPassword);
  const at = now();
  await transaction(db, async (tx) => {
    await changePassword(tx, { id: person.id, hash, expiresAt: null, at });
    const sessions = await endSessionsOf(tx, {
      userId: person.id,
      because: 'password_changed',
      at,
      except: session.id,
    });
    await deps.audit.record(tx, {
      type: 'password_changed',
      actor: { id: person.id, team: person.team },
      resource: { type: 'user', id: person.id },
      details: { sessions },
      origin: change.origin,
    });
  });
}
