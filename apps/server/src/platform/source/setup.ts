import pg from 'pg';

type Setup = {
  readonly database: string;
  readonly relations: readonly { readonly schema: string; readonly relation: string }[];
  /** Of the provisioner's login. */
  readonly password: string;
};

/** Functions that reach beyond a query's own rows and that PUBLIC may call unless somebody says no. */
const REVOKED = `
  SELECT p.oid::pg_catalog.regprocedure::text AS signature
    FROM pg_catalog.pg_proc p
   WHERE p.pronamespace = 'pg_catalog'::regnamespace
     AND (p.proname LIKE 'lo\\_%' OR p.proname IN ('lowrite', 'loread', 'pg_logical_emit_message', 'pg_export_snapshot', 'pg_notify'))`;

/**
 * What a bank's DBA runs, as the database's owner (again changes nothing): nothing for PUBLIC, a no-login role that owns the masked views
 * and may read the published relations, and the provisioner, who may make logins but reads nothing himself.
 */
export function setupStatements({ database, relations, password }: Setup): string[] {
  const name = pg.escapeIdentifier(database);
  const schemas = [...new Set(relations.map((one) => one.schema))].map((one) => pg.escapeIdentifier(one));
  return [
    `REVOKE ALL ON DATABASE ${name} FROM PUBLIC`,
    'REVOKE ALL ON SCHEMA public FROM PUBLIC',
    `DO $do$ DECLARE f text; BEGIN
       FOR f IN ${REVOKED} LOOP EXECUTE 'REVOKE EXECUTE ON FUNCTION ' || f || ' FROM PUBLIC'; END LOOP;
     END $do$`,
    ...['atlas_masks', 'atlas_provisioner'].map(
      (role) => `DO $do$ BEGIN
       IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = '${role}') THEN CREATE ROLE ${role}; END IF;
     EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
     END $do$`,
    ),
    `ALTER ROLE atlas_provisioner LOGIN CREATEROLE PASSWORD ${pg.escapeLiteral(password)}`,
    'GRANT atlas_masks TO atlas_provisioner WITH INHERIT FALSE, SET TRUE',
    `GRANT CONNECT ON DATABASE ${name} TO atlas_provisioner WITH GRANT OPTION`,
    `GRANT CREATE ON DATABASE ${name} TO atlas_provisioner, atlas_masks`,
    'GRANT SET ON PARAMETER temp_file_limit TO atlas_provisioner',
    ...schemas.map((schema) => `GRANT USAGE ON SCHEMA ${schema} TO atlas_masks`),
    ...relations.map(
      (one) => `GRANT SELECT ON ${pg.escapeIdentifier(one.schema)}.${pg.escapeIdentifier(one.relation)} TO atlas_masks`,
    ),
  ];
}
