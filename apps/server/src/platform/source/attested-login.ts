import { TEMP_FILE_LIMIT } from './catalog-sql.ts';
import type { Check } from './check.ts';
import { closedRole } from './closed-role.ts';

/** Settings that a role or database may carry without changing what an answer says; the rest is refused unread. */
const HARMLESS = `'{default_transaction_read_only, temp_file_limit, statement_timeout, lock_timeout,
  idle_in_transaction_session_timeout, idle_session_timeout, transaction_timeout, work_mem, hash_mem_multiplier,
  maintenance_work_mem, effective_cache_size, random_page_cost, seq_page_cost, jit, client_min_messages, application_name,
  deadlock_timeout, synchronous_commit, compute_query_id, search_path, timezone, datestyle, intervalstyle, extra_float_digits, bytea_output, lc_monetary, lc_numeric, lc_time,
  lc_messages, client_encoding, password_encryption}'::text[]`;

/** What the server writes down of its own work, which auditors ask a bank for. */
const LOGGING = `'^(?:log_|track_|pgaudit[.]|auto_explain[.](?:log_|sample_rate$)|pg_stat_statements[.])'`;

/** The server itself, and settings that come with the login or the database. */
export const SERVER_CHECKS: readonly Check[] = [
  {
    name: 'server.version',
    about: 'server',
    stops: 'always',
    sql: `SELECT format('the server is PostgreSQL %s, and the catalogue was published for %s', major, e ->> 'serverMajor')
            FROM expected, (SELECT current_setting('server_version_num')::int / 10000) AS v(major)
           WHERE major <> (e ->> 'serverMajor')::int`,
  },
  {
    name: 'server.settings',
    about: 'settings',
    stops: 'always',
    sql: `SELECT format('%s is %s on the server', name, current_setting(name, true))
            FROM (VALUES ('allow_system_table_mods', 'off'), ('ignore_system_indexes', 'off'), ('zero_damaged_pages', 'off'),
                         ('lo_compat_privileges', 'off'), ('row_security', 'on')) AS s(name, wanted)
           WHERE coalesce(current_setting(name, true), wanted) <> wanted
          UNION ALL
          SELECT 'the database has the encoding SQL_ASCII: its texts have no known characters'
           WHERE current_setting('server_encoding') = 'SQL_ASCII'`,
  },
  {
    // `ALTER ROLE … SET role` or a preloaded library acts before our first statement.
    name: 'settings.role_or_database',
    about: 'settings',
    stops: 'always',
    sql: `SELECT format('%s is set %s', split_part(item, '=', 1), CASE
                   WHEN s.setrole = 0 THEN format('for the database %s', current_database())
                   WHEN s.setdatabase = 0 THEN format('for the login %s', session_user)
                   ELSE format('for the login %s in the database %s', session_user, current_database()) END)
            FROM pg_db_role_setting s CROSS JOIN unnest(s.setconfig) AS c(item)
           WHERE s.setdatabase IN (0, (SELECT oid FROM pg_database WHERE datname = current_database()))
             AND s.setrole IN (0, (SELECT oid FROM pg_roles WHERE rolname = session_user))
             AND lower(split_part(item, '=', 1)) <> ALL (${HARMLESS}) AND lower(split_part(item, '=', 1)) !~ ${LOGGING}`,
  },
  {
    // The server's own are its owner's word. Without pg_read_all_settings a login sees only some of them.
    name: 'server.preloaded',
    about: 'settings',
    stops: 'never',
    sql: `SELECT format('every session of the server loads %s (%s)', setting, name)
            FROM pg_settings
           WHERE name IN ('shared_preload_libraries', 'session_preload_libraries', 'local_preload_libraries') AND setting <> ''`,
  },
  {
    // From 17 on. It runs with the rights of whoever signs in, before our first statement.
    name: 'code.login_triggers',
    about: 'code',
    stops: 'always',
    sql: `SELECT format('the event trigger %I calls %s whenever somebody signs in', evtname, evtfoid::regprocedure)
            FROM pg_event_trigger WHERE evtevent = 'login' AND evtenabled NOT IN ('D', 'R')`,
  },
];

/** A limit above the one that Atlas sets on a login. */
const ROOM = `(SELECT source FROM pg_settings
  WHERE name = 'temp_file_limit' AND setting::bigint > pg_size_bytes('${TEMP_FILE_LIMIT}') / 1024) AS room`;

const ME = '(SELECT * FROM pg_roles WHERE rolname = session_user) AS me';

/** The role behind the login. */
export const LOGIN_CHECKS: readonly Check[] = [
  {
    name: 'login.attributes',
    about: 'login',
    stops: 'always',
    sql: `SELECT format('the login %s %s', rolname, what)
            FROM pg_roles CROSS JOIN LATERAL (VALUES (rolsuper, 'is a superuser'), (rolcreaterole, 'may make roles'),
              (rolcreatedb, 'may make databases'), (rolreplication, 'may replicate'), (rolbypassrls, 'bypasses row security')
            ) AS a(has, what)
           WHERE rolname IN (session_user, current_user) AND has
          UNION ALL
          SELECT format('who logs in as %s acts as %s', e ->> 'login', current_user)
            FROM expected WHERE current_user <> e ->> 'login' OR session_user <> e ->> 'login'`,
  },
  {
    name: 'login.memberships',
    about: 'login',
    stops: 'views',
    sql: `SELECT format('the login %s is a member of %s', session_user, m.roleid::regrole)
            FROM pg_auth_members m WHERE m.member = (SELECT oid FROM pg_roles WHERE rolname = session_user)`,
  },
  ...closedRole('login', ME, 'the login %s'),
  {
    name: 'login.predefined_roles',
    about: 'login',
    stops: 'always',
    only: 'inline',
    sql: `SELECT format('the login %s has the rights of %s', session_user, rolname)
            FROM pg_roles
           WHERE starts_with(rolname, 'pg_') AND rolname NOT IN ('pg_read_all_data', 'pg_read_all_stats', 'pg_read_all_settings')
             AND rolname <> 'pg_database_owner' AND pg_has_role(session_user, oid, 'MEMBER')`,
  },
  {
    name: 'login.connections',
    about: 'login',
    stops: 'views',
    sql: `SELECT CASE WHEN rolconnlimit < 0 THEN format('the login %s has no CONNECTION LIMIT', rolname)
                      ELSE format('the CONNECTION LIMIT of %s is %s instead of %s', rolname, rolconnlimit, e ->> 'connections') END
            FROM pg_roles, expected
           WHERE rolname = session_user
             AND (rolconnlimit < 0 OR e ->> 'provision' = 'views' AND rolconnlimit > (e ->> 'connections')::int)`,
  },
  {
    // Large objects and temporary tables can be made there; another source's views may stand there.
    name: 'login.databases',
    about: 'login',
    stops: 'never',
    sql: `SELECT format('the login %s may connect to %s other databases of this server, such as %s', session_user, count(*), min(datname))
            FROM pg_database
           WHERE datallowconn AND datname <> current_database() AND has_database_privilege(oid, 'CONNECT')
          HAVING count(*) > 0`,
  },
  {
    name: 'login.temp_file_limit',
    about: 'login',
    stops: 'views',
    sql: `SELECT format('the login %s has no temp_file_limit: set one for the server, or as a superuser run ALTER ROLE %I SET temp_file_limit = ''${TEMP_FILE_LIMIT}''', session_user, session_user) WHERE current_setting('temp_file_limit') = '-1'
          UNION ALL
          SELECT format('the temp_file_limit of the login %s was raised to %s', session_user, current_setting('temp_file_limit'))
            FROM ${ROOM} WHERE source LIKE '%user' OR source IN ('database', 'global')`,
  },
  {
    // Where only the server's owner may set it, the server's own stands, whatever it is.
    name: 'login.temp_file_limit_of_server',
    about: 'login',
    stops: 'never',
    sql: `SELECT format('the temp_file_limit is that of the server, %s', current_setting('temp_file_limit'))
            FROM ${ROOM} WHERE NOT (source LIKE '%user' OR source IN ('database', 'global'))`,
  },
  {
    // Any session may change it for itself: it stands behind the executor's own READ ONLY, for whoever has the password.
    name: 'login.read_only',
    about: 'login',
    stops: 'views',
    sql: `SELECT format('the login %s begins transactions that may write: default_transaction_read_only is off', session_user)
           WHERE current_setting('default_transaction_read_only') <> 'on'`,
  },
];
