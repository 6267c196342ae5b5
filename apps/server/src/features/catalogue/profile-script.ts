import { rowsViewName } from '@aureus/sqlguard';
import type { StoredProfile } from './profile-store.ts';

export const quote = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** Takes the views of some datasets away, in every profile that has them: the masks first, then the rows below. */
export function dropStatements(profiles: readonly StoredProfile[], datasets: readonly string[]): string[] {
  return profiles
    .filter((one) => one.provision === 'views')
    .flatMap(({ maskedSchema, relations }) =>
      datasets
        .filter((name) => relations[name] !== undefined)
        .flatMap((name) => [name, rowsViewName(name)])
        .map((view) => `DROP VIEW IF EXISTS ${quote(maskedSchema)}.${quote(view)}`),
    );
}
