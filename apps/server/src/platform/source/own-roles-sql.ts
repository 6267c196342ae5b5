/** Roles on the bank's server: the no-login owner of every masked view, and the login that makes profiles. */
export const VIEW_OWNER = 'atlas_masks';
export const PROVISIONER = 'atlas_provisioner';

const HERE = `(SELECT own.oid FROM pg_catalog.pg_database own WHERE own.datname = pg_catalog.current_database())`;

/** What of a class of objects `class` is in a dependency that the whole server keeps. */
const isOf = (object: string, ...classes: string[]): string =>
  `${object}.classid IN (${classes.map((one) => `'pg_catalog.${one}'::pg_catalog.regclass`).join(', ')})`;

/** A masked view, or the schema of a profile: nothing else is the owner's. */
const OF_PROFILES = `(${isOf('s', 'pg_namespace')} AND EXISTS (
    SELECT FROM pg_catalog.pg_namespace n
     WHERE n.oid = s.objid AND n.nspname LIKE 'atlas\\_m\\_%' AND n.nspowner::pg_catalog.regrole::text = '${VIEW_OWNER}')
  OR ${isOf('s', 'pg_class')} AND EXISTS (
    SELECT FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
     WHERE c.oid = s.objid AND c.relkind = 'v' AND n.nspname LIKE 'atlas\\_m\\_%'
       AND c.relowner::pg_catalog.regrole::text = '${VIEW_OWNER}' AND n.nspowner = c.relowner))`;

/**
 * All that belongs to the role of the oid `role` and is not Atlas's, in words. A function that runs with the rights of its
 * owner, a view that reads with them and default privileges outlive whoever left them there. Of another database of the
 * server, which may be another source's, no more is seen than of what class something is.
 */
export const ownedBy = (role: string): string => `
  SELECT CASE WHEN s.dbid IN (0, ${HERE}) THEN pg_catalog.pg_describe_object(s.classid, s.objid, s.objsubid)
              ELSE pg_catalog.format('something of %s in the database %I', s.classid::pg_catalog.regclass, d.datname) END AS object
    FROM pg_catalog.pg_shdepend s LEFT JOIN pg_catalog.pg_database d ON d.oid = s.dbid
   WHERE s.refclassid = 'pg_catalog.pg_authid'::pg_catalog.regclass AND s.refobjid = ${role} AND s.deptype = 'o'
     AND CASE WHEN s.dbid IN (0, ${HERE}) THEN NOT ${OF_PROFILES}
              ELSE NOT (${isOf('s', 'pg_namespace', 'pg_class')}
                AND ${role} = (SELECT o.oid FROM pg_catalog.pg_roles o WHERE o.rolname = '${VIEW_OWNER}')) END`;
