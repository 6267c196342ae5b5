import type { Check } from './check.ts';
import { actorsOf, ownedBy } from './own-roles-sql.ts';

/**
 * Nobody acts as a role of ours, and it owns nothing but what Atlas made: with either, whoever left it there reads what it
 * reads. `from` gives the role as `me`; `told` names it in a sentence, by one %s.
 */
export const closedRole = (name: 'owner' | 'provisioner' | 'login', from: string, told: string): readonly Check[] => [
  {
    // ⚗ Whoever made the role first, or was made a member of it since, reads the values below the masks. Whether by ADMIN, SET
    // or INHERIT makes no difference: each of them leads to the others. Who acts as the provisioner acts as the owner.
    name: `${name}.members`,
    about: 'login',
    stops: 'always',
    only: 'views',
    sql: `SELECT format('%I is a member of ${told} and may act as it or give it to others', actor.rolname, me.rolname)
            FROM ${from} CROSS JOIN LATERAL (${actorsOf('me.oid')}) AS actor`,
  },
  {
    // ⚗ A function or a view of its own reads every base table for whoever may call it, and its own row security does not
    // hold for the owner of a table. No GRANT says that it is, and whoever left it there need be a member no more.
    name: `${name}.owns`,
    about: 'grants',
    stops: 'always',
    only: 'views',
    sql: `SELECT format('${told} owns %s', me.rolname, owned.object) FROM ${from} CROSS JOIN LATERAL (${ownedBy('me.oid')}) AS owned`,
  },
];
