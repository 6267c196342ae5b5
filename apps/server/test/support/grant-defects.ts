import type { Defect } from './source-defects.ts';

/** Rights that a profile's login `me` should not have, by its own grants or by PUBLIC. */
export const GRANT_DEFECTS = (me: string, database: string): readonly Defect[] => [
  [
    'a right to keep a table of strangers locked',
    `GRANT USAGE ON SCHEMA bank TO ${me}; GRANT MAINTAIN ON bank.other TO ${me}`,
    /grants.relations: it may MAINTAIN bank.other/,
    `REVOKE ALL ON SCHEMA bank FROM ${me}; REVOKE ALL ON bank.other FROM ${me}`,
  ],
  [
    'a base table in reach',
    `GRANT USAGE ON SCHEMA bank TO ${me}; GRANT SELECT ON bank.clients TO ${me}`,
    /grants.relations: it may SELECT bank.clients/,
    `REVOKE ALL ON SCHEMA bank FROM ${me}; REVOKE ALL ON bank.clients FROM ${me}`,
  ],
  [
    'one column in reach of PUBLIC',
    `GRANT USAGE ON SCHEMA bank TO PUBLIC; GRANT SELECT (id) ON bank.other TO PUBLIC`,
    /grants.relations: it may SELECT bank.other/,
    'REVOKE ALL ON SCHEMA bank FROM PUBLIC; REVOKE ALL (id) ON bank.other FROM PUBLIC',
  ],
  [
    'a column of the system, by which rows can be counted',
    `GRANT USAGE ON SCHEMA bank TO ${me}; GRANT SELECT (ctid) ON bank.other TO ${me}`,
    /grants.relations: it may SELECT bank.other/,
    `REVOKE ALL ON SCHEMA bank FROM ${me}; REVOKE ALL (ctid) ON bank.other FROM ${me}`,
  ],
  [
    'a column of the system in a table of the system',
    `GRANT SELECT (xmin) ON pg_authid TO ${me}`,
    /grants.system_tables: it may read pg_catalog.pg_authid/,
    `REVOKE SELECT (xmin) ON pg_authid FROM ${me}`,
  ],
  [
    'a function of the login’s own that reads with its rights',
    `CREATE FUNCTION bank.peek() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1'; ALTER FUNCTION bank.peek OWNER TO ${me}`,
    /login.owns: the login atlas_m_\w+ owns function bank.peek\(\)/,
    'DROP FUNCTION bank.peek',
  ],
  [
    'the rows below the masks, in reach of somebody else',
    `CREATE ROLE curious; GRANT SELECT ON ${me}."rows of clients" TO curious`,
    /views.rows: curious may SELECT atlas_m_\w+."rows of clients", whose rows are not masked/,
    `DROP OWNED BY curious; DROP ROLE curious`,
  ],
  [
    'the rows below the masks',
    `GRANT SELECT ON ${me}."rows of clients" TO ${me}`,
    /grants.relations: it may SELECT atlas_m_\w+."rows of clients"/,
    `REVOKE ALL ON ${me}."rows of clients" FROM ${me}`,
  ],
  [
    'a view that may be written',
    `GRANT UPDATE ON ${me}.moods TO ${me}`,
    /grants.relations: it may UPDATE/,
    `REVOKE UPDATE ON ${me}.moods FROM ${me}`,
  ],
  [
    'a table of the system',
    `GRANT SELECT ON pg_statistic TO PUBLIC`,
    /grants.system_tables: it may read pg_catalog.pg_statistic/,
    'REVOKE SELECT ON pg_statistic FROM PUBLIC',
  ],
  [
    'a view of the system that shows passwords',
    'GRANT SELECT ON pg_shadow TO PUBLIC',
    /grants.system_tables: it may read pg_catalog.pg_shadow/,
    'REVOKE SELECT ON pg_shadow FROM PUBLIC',
  ],
  [
    'the column of a table of the system that holds a password',
    `GRANT SELECT (subconninfo) ON pg_subscription TO ${me}`,
    /grants.system_tables: it may read pg_catalog.pg_subscription/,
    `REVOKE SELECT (subconninfo) ON pg_subscription FROM ${me}`,
  ],
  [
    'a view of the system to write to',
    `GRANT UPDATE ON pg_user TO ${me}`,
    /grants.system_tables: it may UPDATE pg_catalog.pg_user/,
    `REVOKE UPDATE ON pg_user FROM ${me}`,
  ],
  [
    'a table of the information schema to empty',
    'GRANT TRUNCATE ON information_schema.sql_features TO PUBLIC',
    /grants.system_tables: it may TRUNCATE information_schema.sql_features/,
    'REVOKE TRUNCATE ON information_schema.sql_features FROM PUBLIC',
  ],
  [
    'a function that reads files',
    'GRANT EXECUTE ON FUNCTION pg_read_binary_file(text) TO PUBLIC',
    /grants.builtin_functions: it may call pg_read_binary_file\(text\), which PostgreSQL keeps from everybody/,
    'REVOKE EXECUTE ON FUNCTION pg_read_binary_file(text) FROM PUBLIC',
  ],
  [
    'a function that reads files into large objects',
    `GRANT EXECUTE ON FUNCTION lo_import(text) TO ${me}`,
    /grants.builtin_functions: it may call lo_import\(text\)/,
    `REVOKE EXECUTE ON FUNCTION lo_import(text) FROM ${me}`,
  ],
  [
    'a schema to create in',
    `GRANT CREATE ON SCHEMA public TO ${me}`,
    /grants.schemas: it may create objects in the schema public/,
    `REVOKE CREATE ON SCHEMA public FROM ${me}`,
  ],
  [
    'temporary tables',
    `GRANT TEMPORARY ON DATABASE ${database} TO PUBLIC`,
    /grants.database: it has TEMPORARY/,
    `REVOKE TEMPORARY ON DATABASE ${database} FROM PUBLIC`,
  ],
  [
    'a SECURITY DEFINER function',
    `GRANT USAGE ON SCHEMA bank TO PUBLIC; CREATE FUNCTION bank.all_of() RETURNS bigint SECURITY DEFINER LANGUAGE sql AS 'SELECT count(*) FROM bank.clients'`,
    /grants.functions: it may call bank.all_of\(\), which runs with the rights of its owner/,
    'DROP FUNCTION bank.all_of(); REVOKE ALL ON SCHEMA bank FROM PUBLIC',
  ],
  [
    'a function of the bank',
    `CREATE FUNCTION public.f() RETURNS int LANGUAGE sql AS 'SELECT 1'; GRANT USAGE ON SCHEMA public TO ${me}`,
    /grants.functions: it may call public.f\(\)/,
    `DROP FUNCTION public.f(); REVOKE USAGE ON SCHEMA public FROM ${me}`,
  ],
  [
    'a sequence',
    `GRANT USAGE ON SCHEMA bank TO ${me}; GRANT USAGE ON SEQUENCE bank.other_id_seq TO ${me}`,
    /grants.sequences: it may use the sequence bank.other_id_seq/,
    `REVOKE ALL ON SCHEMA bank FROM ${me}; REVOKE ALL ON SEQUENCE bank.other_id_seq FROM ${me}`,
  ],
  [
    'a large object',
    `SELECT lo_create(4711); GRANT SELECT ON LARGE OBJECT 4711 TO PUBLIC`,
    /grants.large_objects: it may reach the large object 4711/,
    'SELECT lo_unlink(4711)',
  ],
  [
    'a foreign server',
    `CREATE FOREIGN DATA WRAPPER w; CREATE SERVER s FOREIGN DATA WRAPPER w; GRANT USAGE ON FOREIGN SERVER s TO PUBLIC`,
    /grants.foreign_servers: it may use the foreign server s/,
    'DROP FOREIGN DATA WRAPPER w CASCADE',
  ],
  [
    'a parameter of the superuser',
    `GRANT SET ON PARAMETER log_min_messages TO ${me}`,
    /grants.parameters: it may set log_min_messages/,
    `REVOKE SET ON PARAMETER log_min_messages FROM ${me}`,
  ],
];
