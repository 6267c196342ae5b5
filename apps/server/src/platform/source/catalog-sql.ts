/**
 * What every conversation with a bank's server begins with. A stranger who may create in `public` could plant there an
 * operator that fits better than PostgreSQL's own, and would run with the rights of whoever uses it.
 */
export const OWN_NAMES = 'search_path TO pg_catalog, pg_temp';

/**
 * What our own texts mean, and how names and constants are printed, whatever the server, the database, the role or the session
 * of a DBA has set. A text that is sent in one piece is read before the first of them holds: no literal of ours has a backslash.
 */
const OWN_READING: readonly string[] = [
  'standard_conforming_strings TO on',
  'quote_all_identifiers TO off',
  'transform_null_equals TO off',
  'array_nulls TO on',
  "TimeZone TO 'UTC'",
  "DateStyle TO 'ISO, YMD'",
  "IntervalStyle TO 'postgres'",
  'extra_float_digits TO 1',
  "bytea_output TO 'hex'",
];

/** For a conversation, or for the transaction that has begun. */
export const ownSettings = (scope: 'SESSION' | 'LOCAL'): string[] =>
  [OWN_NAMES, ...OWN_READING].map((one) => `SET ${scope} ${one}`);

/** A bank may have every session of a database begin read-only; what Atlas makes there it makes all the same. */
export const BEGIN_WRITING = 'BEGIN READ WRITE';

/** What a profile's login may sort on disk. */
export const TEMP_FILE_LIMIT = '256MB';

/** A schema `n` that a bank made. */
export const NOT_SYSTEM = `n.nspname NOT IN ('pg_catalog', 'information_schema') AND NOT starts_with(n.nspname, 'pg_toast') AND NOT starts_with(n.nspname, 'pg_temp_')`;

/**
 * Whether `who` has a right on any column of `c`: a role and a comma, or nothing for the login itself. PostgreSQL's own
 * question passes the system's columns over, of which one is enough to count the rows.
 */
export const anyColumn = (
  who: string,
  right: string,
): string => `(has_any_column_privilege(${who}c.oid, ${right}) OR EXISTS (
  SELECT FROM pg_attribute s
   WHERE s.attrelid = c.oid AND s.attnum < 0 AND s.attacl IS NOT NULL AND has_column_privilege(${who}c.oid, s.attnum, ${right})))`;

/** Every right on the relation `c`, and whether `who` has it: a role's oid and a comma, or nothing for the login itself. */
export const rightsOn = (who: string): string => `(VALUES
  ('SELECT', ${anyColumn(who, "'SELECT'")}), ('INSERT', has_any_column_privilege(${who}c.oid, 'INSERT')),
  ('UPDATE', has_any_column_privilege(${who}c.oid, 'UPDATE')), ('REFERENCES', has_any_column_privilege(${who}c.oid, 'REFERENCES')),
  ('DELETE', has_table_privilege(${who}c.oid, 'DELETE')), ('TRUNCATE', has_table_privilege(${who}c.oid, 'TRUNCATE')),
  ('TRIGGER', has_table_privilege(${who}c.oid, 'TRIGGER')),
  ('MAINTAIN', CASE WHEN current_setting('server_version_num')::int >= 170000 THEN has_table_privilege(${who}c.oid, 'MAINTAIN') ELSE false END))`;

/**
 * A unique index that PostgreSQL would take for a primary key (every row, no expression, never deferred, each column by
 * its type's own equality and its own collation, never NULL) and that has no column beside those of `e."primaryKey"`.
 */
export const KEYED = `
  SELECT FROM pg_catalog.pg_index i
   WHERE i.indrelid = c.oid AND i.indisunique AND i.indisvalid AND i.indimmediate AND i.indpred IS NULL AND i.indexprs IS NULL
     AND NOT EXISTS (
       SELECT FROM pg_catalog.generate_series(0, i.indnkeyatts - 1) AS k(at)
         JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[k.at]
         JOIN pg_catalog.pg_opclass o ON o.oid = i.indclass[k.at]
        WHERE NOT (e."primaryKey" ? a.attname::text AND a.attnotnull AND o.opcdefault AND i.indcollation[k.at] = a.attcollation)
           OR EXISTS (SELECT FROM pg_catalog.pg_constraint n WHERE n.conrelid = c.oid AND n.contype = 'n'
                         AND n.conkey = ARRAY[a.attnum] AND NOT n.convalidated))`;

/** Objects of this bank and not of PostgreSQL: the first oid that initdb leaves free (access/transam.h). */
export const FIRST_OWN_OID = 16384;

/**
 * Functions and operators of the bank's own that the view `c` calls. A cast that stood while the view was made is kept in it
 * as a call, and reads back as the plain cast.
 */
export const OWN_CODE = `
  SELECT d.refclassid, d.refobjid FROM pg_catalog.pg_rewrite w
    JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass AND d.objid = w.oid
   WHERE w.ev_class = c.oid AND d.refobjid >= ${FIRST_OWN_OID}
     AND d.refclassid IN ('pg_catalog.pg_proc'::pg_catalog.regclass, 'pg_catalog.pg_operator'::pg_catalog.regclass)`;

/** Said again before anything is read back: what ran in between may have been the bank's own code. */
export const PRINTED_ALIKE = OWN_READING.map((one) => `SET LOCAL ${one}`).join('; ');

/** Definition, options, owner and kind of `c`. */
export const VIEW_DIGEST = `pg_catalog.encode(pg_catalog.sha256(pg_catalog.convert_to(pg_catalog.concat_ws(E'\\n',
  c.relkind, pg_catalog.pg_get_userbyid(c.relowner), c.reloptions::text, pg_catalog.pg_get_viewdef(c.oid)), 'UTF8')), 'hex')`;

/**
 * What each of the types that `columns` gives is made of, as the catalogue keeps it; null for what is neither a domain nor
 * an enum. An enum counts as given where a list of it is. A domain over an enum is neither: PostgreSQL finds no operator for it. Names are those of an empty search path.
 */
export const madeOf = (columns: string): string => `
  WITH RECURSIVE given(type) AS (${columns}),
  made AS (
    SELECT g.type AS own, g.type, -1 AS mod FROM given g
    UNION
    SELECT l.oid, l.oid, -1 FROM given g JOIN pg_catalog.pg_type l ON l.typarray = g.type AND l.typtype = 'e'
    UNION
    SELECT m.own, t.typbasetype, t.typtypmod
      FROM made m JOIN pg_catalog.pg_type t ON t.oid = m.type AND t.typtype = 'd'
  )
  SELECT pg_catalog.format_type(m.own, NULL) AS name,
         CASE WHEN o.typtype = 'e' THEN pg_catalog.jsonb_build_object('kind', 'enum', 'labels', (
                SELECT coalesce(pg_catalog.jsonb_agg(l.enumlabel ORDER BY l.enumsortorder), '[]')
                  FROM pg_catalog.pg_enum l WHERE l.enumtypid = o.oid))
              WHEN o.typtype = 'd' AND t.typtype <> 'e'
              THEN pg_catalog.jsonb_build_object('kind', 'domain', 'base', pg_catalog.format_type(m.type, m.mod)) END AS made
    FROM made m
    JOIN pg_catalog.pg_type t ON t.oid = m.type AND t.typtype <> 'd'
    JOIN pg_catalog.pg_type o ON o.oid = m.own`;

/** Built-in functions `p` that outlive a rollback or reach another session, and that PUBLIC may call from the first day. */
export const BEYOND = `(pg_catalog.starts_with(p.proname, 'lo_') OR p.proname IN ('lowrite', 'loread', 'pg_logical_emit_message', 'pg_export_snapshot',
  'pg_notify', 'pg_terminate_backend', 'pg_cancel_backend'))`;

/** What the column `a` is sorted by, and what the server sorts such a type by when nobody says otherwise. */
export const COLLATION = {
  found: 'a.attcollation::pg_catalog.regcollation::text',
  usual: `CASE WHEN a.atttypid IN ('pg_catalog.name'::pg_catalog.regtype, 'pg_catalog.name[]'::pg_catalog.regtype) THEN '"C"' ELSE '"default"' END`,
} as const;
