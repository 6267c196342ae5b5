import type { Role } from '@aureus/contract';

export type DemoPerson = {
  readonly email: string;
  readonly fullName: string;
  readonly role: Role;
  readonly team: string;
  readonly oversees: readonly string[];
  readonly jurisdictions: readonly string[];
};

const EVERYWHERE = ['US', 'EU', 'UK'] as const;

/** One person a role, all jurisdictions each. Passwords are drawn at start and never stand in the repository. */
export const demoPeople: readonly DemoPerson[] = [
  {
    email: 'viewer@meridian.example',
    fullName: 'Vera Lindqvist',
    role: 'viewer',
    team: 'retail',
    oversees: [],
    jurisdictions: EVERYWHERE,
  },
  {
    email: 'analyst@meridian.example',
    fullName: 'Anton Keller',
    role: 'analyst',
    team: 'risk',
    oversees: [],
    jurisdictions: EVERYWHERE,
  },
  {
    email: 'approver@meridian.example',
    fullName: 'Paula Okafor',
    role: 'approver',
    team: 'risk',
    oversees: ['risk', 'retail'],
    jurisdictions: EVERYWHERE,
  },
  {
    email: 'admin@meridian.example',
    fullName: 'Adam Whitfield',
    role: 'admin',
    team: 'platform',
    oversees: [],
    jurisdictions: EVERYWHERE,
  },
];

/** Further people: an analyst whose reach ends at the EU. */
export const morePeople: readonly DemoPerson[] = [
  {
    email: 'analyst.eu@meridian.example',
    fullName: 'Elena Ferrari',
    role: 'analyst',
    team: 'risk',
    oversees: [],
    jurisdictions: ['EU'],
  },
];
