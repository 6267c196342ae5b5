import { anyColumn, NOT_SYSTEM, rightsOn } from './catalog-sql.ts';
import type { Check } from './check.ts';
import { closedRole } from './closed-role.ts';
import { MAY_ACT_AS, PLAIN_PROFILE, WHY_NOT_PLAIN } from './own-roles-sql.ts';

const OWNER = `expected JOIN pg_roles me ON me.rolname = e ->> 'owner'`;
const MAKER = `expected JOIN pg_roles me ON me.rolname = e ->> 'provisioner'`;

/** What is the bank's own: not the views that the owner made. */
const OF_BANK = `c.relkind IN ('r', 'v', 'm', 'f', 'p') AND ${NOT_SYSTEM}
  AND NOT (c.relkind = 'v' AND c.relowner = (SELECT oid FROM pg_roles WHERE rolname = e ->> 'owner'))`;

/** What everybody has says nothing of a role; it is looked at in the profile's own login, which has it too. */
const EVERYBODY = `CASE WHEN NOT has THEN true WHEN right_ IN ('SELECT', 'INSERT', 'UPDATE', 'REFERENCES') THEN ${anyColumn("'public', ", 'right_')}
  ELSE has_table_privilege('public', c.oid, right_) END`;

const listed = (only: string): string => `
  SELECT n.nspname, c.relname, string_agg(right_, ', ' ORDER BY right_) AS rights
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace CROSS JOIN LATERAL ${rightsOn('me.oid, ')} AS r(right_, has)
   WHERE ${OF_BANK} AND has_schema_privilege(me.oid, n.oid, 'USAGE') AND has AND NOT ${EVERYBODY} AND ${only}
   GROUP BY n.nspname, c.relname`;

/** The two roles that stand behind every profile have what Atlas asked for, and nothing else that reaches further. */
export const MAKER_CHECKS: readonly Check[] = [
  ...closedRole('owner', OWNER, 'the owner of the views, %s,'),
  ...closedRole('provisioner', MAKER, '%s'),
  {
    name: 'owner.attributes',
    about: 'login',
    stops: 'always',
    only: 'views',
    sql: `SELECT format('the owner of the views, %s, %s', me.rolname, what)
            FROM ${OWNER} CROSS JOIN LATERAL (VALUES (me.rolsuper, 'is a superuser'), (me.rolcanlogin, 'may log in'),
              (me.rolcreaterole, 'may make roles'), (me.rolcreatedb, 'may make databases'), (me.rolreplication, 'may replicate'),
              (me.rolbypassrls, 'bypasses row security')) AS a(has, what)
           WHERE has`,
  },
  {
    // pg_write_all_data, pg_execute_server_program …: who acts as the owner would have them too.
    name: 'owner.memberships',
    about: 'login',
    stops: 'always',
    only: 'views',
    sql: `SELECT DISTINCT format('the owner of the views, %s, is a member of %s', me.rolname, m.roleid::regrole)
            FROM ${OWNER} JOIN pg_auth_members m ON m.member = me.oid`,
  },
  {
    // Who cannot read what they show is told nothing by the views but that permission is denied.
    name: 'owner.readable',
    about: 'grants',
    stops: 'always',
    only: 'views',
    sql: `SELECT format('the owner of the views, %s, cannot read %I.%I: GRANT USAGE ON SCHEMA %I TO %I; GRANT SELECT ON %I.%I TO %I',
                   me.rolname, r.schema, r.relation, r.schema, me.rolname, r.schema, r.relation, me.rolname)
            FROM ${OWNER} CROSS JOIN given_relations AS r
            JOIN pg_namespace n ON n.nspname = r.schema JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = r.relation
           WHERE NOT has_schema_privilege(me.oid, n.oid, 'USAGE') OR EXISTS (
             SELECT FROM jsonb_to_recordset(r.columns) AS k(name text)
               JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = k.name AND a.attnum > 0
              WHERE NOT has_column_privilege(me.oid, c.oid, a.attnum, 'SELECT'))`,
  },
  {
    name: 'owner.writes',
    about: 'grants',
    stops: 'always',
    only: 'views',
    sql: `SELECT format('the owner of the views, %s, may %s %I.%I', me.rolname, l.rights, l.nspname, l.relname)
            FROM ${OWNER} CROSS JOIN LATERAL (${listed(`right_ <> 'SELECT'`)}) AS l`,
  },
  {
    // What was published once and is no more is still granted: it harms nothing while the views are those that were made.
    name: 'owner.reads',
    about: 'grants',
    stops: 'never',
    only: 'views',
    sql: `SELECT format('the owner of the views, %s, may read %s relations that are not published, such as %s',
                   me.rolname, count(*), min(format('%I.%I', l.nspname, l.relname)))
            FROM ${OWNER} CROSS JOIN LATERAL (${listed(`right_ = 'SELECT'`)}) AS l
           WHERE NOT EXISTS (SELECT FROM given_published AS r
                              WHERE r.schema = l.nspname AND r.relation = l.relname)
           GROUP BY me.rolname`,
  },
  {
    // ⚗ On 15 CREATEROLE gives itself pg_execute_server_program and pg_write_server_files.
    name: 'provisioner.attributes',
    about: 'login',
    stops: 'always',
    only: 'views',
    sql: `SELECT format('%s %s', me.rolname, what)
            FROM ${MAKER} CROSS JOIN LATERAL (VALUES (me.rolsuper, 'is a superuser'), (me.rolbypassrls, 'bypasses row security'),
              (me.rolcreatedb, 'may make databases'), (me.rolreplication, 'may replicate'),
              (me.rolcreaterole AND current_setting('server_version_num')::int < 160000,
               'may make roles: on PostgreSQL 15 that reaches programs and files of the server, so there the DBA runs what Atlas prints'),
              (current_setting('server_version_num')::int >= 160000 AND pg_has_role(me.oid, (SELECT o.oid FROM pg_roles o WHERE o.rolname = e ->> 'owner'), 'USAGE'),
               'inherits the rights of the views'' owner')) AS a(has, what)
           WHERE has`,
  },
  {
    // From 16 on who makes a role is a member of it: those are the logins of the profiles, and read nothing beside them.
    name: 'provisioner.memberships',
    about: 'login',
    stops: 'always',
    only: 'views',
    sql: `SELECT DISTINCT format('%s is a member of %s%s', me.rolname, m.roleid::regrole, ${WHY_NOT_PLAIN})
            FROM ${MAKER} JOIN pg_auth_members m ON m.member = me.oid JOIN pg_roles g ON g.oid = m.roleid
           WHERE NOT ${MAY_ACT_AS} AND NOT (${PLAIN_PROFILE})
          UNION
          SELECT format('%s may give what the views'' owner may to others', me.rolname)
            FROM ${MAKER} JOIN pg_auth_members m ON m.member = me.oid AND m.admin_option
            JOIN pg_roles g ON g.oid = m.roleid AND g.rolname = e ->> 'owner'`,
  },
  {
    name: 'provisioner.grants',
    about: 'grants',
    stops: 'always',
    only: 'views',
    sql: `SELECT format('%s may %s %I.%I', me.rolname, l.rights, l.nspname, l.relname)
            FROM ${MAKER} CROSS JOIN LATERAL (${listed('true')}) AS l`,
  },
];
