import type { Catalogue } from '@aureus/contract';
import { loadSource } from './catalogue-store.ts';
import { openWorking } from './profile-actions.ts';
import { loadStored } from './profile-store.ts';
import type { SourceDeps } from './source-deps.ts';

/** What `doctor` tells of a source besides what its profiles find there. */
export type SourceStanding = {
  /** Logins of profiles that nobody made yet, or that were not taken up. */
  readonly waiting: readonly string[];
  /** Logins whose access was taken away and that the bank's DBA has yet to end. */
  readonly ending: readonly string[];
  readonly away: readonly string[];
  /** `none`: the source has none. `looks`: it makes nothing, on PostgreSQL 15 or without CREATEROLE. */
  readonly provisioner: 'none' | 'refused' | 'looks' | 'makes';
};

/** Signs in as the provisioner, which leaves its leaf: whether a password still fits nothing else can tell. */
export async function loadStanding(deps: SourceDeps, { source: { id }, digest }: Catalogue): Promise<SourceStanding> {
  const source = await loadSource(deps.db, id);
  if (source === null) return { waiting: [], ending: [], away: [], provisioner: 'none' };
  const stored = await loadStored(deps.db, id);
  const waiting = stored.filter((one) => one.catalogueDigest === digest && one.state === 'waiting');
  const ending = stored.filter((one) => one.state === 'retired' && one.provision === 'views');
  const loginsOf = (some: typeof stored): string[] => some.map((one) => one.login);
  const told = { waiting: loginsOf(waiting), ending: loginsOf(ending), away: source.away };
  if (source.provisioner === null) return { ...told, provisioner: 'none' };
  const working = await openWorking(deps, source, 'look');
  if (working === null) return { ...told, provisioner: 'refused' };
  return { ...told, provisioner: working.maker === null ? 'looks' : 'makes' };
}
