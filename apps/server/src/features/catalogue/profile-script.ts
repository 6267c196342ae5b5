import { rowsViewName } from '@aureus/sqlguard';
import { actAsOwner, endLogin, makeOwner, toScript, toSteps } from '#platform/source';
import type { StoredProfile } from './profile-store.ts';

export const quote = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** Said in a script, where the server's own words name what stands in the way. */
const DROPS_OWN =
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

/** Takes the views of some datasets away: what was dropped stays so, and the script goes on where it was when it is run again. */
export const dropScript = (serverMajor: number, statements: readonly string[]): string =>
  toSteps(statements)
    .map((step) => toScript([DROPS_OWN, ...actAsOwner(serverMajor), ...step]))
    .join('');

/** Makes one profile, its login first; each transaction of it stands for itself. */
export const makeScript = (serverMajor: number, logins: readonly string[], statements: readonly string[]): string =>
  toSteps(statements)
    .map((step, at) => {
      const made = at === 0 ? logins : [];
      return toScript([...makeOwner(), ...made, ...actAsOwner(serverMajor), DROPS_OWN, ...step]);
    })
    .join('');

/** Ends a profile nobody needs any more. While its role stands Atlas knows of its views, so both go together, or the views first. */
export function endScript(serverMajor: number, profile: StoredProfile): string {
  const steps = toSteps(endSchema(profile));
  return steps
    .map((step, at) => {
      const ended = at === steps.length - 1 ? [endLogin(profile.login)] : [];
      return toScript([...ended, ...makeOwner(), ...actAsOwner(serverMajor), DROPS_OWN, ...step]);
    })
    .join('');
}
