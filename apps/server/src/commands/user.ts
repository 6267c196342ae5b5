import { parseArgs } from 'node:util';
import { ROLES, type Role } from '@aureus/contract';
import { makeDb } from '#platform/db';
import { makeAudit } from '#trust/audit';
import { createUser, makeUserDeps, resetUser, type UserDeps } from '#trust/identity';
import type { Config } from '../config.ts';
import { openFoundation } from './foundation.ts';
import { urlsOf } from './rooms.ts';
import { UsageError } from './usage.ts';

/** `atlasd user create|reset`: the operator, on the machine. There is no default password anywhere. */
export async function user(config: Config, [verb, ...rest]: string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args: rest,
    allowPositionals: true,
    options: {
      role: { type: 'string' },
      name: { type: 'string' },
      team: { type: 'string' },
      jurisdictions: { type: 'string' },
    },
  });
  const [email] = positionals;
  if (email === undefined) throw new UsageError('Say which e-mail.');
  if (verb === 'create') return withUsers(config, (deps) => create(deps, email, values));
  if (verb === 'reset') return withUsers(config, (deps) => reset(deps, email));
  throw new UsageError('Say `user create` or `user reset`.');
}

type Given = {
  role?: string | undefined;
  name?: string | undefined;
  team?: string | undefined;
  jurisdictions?: string | undefined;
};

async function create(deps: UserDeps, email: string, given: Given): Promise<void> {
  const { role, name, team, jurisdictions } = given;
  if (!ROLES.includes(role as Role)) throw new UsageError(`--role must be one of ${ROLES.join(', ')}.`);
  if (name === undefined || team === undefined || jurisdictions === undefined) {
    throw new UsageError('--name, --team and --jurisdictions are needed.');
  }
  const list = jurisdictions.split(',').map((one) => one.trim());
  const made = await createUser(deps, { email, fullName: name, role: role as Role, team, jurisdictions: list });
  process.stdout.write(`${made.person.email} may sign in once, within 72 hours, with: ${made.password ?? ''}\n`);
}

async function reset(deps: UserDeps, email: string): Promise<void> {
  const made = await resetUser(deps, email);
  process.stdout.write(`${made.person.email} may sign in once, within 72 hours, with: ${made.password}\n`);
}

async function withUsers(config: Config, work: (deps: UserDeps) => Promise<void>): Promise<void> {
  const { keys, clock, trust, build } = await openFoundation(config, 'user');
  const db = makeDb({ url: urlsOf(config).owner, name: 'atlas user', max: 2 });
  try {
    await work(
      makeUserDeps({ db, clock, audit: makeAudit({ attester: keys.attester, clock, origin: trust.origin, build }) }),
    );
  } finally {
    await db.destroy();
  }
}
