import { ROLES } from './roles.ts';
import type { Role } from './roles.ts';

/**
 * What a route may ask for, and which roles have it (specification 6.2). This is the outer gate only: it is answered
 * before body and id are read. Which dataset, row, column or question a person reaches is decided behind it.
 */
export const PERMISSIONS = {
  /** Whoever is signed in: one's own account and session. */
  'account.own': ROLES,
  'query.ask': ROLES,
  'query.read': ROLES,
  'dataset.read': ROLES,
  'evidence.read': ROLES,
  'log.entries': ['admin'],
  'user.manage': ['admin'],
  'dataset.create': ['admin'],
} as const satisfies Record<string, readonly Role[]>;

export type Permission = keyof typeof PERMISSIONS;

export const PERMISSION_NAMES = Object.keys(PERMISSIONS) as readonly Permission[];

/** False for a permission or role that this build does not know. */
export function hasPermission(role: Role, permission: Permission): boolean {
  const roles: readonly Role[] | undefined = Object.hasOwn(PERMISSIONS, permission)
    ? PERMISSIONS[permission]
    : undefined;
  return roles?.includes(role) ?? false;
}
