import { transaction } from '#platform/db';
import { type SourceLogin, StoodOn, probe, retire } from '#platform/source';
import type { SourceRow } from './catalogue-store.ts';
import { LOCKED, alone, isLocked, isRefused, openWorking } from './profile-actions.ts';
import { endSchema } from './profile-script.ts';
import { type StoredProfile, deleteProfile, loadStored, replaceProfile } from './profile-store.ts';
import type { Needed } from './needed-actions.ts';
import { type SourceDeps, recordAct } from './source-deps.ts';
import { openProfileSecret } from './source-secrets.ts';

/** Access that was taken away: `retired` is gone from the bank's server, of `ending` something is left there. */
export type Retired = {
  readonly retired: readonly string[];
  readonly ending: readonly { readonly login: string; readonly why: string }[];
};

/** Ends every profile that no active person needs, or that belongs to a catalogue no longer in force. */
export async function retireUnused(deps: SourceDeps, needed: Needed): Promise<Retired> {
  const { source, catalogue } = needed;
  const wanted = new Set(needed.profiles.map((one) => one.digest));
  const isUnused = (one: StoredProfile): boolean => one.catalogueDigest !== catalogue.digest || !wanted.has(one.digest);
  if (!(await loadStored(deps.db, source.id)).some(isUnused)) return { retired: [], ending: [] };
  return alone(deps, source.id, async () => {
    const unused = (await loadStored(deps.db, source.id)).filter(isUnused);
    const hasViews = unused.some((one) => one.provision === 'views');
    const maker = hasViews ? ((await openWorking(deps, source, 'retire'))?.maker ?? null) : null;
    const told = { retired: [] as string[], ending: [] as Retired['ending'][number][] };
    for (const profile of unused) {
      const why = await endProfile(deps, { source, profile }, maker);
      if (why === null) told.retired.push(profile.login);
      else told.ending.push({ login: profile.login, why });
    }
    return told;
  });
}

type Ending = { readonly source: SourceRow; readonly profile: StoredProfile };

const STANDS = "its access was taken away, and its role still stands on the bank's server";

/** From here on no question runs on it; gives why it is not gone. The row stays until its login is known to be gone: the DBA's script names it. */
async function endProfile(
  deps: SourceDeps,
  { source, profile }: Ending,
  maker: SourceLogin | null,
): Promise<string | null> {
  if (profile.state !== 'retired') {
    await transaction(deps.db, async (tx) => {
      await replaceProfile(tx, source.id, { ...profile, state: 'retired' });
      const details = { profile: profile.digest, login: profile.login };
      await recordAct(deps.audit, tx, { type: 'profile_retired', id: source.id, details });
    });
  }
  try {
    if (profile.provision === 'views' && !(await isEnded(deps, { source, profile }, maker))) return STANDS;
  } catch (error) {
    // Others are ended all the same.
    if (error instanceof StoodOn) return error.message;
    if (isLocked(error)) return LOCKED;
    throw error;
  }
  await transaction(deps.db, (tx) => deleteProfile(tx, source.id, profile));
  return null;
}

/** Ends it where Atlas may; where only the DBA may, looks whether they did. */
async function isEnded(deps: SourceDeps, { source, profile }: Ending, maker: SourceLogin | null): Promise<boolean> {
  const { login } = profile;
  try {
    if (maker !== null) return await retire(source.address, maker, { login, drops: endSchema(profile) });
    await probe(source.address, { user: login, password: await openProfileSecret(deps, login, profile.secret) });
    return false;
  } catch (error) {
    if (isRefused(error)) return maker === null;
    throw error;
  }
}
