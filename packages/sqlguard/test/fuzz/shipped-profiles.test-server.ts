import { join } from 'node:path';
import { loadShippedPolicies } from '../../../../apps/server/src/trust/access/index.ts';
import { decideReach, NO_GRANTS } from '../../../../apps/server/src/trust/access/reach.ts';
import type { MaskProfile } from '../../src/index.ts';
import { REGIONS, TWIN_CATALOGUE } from './twin-catalogue.ts';

export type NamedProfile = { readonly name: string; readonly profile: MaskProfile };

/** All but two: a filter over eight values, which the server compares one by one. */
const MOST = REGIONS.slice(0, 8);

const PEOPLE = [
  { name: 'viewer', role: 'viewer', jurisdictions: MOST },
  { name: 'analyst', role: 'analyst', jurisdictions: REGIONS },
  { name: 'analyst of most regions', role: 'analyst', jurisdictions: MOST },
  { name: 'analyst of the EU', role: 'analyst', jurisdictions: ['EU'] },
  { name: 'approver', role: 'approver', jurisdictions: MOST },
  { name: 'admin of the EU', role: 'admin', jurisdictions: ['EU'] },
];

/** The profiles of the shipped roles over the twin banks, decided by the policies that ship, not written down again. */
export async function shippedProfiles(): Promise<readonly NamedProfile[]> {
  const set = await loadShippedPolicies(join(import.meta.dirname, '..', '..', '..', '..', 'policies'));
  return PEOPLE.map(({ name, role, jurisdictions }) => {
    const person = { id: name, role, team: 't', oversees: [], jurisdictions, active: true };
    const options = { grants: NO_GRANTS, at: new Date(0) };
    const { profile } = decideReach({ set, leafHash: '' }, person, TWIN_CATALOGUE, options);
    return { name, profile };
  });
}
