import { AtlasError, type Catalogue, type Person } from '@aureus/contract';
import type { Profile } from '#trust/access';
import { type SourceRow, loadSource } from './catalogue-store.ts';
import type { SourceDeps } from './source-deps.ts';

/** The source of the catalogue in force, with the profiles that its people need now. */
export type Needed = {
  readonly source: SourceRow;
  readonly catalogue: Catalogue;
  readonly profiles: readonly Profile[];
};

export async function loadNeeded(deps: SourceDeps, catalogue: Catalogue, people: readonly Person[]): Promise<Needed> {
  const source = await loadSource(deps.db, catalogue.source.id);
  if (source === null) throw new AtlasError('SOURCE_UNAVAILABLE', 'The source is gone.');
  const profiles = new Map<string, Profile>();
  for (const person of people.filter((one) => one.active)) {
    const { profile } = await deps.access.reach(person, catalogue, deps.clock.now());
    if (Object.keys(profile.relations).length > 0) profiles.set(profile.digest, profile);
  }
  return { source, catalogue, profiles: [...profiles.values()] };
}
