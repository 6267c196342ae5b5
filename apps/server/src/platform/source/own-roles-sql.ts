/** Roles on the bank's server: the no-login owner of every masked view, and the login that makes profiles. */
export const VIEW_OWNER = 'atlas_masks';
export const PROVISIONER = 'atlas_provisioner';

/** Whether `name`, of a role or a schema, is one that a profile may have. */
export const isOfProfile = (name: string): string => `pg_catalog.starts_with(${name}, 'atlas_m_')`;

const HERE = `(SELECT own.oid FROM pg_catalog.pg_database own WHERE own.datname = pg_catalog.current_database())`;

/** What leads from a role to the rights of another: from PostgreSQL 16 on a membership may give none of them. */
const ACTING = `CASE WHEN pg_catalog.current_setting('server_version_num')::int < 160000 THEN 'MEMBER' ELSE 'USAGE, SET' END`;

/**
 * Whether the role of the oid `who` is the bank's own trust whatever Atlas does: a superuser, or who may act as the owner of
 * this database, who ran what was printed. From PostgreSQL 16 on the one who makes a role is a member of it.
 */
export const isTrusted = (
  who: string,
): string => `pg_catalog.pg_has_role(${who}, (SELECT own.datdba FROM pg_catalog.pg_database own
  WHERE own.datname = pg_catalog.current_database()), ${ACTING})`;

/**
 * Names of those who may act as the role of the oid `role` or give it away, apart from the provisioner and the bank's own
 * trust. A direct member counts whatever its membership gives: ADMIN, SET and INHERIT each lead to the others. Who inherits a
 * trusted member, or may act as it or as one with ADMIN, has what it has and need not be trusted.
 */
export const actorsOf = (role: string): string => `
  WITH RECURSIVE members(oid) AS (
    SELECT m.member FROM pg_catalog.pg_auth_members m WHERE m.roleid = ${role}
    UNION SELECT m.member FROM members JOIN pg_catalog.pg_auth_members m ON m.roleid = members.oid)
  SELECT who.rolname FROM members JOIN pg_catalog.pg_roles who ON who.oid = members.oid
   WHERE who.oid <> ${role} AND who.rolname <> '${PROVISIONER}' AND NOT ${isTrusted('who.oid')}
     AND (pg_catalog.pg_has_role(who.oid, ${role}, ${ACTING}) OR EXISTS (
       SELECT FROM pg_catalog.pg_auth_members m WHERE m.roleid = ${role}
          AND (m.member = who.oid OR m.admin_option AND pg_catalog.pg_has_role(who.oid, m.member, ${ACTING}))))`;

/**
 * A role `g` that the provisioner is made a member of. On PostgreSQL 15 it makes nothing, and a member of the owner reads
 * what the owner reads, NOINHERIT or not: it may say SET ROLE.
 */
export const MAY_ACT_AS = `(g.rolname = '${VIEW_OWNER}' AND pg_catalog.current_setting('server_version_num')::int >= 160000)`;

/** What of a class of objects `class` is in a dependency that the whole server keeps. */
const isOf = (object: string, ...classes: string[]): string =>
  `${object}.classid IN (${classes.map((one) => `'pg_catalog.${one}'::pg_catalog.regclass`).join(', ')})`;

/** A masked view, or the schema of a profile: nothing else is the owner's. */
const OF_PROFILES = `(${isOf('s', 'pg_namespace')} AND EXISTS (
    SELECT FROM pg_catalog.pg_namespace n
     WHERE n.oid = s.objid AND ${isOfProfile('n.nspname')} AND pg_catalog.pg_get_userbyid(n.nspowner) = '${VIEW_OWNER}')
  OR ${isOf('s', 'pg_class')} AND EXISTS (
    SELECT FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
     WHERE c.oid = s.objid AND c.relkind = 'v' AND ${isOfProfile('n.nspname')}
       AND pg_catalog.pg_get_userbyid(c.relowner) = '${VIEW_OWNER}' AND n.nspowner = c.relowner))`;

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

/** Schemas, views and columns of the owner of the oid `owner`, whosever profile's, with what is granted on them. */
const granted = (owner: string): string => `
  SELECT n.nspname, n.nspacl AS acl, pg_catalog.format('the schema %I', n.nspname) AS object, false AS raw
    FROM pg_catalog.pg_namespace n WHERE n.nspowner = ${owner}
  UNION ALL
  SELECT n.nspname, c.relacl, pg_catalog.format('%I.%I', n.nspname, c.relname), c.relname LIKE 'rows of %'
    FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE c.relowner = ${owner}
  UNION ALL
  SELECT n.nspname, k.attacl, pg_catalog.format('%I of %I.%I', k.attname, n.nspname, c.relname), c.relname LIKE 'rows of %'
    FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_catalog.pg_attribute k ON k.attrelid = c.oid WHERE c.relowner = ${owner} AND k.attacl IS NOT NULL`;

/**
 * In words, who has a right on anything of the owner's, by a grant to them or to a role whose rights they have, and is neither
 * it nor the profile's login, whose name is that of the schema and who reads the masks alone. A login of no profile on file,
 * by such a name, is opened by those who may act as it.
 */
export const openTo = (owner: string): string => `
  SELECT pg_catalog.format('%s may %s %s%s%s', coalesce(pg_catalog.quote_ident(who.rolname), 'everybody'), opened.privilege_type, opened.object,
           CASE WHEN opened.raw THEN ', whose rows are not masked' END,
           CASE WHEN who.oid <> opened.grantee THEN pg_catalog.format(' (granted to %s)', opened.grantee::pg_catalog.regrole) END) AS says
    FROM (SELECT g.object, g.raw, a.grantee, a.privilege_type
            FROM (${granted(owner)}) AS g CROSS JOIN LATERAL pg_catalog.aclexplode(g.acl) AS a
            LEFT JOIN pg_catalog.pg_roles l ON l.rolname = g.nspname
           WHERE a.grantee <> ${owner}
             AND NOT (a.grantee = l.oid AND NOT g.raw AND NOT a.is_grantable AND a.privilege_type IN ('USAGE', 'SELECT')) IS TRUE
          OFFSET 0) AS opened
    LEFT JOIN pg_catalog.pg_roles who ON opened.grantee <> 0 AND pg_catalog.pg_has_role(who.oid, opened.grantee, ${ACTING})
   WHERE opened.grantee = 0 OR NOT ${isTrusted('who.oid')}
  UNION
  SELECT pg_catalog.format('%I may act as %s, which reads the schema of this name, or give it away', actor.rolname, l.oid::pg_catalog.regrole)
    FROM pg_catalog.pg_namespace n JOIN pg_catalog.pg_roles l ON l.rolname = n.nspname CROSS JOIN LATERAL (${actorsOf('l.oid')}) AS actor
   WHERE n.nspowner = ${owner}`;

/** What a right on it reads or changes, or lets set. */
const READ = [
  'pg_class',
  'pg_largeobject',
  'pg_foreign_server',
  'pg_foreign_data_wrapper',
  'pg_parameter_acl',
] as const;

/**
 * A role `g` by the name of a profile's that owns nothing and by which nothing is read here but the owner's views. What it may
 * do besides (a schema in sight, a function to call) is judged where a question runs as it.
 */
export const PLAIN_PROFILE = `${isOfProfile('g.rolname')}
  AND NOT (g.rolsuper OR g.rolcreaterole OR g.rolcreatedb OR g.rolreplication OR g.rolbypassrls)
  AND NOT EXISTS (SELECT FROM pg_catalog.pg_auth_members x WHERE x.member = g.oid)
  AND NOT EXISTS (SELECT FROM pg_catalog.pg_shdepend s
    WHERE s.refclassid = 'pg_catalog.pg_authid'::pg_catalog.regclass AND s.refobjid = g.oid AND s.dbid IN (0, ${HERE})
      AND (s.deptype = 'o' OR (s.deptype = 'a' AND NOT ${OF_PROFILES} AND ${isOf('s', ...READ)})))`;

/** What is wrong with a role `g` that has a profile's name and is not one: the name says nothing of it. */
export const WHY_NOT_PLAIN = `CASE WHEN ${isOfProfile('g.rolname')} THEN
  ', which owns something, has an attribute or a role of its own, or reads something beside the views of its name' END`;
