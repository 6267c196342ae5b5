import { ROLES, type Role } from '@aureus/contract';
import { makeDb } from '#platform/db';
import { makeAudit } from '#trust/audit';
import { createUser, makeUserDeps, resetUser, type UserDeps, type UserToCreate } from '#trust/identity';
import type { Config } from '../config.ts';
import { openFoundation } from './foundation.ts';
import { urlsOf, withRooms } from './rooms.ts';
import { UsageError, parseWords } from './usage.ts';

/** `atlasd user create|reset`: the operator, on the machine. There is no default password anywhere. */
export async function user(config: Config, [verb, ...rest]: string[]): Promise<void> {
  if (verb !== 'create' && verb !== 'reset') throw new UsageError('Say `user create` or `user reset`.');
  const { values, positionals } = parseWords(rest, verb === 'create' ? ABOUT : {});
  const [email, ...more] = positionals;
  if (email === undefined || more.length > 0) throw new UsageError('Say which e-mail, and one.');
  if (verb === 'create') {
    const told = toUser(email, values);
    await checkJurisdictions(config, told.jurisdictions);
    return withUsers(config, (deps) => create(deps, told));
  }
  return withUsers(config, (deps) => reset(deps, email));
}

const ABOUT = {
  role: { type: 'string' },
  name: { type: 'string' },
  team: { type: 'string' },
  jurisdictions: { type: 'string' },
} as const;

type Given = {
  role?: string | undefined;
  name?: string | undefined;
  team?: string | undefined;
  jurisdictions?: string | undefined;
};

function toUser(email: string, given: Given): UserToCreate {
  const { role, name, team, jurisdictions } = given;
  if (!ROLES.includes(role as Role)) throw new UsageError(`--role must be one of ${ROLES.join(', ')}.`);
  if (name === undefined || team === undefined || jurisdictions === undefined) {
    throw new UsageError('--name, --team and --jurisdictions are needed.');
  }
  const list = jurisdictions.split(',').map((one) => one.trim());
  return { email, fullName: name, role: role as Role, team, jurisdictions: list };
}

/** A jurisdiction that no dataset has would be a person who sees no row, and nobody would see why. */
async function checkJurisdictions(config: Config, wanted: readonly string[]): Promise<void> {
  const known = await withRooms(config, { url: urlsOf(config).owner, name: 'user' }, async ({ catalogue }) =>
    catalogue.active().then(
      (active) => new Set(active.catalogue.datasets.flatMap((one) => one.jurisdictions)),
      () => null,
    ),
  );
  const strange = wanted.filter((one) => (known === null ? one === '' : !known.has(one)));
  if (strange.length === 0) return;
  const there = known === null ? 'a list like US,EU' : `among ${[...known].toSorted().join(', ')}`;
  throw new UsageError(`--jurisdictions must be ${there}.`);
}

async function create(deps: UserDeps, told: UserToCreate): Promise<void> {
  const made = await createUser(deps, told);
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
