import { rowsViewName } from '@aureus/sqlguard';
import type { StoredProfile } from './profile-store.ts';

export const quote = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** Said in a script, where the server's own words name what stands in the way. */
export const DROPS_OWN =
  '-- Only what Atlas made is taken away. If this ends with "other objects depend on it", it names objects of the bank\'s own: drop them first, and make them again afterwards';

/** Ends the schema of a profile with the views that Atlas made in it, and with nothing of the bank's. */
export const endSchema = (profile: StoredProfile): string[] => [
  ...dropStatements([profile], Object.keys(profile.relations).toSorted()),
  ...(profile.provision === 'views' ? [`DROP SCHEMA IF EXISTS ${quote(profile.maskedSchema)}`] : []),
];

/** Takes the views of some datasets away, in every profile that has them: the masks first, then the rows below. */
export function dropStatements(profiles: readonly StoredProfile[], datasets: readonly string[]): string[] {
  return profiles
    .filter((one) => one.provision === 'views')
    .flatMap(({ maskedSchema, relations }) =>
      datasets
        .filter((name) => relations[name] !== undefined)
        .flatMap((name) => (relations[name]?.filter == null ? [name] : [name, rowsViewName(name)]))
        .map((view) => `DROP VIEW IF EXISTS ${quote(maskedSchema)}.${quote(view)}`),
    );
}
