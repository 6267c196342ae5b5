import { anyColumn } from './catalog-sql.ts';
import type { Check } from './check.ts';

/** What initdb gave to PUBLIC, or to a role whose rights the login has. */
const given = (object: string, of: string, right: string): string => `EXISTS (
  SELECT FROM pg_init_privs i CROSS JOIN LATERAL aclexplode(i.initprivs) AS a
   WHERE i.classoid = '${of}'::regclass AND i.objoid = ${object} AND i.privtype = 'i' AND a.privilege_type = ${right}
     AND CASE WHEN a.grantee = 0 THEN true ELSE pg_has_role(a.grantee, 'USAGE') END`;

/** PostgreSQL's own functions and relations read files, passwords and statistics: nobody has more of them than initdb gave. */
export const BUILTIN_CHECKS: readonly Check[] = [
  {
    // A function without an entry is PUBLIC's from the first day; one with an entry was taken from PUBLIC.
    name: 'grants.builtin_functions',
    about: 'grants',
    stops: 'always',
    sql: `SELECT format('it may call %s, which PostgreSQL keeps from everybody', p.oid::regprocedure)
            FROM pg_proc p
           WHERE EXISTS (SELECT FROM pg_init_privs i WHERE i.classoid = 'pg_proc'::regclass AND i.objoid = p.oid AND i.privtype = 'i')
             AND has_function_privilege(p.oid, 'EXECUTE') AND NOT ${given('p.oid', 'pg_proc', "'EXECUTE'")})`,
  },
  {
    // The views of the information schema, which initdb makes after it kept its list, show what their reader may see.
    name: 'grants.system_tables',
    about: 'grants',
    stops: 'always',
    sql: `SELECT format('it may %s %I.%I', CASE right_ WHEN 'SELECT' THEN 'read' ELSE right_ END, n.nspname, c.relname)
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
           CROSS JOIN unnest('{SELECT, INSERT, UPDATE, REFERENCES, DELETE, TRUNCATE, TRIGGER}'::text[]) AS r(right_)
           WHERE c.relkind IN ('r', 'v', 'm', 'f', 'p', 't') AND has_schema_privilege(n.oid, 'USAGE')
             AND (n.nspname IN ('pg_catalog', 'information_schema') OR starts_with(n.nspname, 'pg_toast'))
             AND CASE WHEN right_ IN ('DELETE', 'TRUNCATE', 'TRIGGER') THEN has_table_privilege(c.oid, right_)
                      ELSE ${anyColumn('', 'right_')} END
             AND NOT (n.nspname = 'information_schema' AND right_ = 'SELECT' AND NOT starts_with(c.relname, '_pg_'))
             AND NOT ${given('c.oid', 'pg_class', 'right_')} AND i.objsubid = 0)
             AND (right_ IN ('DELETE', 'TRUNCATE', 'TRIGGER') OR EXISTS (
               SELECT FROM pg_attribute k
                WHERE k.attrelid = c.oid AND has_column_privilege(c.oid, k.attnum, right_)
                  AND NOT ${given('c.oid', 'pg_class', 'right_')} AND i.objsubid = k.attnum)))`,
  },
];
