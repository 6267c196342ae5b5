import pg from 'pg';
import { doBlock } from './do-block.ts';
import { actorsOf, MAY_ACT_AS, ownedBy, PLAIN_PROFILE, VIEW_OWNER, WHY_NOT_PLAIN } from './own-roles-sql.ts';

/** Columns of pg_roles that a role of ours must not have, and the roles that it may be a member of. */
type Ours = { readonly without: readonly (keyof typeof ATTRIBUTES)[]; readonly memberOf: string };

const ATTRIBUTES = {
  rolsuper: 'is a superuser',
  rolcanlogin: 'may log in',
  rolcreaterole: 'may make roles',
  rolcreatedb: 'may make databases',
  rolreplication: 'may replicate',
  rolbypassrls: 'bypasses row security',
} as const;

const FAR_REACHING = ['rolsuper', 'rolcreatedb', 'rolreplication', 'rolbypassrls'] as const;

/** Nothing that whoever made a role of ours before us may have left in it. */
export const OWNER_ROLE: Ours = { without: [...FAR_REACHING, 'rolcanlogin', 'rolcreaterole'], memberOf: 'false' };
export const PROFILE_ROLE: Ours = { without: [...FAR_REACHING, 'rolcreaterole'], memberOf: 'false' };
/** CREATEROLE is what the script gives or takes itself. */
export const PROVISIONER_ROLE: Ours = {
  without: FAR_REACHING,
  memberOf: `${MAY_ACT_AS} OR (${PLAIN_PROFILE})`,
};

export const makeRole = (role: string): string =>
  doBlock(`BEGIN
  IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = ${pg.escapeLiteral(role)}) THEN
    CREATE ROLE ${pg.escapeIdentifier(role)};
  END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END`);

/** Makes a role of Atlas's own, or ends the script where it stands and is not as we would make it. */
export const makeOwnRole = (role: string, ours: Ours): string[] => [makeRole(role), checkOwnRole(role, ours)];

/**
 * Raises where a role of Atlas's own is not as we would make it: another tenant's administrator may have made it first, and
 * kept a way to act as it, or left something behind that does.
 */
export function checkOwnRole(role: string, { without, memberOf }: Ours): string {
  const name = pg.escapeLiteral(role);
  const attributes = without.map((one) => `(r.${one}, '${ATTRIBUTES[one]}')`).join(', ');
  return doBlock(`DECLARE wrong text; BEGIN
  SELECT pg_catalog.string_agg(what, '; ') INTO wrong FROM (
    SELECT a.what FROM pg_catalog.pg_roles r CROSS JOIN LATERAL (VALUES ${attributes}) AS a(has, what)
     WHERE r.rolname = ${name} AND a.has
    UNION ALL
    SELECT pg_catalog.format('it is a member of %I%s', g.rolname, ${WHY_NOT_PLAIN})
      FROM pg_catalog.pg_roles r JOIN pg_catalog.pg_auth_members m ON m.member = r.oid
      JOIN pg_catalog.pg_roles g ON g.oid = m.roleid
     WHERE r.rolname = ${name} AND NOT (${memberOf})
    UNION ALL
    SELECT pg_catalog.format('%I may act as it or give it away', actor.rolname)
      FROM pg_catalog.pg_roles r CROSS JOIN LATERAL (${actorsOf('r.oid')}) AS actor WHERE r.rolname = ${name}
    UNION ALL
    SELECT 'it owns ' || owned.object FROM pg_catalog.pg_roles r CROSS JOIN LATERAL (${ownedBy('r.oid')}) AS owned
     WHERE r.rolname = ${name}
  ) AS found(what);
  IF wrong IS NOT NULL THEN
    RAISE EXCEPTION 'The role % is not as Atlas makes it: %.', ${name}, wrong
      USING HINT = 'If Atlas made it and you gave it that since, take it back (REVOKE, ALTER ROLE, DROP). Somebody else may have made it, and left more than one way in: then, as a superuser, end it with all that it owns, in every database (DROP OWNED BY; DROP ROLE). Run the script again.';
  END IF;
END`);
}

/**
 * Raises where the schema of a profile is somebody else's: whoever may make schemas here could have made it first, and
 * would own whatever is made in it.
 */
export function checkOwnSchema(login: string): string {
  const name = pg.escapeLiteral(login);
  return doBlock(`DECLARE whose text; BEGIN
  SELECT r.rolname INTO whose FROM pg_catalog.pg_namespace n JOIN pg_catalog.pg_roles r ON r.oid = n.nspowner
   WHERE n.nspname = ${name} AND r.rolname <> '${VIEW_OWNER}';
  IF whose IS NOT NULL THEN
    RAISE EXCEPTION 'The schema % is not Atlas''s: it belongs to %.', ${name}, whose
      USING HINT = 'Somebody else made it. As a superuser or its owner drop it, and run the script again.';
  END IF;
END`);
}
