import { anyColumn, BEYOND, FIRST_OWN_OID, NOT_SYSTEM, rightsOn } from './catalog-sql.ts';
import type { Check } from './check.ts';

/** Everything within reach of the login, by its own grants or by PUBLIC. */
export const GRANT_CHECKS: readonly Check[] = [
  {
    name: 'grants.relations',
    about: 'grants',
    stops: 'always',
    only: 'views',
    sql: `SELECT format('it may %s %I.%I', string_agg(right_, ', ' ORDER BY right_), n.nspname, c.relname)
            FROM expected CROSS JOIN pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
           CROSS JOIN LATERAL ${rightsOn('')} AS r(right_, has)
           WHERE c.relkind IN ('r', 'v', 'm', 'f', 'p') AND ${NOT_SYSTEM} AND has_schema_privilege(n.oid, 'USAGE') AND has
             AND NOT (n.nspname = e ->> 'schema' AND right_ = 'SELECT' AND c.relname::text IN (SELECT name FROM given_views UNION ALL SELECT name FROM given_away) AND c.relname NOT LIKE 'rows of %')
           GROUP BY n.nspname, c.relname`,
  },
  {
    name: 'grants.writes',
    about: 'grants',
    stops: 'always',
    only: 'inline',
    sql: `SELECT format('it may write %I.%I', n.nspname, c.relname)
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
           WHERE c.relkind IN ('r', 'v', 'm', 'f', 'p') AND ${NOT_SYSTEM} AND has_schema_privilege(n.oid, 'USAGE')
             AND (has_any_column_privilege(c.oid, 'INSERT, UPDATE') OR has_table_privilege(c.oid, 'DELETE, TRUNCATE'))`,
  },
  {
    name: 'grants.reads',
    about: 'grants',
    stops: 'never',
    only: 'inline',
    sql: `SELECT format('besides what is published it may read %s relations, such as %s', count(*), min(format('%I.%I', n.nspname, c.relname)))
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
           WHERE c.relkind IN ('r', 'v', 'm', 'f', 'p') AND ${NOT_SYSTEM} AND has_schema_privilege(n.oid, 'USAGE')
             AND ${anyColumn('', "'SELECT'")}
             AND NOT EXISTS (SELECT FROM given_relations AS r
                              WHERE r.schema = n.nspname AND r.relation = c.relname)
          HAVING count(*) > 0`,
  },
  {
    name: 'grants.schemas',
    about: 'grants',
    stops: 'views',
    sql: `SELECT format('it may create objects in the schema %I', n.nspname)
            FROM pg_namespace n WHERE has_schema_privilege(n.oid, 'CREATE') AND NOT starts_with(n.nspname, 'pg_temp_')`,
  },
  {
    name: 'grants.schemas_in_sight',
    about: 'grants',
    stops: 'never',
    only: 'views',
    sql: `SELECT format('it has USAGE on the schema %I', n.nspname)
            FROM expected CROSS JOIN pg_namespace n
           WHERE ${NOT_SYSTEM} AND n.nspname <> e ->> 'schema' AND has_schema_privilege(n.oid, 'USAGE')`,
  },
  {
    name: 'grants.database',
    about: 'grants',
    stops: 'views',
    sql: `SELECT format('it has %s on the database %I', right_, current_database())
            FROM unnest('{CREATE, TEMPORARY}'::text[]) AS r(right_) WHERE has_database_privilege(current_database(), right_)`,
  },
  {
    name: 'grants.functions',
    about: 'grants',
    stops: 'views',
    // A policy calls by oid: EXECUTE alone does for it, and nobody can name what stands in a schema they may not use.
    sql: `SELECT format('it may call %s%s: take EXECUTE or the USAGE on %I away', p.oid::regprocedure,
                   CASE WHEN p.prosecdef THEN ', which runs with the rights of its owner' ELSE '' END, n.nspname)
            FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
           WHERE p.oid >= ${FIRST_OWN_OID} AND has_schema_privilege(n.oid, 'USAGE') AND has_function_privilege(p.oid, 'EXECUTE')`,
  },
  {
    // Named exceptions of docs/threat-model.md: the guard refuses them, the rollback does not undo all of them.
    name: 'grants.server_functions',
    about: 'grants',
    stops: 'never',
    sql: `SELECT format('it may call %s', string_agg(DISTINCT p.proname, ', '))
            FROM pg_proc p
           WHERE p.pronamespace = 'pg_catalog'::regnamespace AND has_function_privilege(p.oid, 'EXECUTE')
             AND ${BEYOND}
          HAVING count(*) > 0`,
  },
  {
    name: 'grants.sequences',
    about: 'grants',
    stops: 'views',
    sql: `SELECT format('it may use the sequence %I.%I', n.nspname, c.relname)
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
           WHERE CASE WHEN c.relkind = 'S' AND has_schema_privilege(n.oid, 'USAGE')
                      THEN has_sequence_privilege(c.oid, 'USAGE, SELECT, UPDATE') END`,
  },
  {
    name: 'grants.large_objects',
    about: 'grants',
    stops: 'views',
    sql: `SELECT format('it may reach the large object %s', l.oid)
            FROM pg_largeobject_metadata l
           WHERE pg_has_role(l.lomowner, 'USAGE')
              OR EXISTS (SELECT FROM aclexplode(l.lomacl) a
                          WHERE CASE WHEN a.grantee = 0 THEN true ELSE pg_has_role(a.grantee, 'USAGE') END)`,
  },
  {
    name: 'grants.foreign_servers',
    about: 'grants',
    stops: 'views',
    sql: `SELECT format('it may use the foreign server %I', srvname) FROM pg_foreign_server WHERE has_server_privilege(oid, 'USAGE')
          UNION ALL
          SELECT format('it may use the foreign-data wrapper %I', fdwname)
            FROM pg_foreign_data_wrapper WHERE has_foreign_data_wrapper_privilege(oid, 'USAGE')`,
  },
  {
    name: 'grants.parameters',
    about: 'grants',
    stops: 'views',
    sql: `SELECT format('it may set %s, which is a superuser''s', p.parname)
            FROM pg_parameter_acl p WHERE has_parameter_privilege(p.parname, 'SET, ALTER SYSTEM')`,
  },
];

const notOfExtension = (catalog: string, oid: string): string =>
  `NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = '${catalog}'::regclass AND d.objid = ${oid} AND d.deptype = 'e')`;

/** The bank's own code that PostgreSQL could choose for a call, operator or cast that Atlas prints. */
export const CODE_CHECKS: readonly Check[] = [
  {
    name: 'code.casts',
    about: 'code',
    stops: 'always',
    sql: `SELECT format('there is a cast of the bank''s own from %s to %s', format_type(k.castsource, NULL), format_type(k.casttarget, NULL))
            FROM pg_cast k
           WHERE k.oid >= ${FIRST_OWN_OID} AND (k.castsource < ${FIRST_OWN_OID} AND k.casttarget < ${FIRST_OWN_OID}
              OR ${notOfExtension('pg_cast', 'k.oid')} AND EXISTS (
                SELECT FROM given_relations AS r
                  JOIN pg_attribute a ON a.attrelid = r.oid AND a.attnum > 0 AND a.atttypid IN (k.castsource, k.casttarget)))`,
  },
  {
    name: 'code.operators',
    about: 'code',
    stops: 'always',
    sql: `SELECT format('there is an operator of the bank''s own in pg_catalog: %s', o.oid::regoperator)
            FROM pg_operator o WHERE o.oid >= ${FIRST_OWN_OID} AND o.oprnamespace = 'pg_catalog'::regnamespace
          UNION ALL
          SELECT format('there is a function of the bank''s own in pg_catalog: %s', p.oid::regprocedure)
            FROM pg_proc p
           WHERE p.oid >= ${FIRST_OWN_OID} AND p.pronamespace = 'pg_catalog'::regnamespace AND has_function_privilege(p.oid, 'EXECUTE')`,
  },
  {
    name: 'code.operators_in_sight',
    about: 'code',
    stops: 'views',
    sql: `SELECT format('it may use the operator %s of the bank''s own', o.oid::regoperator)
            FROM pg_operator o
           WHERE o.oid >= ${FIRST_OWN_OID} AND o.oprnamespace <> 'pg_catalog'::regnamespace AND o.oprcode <> 0
             AND has_schema_privilege(o.oprnamespace, 'USAGE') AND has_function_privilege(o.oprcode, 'EXECUTE')`,
  },
];
