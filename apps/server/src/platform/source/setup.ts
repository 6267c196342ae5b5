import pg from 'pg';
import { BEGIN_WRITING, BEYOND, ownSettings, TEMP_FILE_LIMIT } from './catalog-sql.ts';
import { doBlock } from './do-block.ts';
import { checkOwnSchema, makeOwnRole, makeRole, OWNER_ROLE, PROFILE_ROLE, PROVISIONER_ROLE } from './own-roles.ts';
import { isOfProfile, PROVISIONER, VIEW_OWNER } from './own-roles-sql.ts';
import { toScramVerifier } from './scram.ts';

type Relation = { readonly schema: string; readonly relation: string };

type Setup = {
  readonly database: string;
  readonly relations: readonly Relation[];
  /** Of the provisioner's login; without one the DBA makes every profile. */
  readonly password: string | undefined;
  readonly serverMajor?: number;
};

const quote = pg.escapeIdentifier;

/** Functions that reach beyond a query's own rows and that PUBLIC may call unless somebody says no: see `BEYOND`. */
const REVOKED = `
  SELECT p.oid::pg_catalog.regprocedure::text AS signature, pg_catalog.pg_has_role(p.proowner, 'USAGE') AS ours
    FROM pg_catalog.pg_proc p
   WHERE p.pronamespace = 'pg_catalog'::pg_catalog.regnamespace AND ${BEYOND}
     AND pg_catalog.has_function_privilege('public', p.oid, 'EXECUTE')`;

const OWN_SESSIONS = 'pg_catalog.pg_terminate_backend(int, bigint)';
/** Whoever may not is given a warning by PostgreSQL and no error. */
const MAY_GIVE_SESSIONS = `pg_catalog.has_function_privilege('${OWN_SESSIONS}', 'EXECUTE WITH GRANT OPTION')`;

/** Nothing for PUBLIC that outlives a rollback or lets a login make anything. */
export function closePublic(database: string): string[] {
  return [
    `-- Nobody makes tables, temporary or not, because of PUBLIC; a login that needs this gets a grant of its own.
REVOKE CREATE, TEMPORARY ON DATABASE ${quote(database)} FROM PUBLIC`,
    `-- Nor reaches the functions of the schema public.
REVOKE ALL ON SCHEMA public FROM PUBLIC`,
    `-- Large objects, WAL messages outside the transaction, exported snapshots and notifications survive a rollback, and
-- one session of a login could end another. The database's owner keeps ending sessions of its own roles.
${doBlock(`DECLARE f record; stay text; BEGIN
  IF ${MAY_GIVE_SESSIONS} THEN
    EXECUTE (SELECT pg_catalog.format('GRANT EXECUTE ON FUNCTION ${OWN_SESSIONS} TO %I', pg_catalog.pg_get_userbyid(datdba))
               FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database());
  END IF;
  FOR f IN ${REVOKED} LOOP
    IF f.ours THEN
      EXECUTE 'REVOKE EXECUTE ON FUNCTION ' || f.signature || ' FROM PUBLIC';
    ELSE
      stay := pg_catalog.concat_ws(', ', stay, f.signature);
    END IF;
  END LOOP;
  IF stay IS NOT NULL THEN
    RAISE NOTICE 'Only a superuser may revoke EXECUTE from PUBLIC on these, so they stay open, and atlasd doctor tells of them: %.', stay;
  END IF;
END`)}`,
  ];
}

/**
 * The other databases of the server: whoever logs in for Atlas could write large objects and temporary tables there. Who
 * may log in today keeps what PUBLIC gave, by a grant of its own, so that no program of the bank's is locked out.
 */
export function closeOtherDatabases(logins: readonly string[]): string {
  const ours = logins.map((one) => pg.escapeLiteral(one)).join(', ');
  return `-- Atlas's logins have no business in the other databases of this server. Logins of the bank's own keep what they had.
${doBlock(`DECLARE d record; r record; BEGIN
  FOR d IN SELECT datname, a.privilege_type AS may FROM pg_catalog.pg_database,
                  pg_catalog.aclexplode(coalesce(datacl, pg_catalog.acldefault('d', datdba))) AS a
            WHERE a.grantee = 0 AND a.privilege_type IN ('CONNECT', 'TEMPORARY') AND datallowconn
              AND datname <> pg_catalog.current_database() AND pg_catalog.pg_has_role(datdba, 'USAGE')
  LOOP
    FOR r IN SELECT rolname FROM pg_catalog.pg_roles
              WHERE rolcanlogin AND NOT rolsuper AND NOT ${isOfProfile('rolname')} AND rolname <> ALL (ARRAY[${ours}]::text[])
    LOOP
      EXECUTE pg_catalog.format('GRANT %s ON DATABASE %I TO %I', d.may, d.datname, r.rolname);
    END LOOP;
    EXECUTE pg_catalog.format('REVOKE %s ON DATABASE %I FROM PUBLIC', d.may, d.datname);
  END LOOP;
END`)}`;
}

/**
 * What a bank's DBA runs, as the database's owner (again changes nothing): nothing for PUBLIC, a no-login role that
 * owns the masked views and may read the published relations, and the provisioner, who may make logins but reads nothing.
 * On PostgreSQL 15 CREATEROLE reaches programs and files, so there the provisioner may only look.
 */
export function setupStatements({ database, relations, password, serverMajor = 18 }: Setup): string[] {
  return [
    ...closePublic(database),
    ...makeOwner(),
    ...(password === undefined ? [] : provisionerStatements(quote(database), password, serverMajor >= 16)),
    `GRANT CREATE ON DATABASE ${quote(database)} TO ${VIEW_OWNER}`,
    ...readGrants(relations, VIEW_OWNER),
    ...(password === undefined || serverMajor >= 16 ? [] : proverStatements(database, relations)),
  ];
}

function provisionerStatements(database: string, password: string, makesRoles: boolean): string[] {
  const alter = `ALTER ROLE ${PROVISIONER} LOGIN ${makesRoles ? 'CREATEROLE' : 'NOCREATEROLE'} PASSWORD '${toScramVerifier(password)}'`;
  const making = makeOwnRole(PROVISIONER, PROVISIONER_ROLE);
  if (!makesRoles) return [...making, alter, `GRANT CONNECT ON DATABASE ${database} TO ${PROVISIONER}`];
  return [
    ...making,
    alter,
    `-- It acts as the owner of the views only when it says so.
GRANT ${VIEW_OWNER} TO ${PROVISIONER} WITH INHERIT FALSE, SET TRUE`,
    `GRANT CONNECT ON DATABASE ${database} TO ${PROVISIONER} WITH GRANT OPTION`,
    doBlock(`BEGIN
  IF ${MAY_GIVE_SESSIONS} THEN
    GRANT EXECUTE ON FUNCTION ${OWN_SESSIONS} TO ${PROVISIONER};
  ELSIF NOT pg_catalog.has_function_privilege('${PROVISIONER}', '${OWN_SESSIONS}', 'EXECUTE') THEN
    RAISE NOTICE 'Whoever took pg_terminate_backend from PUBLIC has to give it to the provisioner, which ends the sessions of its logins.';
  END IF;
END`),
    optional(
      `GRANT SET ON PARAMETER temp_file_limit TO ${PROVISIONER}`,
      'Only a superuser may let the provisioner set temp_file_limit: set it for the whole server.',
    ),
  ];
}

/** Where the DBA makes the views, the provisioner compares them: it names the base relations and reads none of them. */
function proverStatements(database: string, relations: readonly Relation[]): string[] {
  const schemas = [...new Set(relations.map((one) => one.schema))];
  return [
    `-- It makes temporary views of what is printed here, to see that those that stand are the same.
GRANT TEMPORARY ON DATABASE ${quote(database)} TO ${PROVISIONER}`,
    ...schemas.map((schema) => `GRANT USAGE ON SCHEMA ${quote(schema)} TO ${PROVISIONER}`),
    nameOwn(relations, PROVISIONER),
  ];
}

/** A statement that a managed server may refuse: it says so instead of ending the script. */
const optional = (statement: string, otherwise: string): string =>
  doBlock(`BEGIN
  ${statement};
EXCEPTION WHEN insufficient_privilege THEN
  RAISE NOTICE '%', ${pg.escapeLiteral(otherwise)};
END`);

function readGrants(relations: readonly Relation[], role: string): string[] {
  const schemas = [...new Set(relations.map((one) => one.schema))];
  return [
    ...schemas.map((schema) => `GRANT USAGE ON SCHEMA ${quote(schema)} TO ${quote(role)}`),
    ...relations.map((one) => `GRANT SELECT ON ${quote(one.schema)}.${quote(one.relation)} TO ${quote(role)}`),
    nameOwn(relations, role),
  ];
}

/** An enum or a collation may stand in a schema that no published relation is in. */
function nameOwn(relations: readonly Relation[], role: string): string {
  const names = relations.map((one) => pg.escapeLiteral(`${quote(one.schema)}.${quote(one.relation)}`)).join(', ');
  return `-- A column that is hidden is a NULL of its own type and collation, whose names must be in sight.
${doBlock(`DECLARE s text; BEGIN
  FOR s IN SELECT DISTINCT n::pg_catalog.regnamespace::text
             FROM pg_catalog.pg_attribute a
             LEFT JOIN pg_catalog.pg_type t ON a.atttypid IN (t.oid, t.typarray) AND t.typtype = 'e'
             LEFT JOIN pg_catalog.pg_collation o ON o.oid = a.attcollation
            CROSS JOIN LATERAL (VALUES (t.typnamespace), (o.collnamespace)) AS named(n)
            WHERE a.attrelid = ANY (ARRAY[${names}]::pg_catalog.regclass[]) AND a.attnum > 0
              AND NOT pg_catalog.has_schema_privilege(${pg.escapeLiteral(role)}, n, 'USAGE')
  LOOP
    EXECUTE pg_catalog.format('GRANT USAGE ON SCHEMA %s TO %I', s, ${pg.escapeLiteral(role)});
  END LOOP;
END`)}`;
}

export type ProfileLogin = { readonly login: string; readonly password: string; readonly connections: number };

/**
 * A login that starts with nothing: no inheritance, few connections, no large sorts on disk, read-only by default. What
 * only the server's owner may set is tried and, where refused, left to the DBA; `doctor` reports it.
 */
export function loginStatements(database: string, profile: ProfileLogin): string[] {
  return [
    ...makeOwnRole(profile.login, PROFILE_ROLE),
    checkOwnSchema(profile.login),
    ...loginRights(database, profile),
  ];
}

function loginRights(database: string, { login, password, connections }: ProfileLogin): string[] {
  const role = quote(login);
  return [
    `ALTER ROLE ${role} LOGIN NOINHERIT CONNECTION LIMIT ${connections} PASSWORD '${toScramVerifier(password)}'`,
    `ALTER ROLE ${role} SET default_transaction_read_only = on`,
    `GRANT CONNECT ON DATABASE ${quote(database)} TO ${role}`,
    optional(
      `ALTER ROLE ${role} SET temp_file_limit = '${TEMP_FILE_LIMIT}'`,
      `Only a superuser may set temp_file_limit for ${login}: set it for the whole server.`,
    ),
  ];
}

type Reader = ProfileLogin & { readonly database: string; readonly relations: readonly (Relation & Named)[] };
type Named = { readonly columns: readonly { readonly name: string }[] };

/** The one login of a bank that gives no other: it reads the published columns, and nothing in it hides a value. */
export function readerStatements(reader: Reader): string[] {
  const role = quote(reader.login);
  const schemas = [...new Set(reader.relations.map((one) => one.schema))];
  return [
    ...closePublic(reader.database),
    // The bank's own login may be older than Atlas, and whose it is besides is the bank's to say.
    makeRole(reader.login),
    ...loginRights(reader.database, reader),
    ...schemas.map((schema) => `GRANT USAGE ON SCHEMA ${quote(schema)} TO ${role}`),
    ...reader.relations.map(({ schema, relation, columns }) => {
      const names = columns.map((one) => quote(one.name)).join(', ');
      return `GRANT SELECT (${names}) ON ${quote(schema)}.${quote(relation)} TO ${role}`;
    }),
    nameOwn(reader.relations, reader.login),
  ];
}

/** Each transaction that makes views says it: a client that goes on after an error would make them for whoever made the role. */
export const makeOwner = (): string[] => makeOwnRole(VIEW_OWNER, OWNER_ROLE);

/** For a DBA who is no superuser: to make views that belong to their owner one must be able to act as it. */
export function actAsOwner(serverMajor: number): string[] {
  const [right, how] = serverMajor >= 16 ? ['SET', ' WITH INHERIT FALSE, SET TRUE'] : ['MEMBER', ''];
  return [
    doBlock(`BEGIN
  IF NOT pg_catalog.pg_has_role(current_user, '${VIEW_OWNER}', '${right}') THEN
    EXECUTE pg_catalog.format('GRANT ${VIEW_OWNER} TO %I${how}', current_user);
  END IF;
END`),
    `SET LOCAL ROLE ${VIEW_OWNER}`,
  ];
}

/**
 * A profile nobody needs any more, as the DBA ends it once its views are gone: no login, no session, no role. A DBA who is
 * no superuser administers what the provisioner made by being, meanwhile, the provisioner that they made.
 */
export function endLogin(login: string): string {
  const [role, name] = [quote(login), pg.escapeLiteral(login)];
  return `-- DROP OWNED takes back only what whoever runs it gave: the database may have been opened by the provisioner and by a DBA.
${doBlock(`DECLARE giver text; acted boolean := false; BEGIN
  IF EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = ${name}) THEN
    acted := EXISTS (SELECT FROM pg_catalog.pg_auth_members m
                       JOIN pg_catalog.pg_roles r ON r.oid = m.roleid AND r.rolname = ${name}
                       JOIN pg_catalog.pg_roles p ON p.oid = m.member AND p.rolname = '${PROVISIONER}'
                      WHERE m.admin_option AND NOT pg_catalog.pg_has_role(p.oid, 'USAGE'));
    IF acted THEN
      GRANT ${PROVISIONER} TO CURRENT_USER;
    END IF;
    ALTER ROLE ${role} NOLOGIN;
    IF NOT pg_catalog.pg_has_role(current_user, ${name}, 'USAGE') THEN
      GRANT ${role} TO CURRENT_USER;
    END IF;
    PERFORM pg_catalog.pg_terminate_backend(pid) FROM pg_catalog.pg_stat_activity WHERE usename = ${name};
    FOR giver IN SELECT DISTINCT a.grantor::pg_catalog.regrole::text
                   FROM pg_catalog.pg_database d CROSS JOIN LATERAL pg_catalog.aclexplode(d.datacl) a
                   JOIN pg_catalog.pg_roles r ON r.oid = a.grantee AND r.rolname = ${name}
                  WHERE d.datname = pg_catalog.current_database()
    LOOP
      EXECUTE 'SET LOCAL ROLE ' || giver;
      EXECUTE pg_catalog.format('REVOKE ALL ON DATABASE %I FROM %I', pg_catalog.current_database(), ${name});
      RESET ROLE;
    END LOOP;
    DROP OWNED BY ${role};
    DROP ROLE ${role};
    IF acted THEN
      REVOKE ${PROVISIONER} FROM CURRENT_USER;
    END IF;
  END IF;
EXCEPTION WHEN insufficient_privilege OR dependent_objects_still_exist THEN
  RAISE NOTICE 'The role % has rights that only somebody else may take back; as a superuser this ends it.', ${name};
  BEGIN
    ALTER ROLE ${role} NOLOGIN;
  EXCEPTION WHEN insufficient_privilege THEN
    RAISE WARNING 'The role % can still log in: only a superuser, or who may administer it, ends that.', ${name};
  END;
END`)}`;
}

/** As psql or any other client runs it: all or nothing, nobody's operators but PostgreSQL's, and read as it is meant. */
export function toScript(statements: readonly string[]): string {
  return [BEGIN_WRITING, ...ownSettings('LOCAL'), "SET LOCAL lock_timeout = '30s'", ...statements, 'COMMIT']
    .map((one) => `${one};\n`)
    .join('');
}
