import { AtlasError, type Catalogue } from '@aureus/contract';
import type { Db } from '#platform/db';
import { loadActivePolicySet, loadActiveVersion } from './access-store.ts';
import type { PolicySet } from './policy-set.ts';
import { type Grants, NO_GRANTS, type Principal, type Reach, type Sight, decideReach } from './reach.ts';

export type Active = { readonly set: PolicySet; readonly leafHash: string };

export type Access = {
  /** What this person may know, ask and see, by the policy set in force now. */
  reach(person: Principal, catalogue: Catalogue, at: Date): Promise<Reach>;
  /** The policy set in force and the leaf that activated it. */
  active(): Promise<Active>;
};

/** Sights kept at once: people × datasets. Beyond it the oldest go, and are decided again when asked for. */
const KEPT_SIGHTS = 8192;

/** Makes the access room. The parsed set is kept by digest; which one is in force is read each time. */
export function makeAccess(deps: { db: Db; grants?: (person: Principal, at: Date) => Promise<Grants> }): Access {
  let held: Active | null = null;
  const sights = new Map<string, Sight>();

  function remember(key: string, make: () => Sight): Sight {
    const kept = sights.get(key);
    if (kept !== undefined) return kept;
    const made = make();
    if (sights.size >= KEPT_SIGHTS) sights.delete(sights.keys().next().value ?? '');
    sights.set(key, made);
    return made;
  }

  async function active(): Promise<Active> {
    const version = await loadActiveVersion(deps.db);
    if (held !== null && version !== null && held.set.digest === version.digest) return held;
    const found = await loadActivePolicySet(deps.db);
    if (found === null) {
      throw new AtlasError('SERVICE_UNAVAILABLE', 'No access policies are in force yet.', {
        detail: 'access.policy_sets is empty: run `atlasd migrate`',
      });
    }
    held = found;
    return found;
  }

  return {
    active,
    async reach(person, catalogue, at) {
      const current = await active();
      const grants = (await deps.grants?.(person, at)) ?? NO_GRANTS;
      return decideReach(current, person, catalogue, { grants, at, remember });
    },
  };
}
