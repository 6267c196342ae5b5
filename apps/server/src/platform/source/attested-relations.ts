import type { Check } from './check.ts';
import { COLLATION, KEYED, OWN_CODE, VIEW_DIGEST, madeOf } from './catalog-sql.ts';
import { openTo } from './own-roles-sql.ts';
import { ROW_SECURITY, TEXT_BODIES } from './row-security-sql.ts';

const EACH = 'FROM given_relations AS r';
const PRESENT = `${EACH} JOIN pg_class c ON c.oid = r.oid AND c.relname = r.relation
  JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = r.schema`;

const OWN_TYPES = madeOf(
  `SELECT DISTINCT a.atttypid ${PRESENT} JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0`,
);

const labelsIn = (some: string, others: string): string =>
  `(SELECT string_agg(label, ', ' ORDER BY label) FROM jsonb_array_elements_text(${some}) AS label WHERE NOT ${others} ? label)`;

const said = (made: string): string =>
  `coalesce(${made} ->> 'base', ${made} ->> 'kind', 'neither a domain nor an enum')`;

/** The base relations are those that were catalogued: same object, same name, same columns, same key. */
export const RELATION_CHECKS: readonly Check[] = [
  {
    name: 'relations.identity',
    about: 'relations',
    stops: 'always',
    sql: `SELECT CASE WHEN r.oid IS NULL THEN format('%I.%I was never looked at: run atlasd source provision', r.schema, r.relation)
                      WHEN c.oid IS NULL AND old.oid IS NOT NULL THEN format('%I.%I is now called %s', r.schema, r.relation, old.oid::regclass)
                      WHEN c.oid IS NULL THEN format('%I.%I is gone', r.schema, r.relation)
                      WHEN c.relkind <> r.kind THEN format('%I.%I is of another kind than the one that was published', r.schema, r.relation)
                      ELSE format('%I.%I is another relation than the one that was published', r.schema, r.relation) END
            ${EACH} LEFT JOIN (pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace) ON c.relname = r.relation AND n.nspname = r.schema
            LEFT JOIN pg_class old ON old.oid = r.oid
           WHERE c.oid IS DISTINCT FROM r.oid OR c.relkind <> r.kind`,
  },
  {
    name: 'relations.columns',
    about: 'relations',
    stops: 'always',
    sql: `SELECT format('%I.%I.%I is %s and was published as %s', r.schema, r.relation, k.name,
                   coalesce(format_type(a.atttypid, a.atttypmod), 'gone'), k.type)
            ${PRESENT} CROSS JOIN jsonb_to_recordset(r.columns) AS k(name text, type text)
            LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = k.name AND a.attnum > 0 AND NOT a.attisdropped
           WHERE format_type(a.atttypid, a.atttypmod) IS DISTINCT FROM k.type`,
  },
  {
    // Two columns that exchange their names leave every name and type as it was.
    name: 'relations.places',
    about: 'relations',
    stops: 'always',
    sql: `SELECT DISTINCT CASE WHEN r.places IS NULL
                   THEN format('%I.%I was looked at before the places of its columns were noted: run atlasd source provision', r.schema, r.relation)
                   ELSE format('%I.%I.%I is another column than the one that was published under this name', r.schema, r.relation, k.name) END
            ${PRESENT} CROSS JOIN jsonb_to_recordset(r.columns) AS k(name text)
            JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = k.name AND a.attnum > 0 AND NOT a.attisdropped
           WHERE r.places IS NULL OR (r.places ->> k.name)::int IS DISTINCT FROM a.attnum`,
  },
  {
    // Rows of a child table count as its parent's. A part of a partitioned table is what such a table is made of.
    name: 'relations.family',
    about: 'relations',
    stops: 'always',
    sql: `SELECT format('%I.%I is now a part of %s', r.schema, r.relation, h.inhparent::regclass)
            ${PRESENT} JOIN pg_inherits h ON h.inhrelid = c.oid
          UNION ALL
          SELECT format('the rows of %s now count as rows of %I.%I', h.inhrelid::regclass, r.schema, r.relation)
            ${PRESENT} JOIN pg_inherits h ON h.inhparent = c.oid WHERE c.relkind = 'r'
          UNION ALL
          SELECT format('%s, a part of %I.%I, is a foreign table, which another server answers', f.oid::regclass, r.schema, r.relation)
            ${PRESENT} CROSS JOIN LATERAL (
              WITH RECURSIVE below(oid) AS (SELECT c.oid UNION SELECT h.inhrelid FROM below b JOIN pg_inherits h ON h.inhparent = b.oid)
              SELECT p.oid FROM below JOIN pg_class p ON p.oid = below.oid AND p.relkind = 'f') AS f
           WHERE c.relkind = 'p'`,
  },
  {
    // A domain that was dropped and made anew keeps its name; the guard would compute with what it was.
    name: 'relations.types',
    about: 'relations',
    stops: 'always',
    sql: `SELECT format('the type %s is %s and was published as %s', t.name, ${said('t.made')}, ${said('g.made')})
            FROM given_types AS g JOIN (${OWN_TYPES}) AS t ON t.name = g.name
           WHERE t.made - 'labels' IS DISTINCT FROM g.made - 'labels'`,
  },
  {
    // A renamed label is another value under the old questions; an inserted one moves what `<` and ORDER BY mean.
    name: 'relations.labels',
    about: 'relations',
    stops: 'always',
    sql: `SELECT format('the labels of the type %s are not those that were published: %s', t.name, coalesce(
                   nullif(concat_ws('; ', 'new: ' || ${labelsIn('now', 'was')}, 'gone: ' || ${labelsIn('was', 'now')}), ''), 'they stand in another order'))
            FROM given_types AS g JOIN (${OWN_TYPES}) AS t ON t.name = g.name
           CROSS JOIN LATERAL (SELECT t.made -> 'labels' AS now, coalesce(g.made -> 'labels', '[]') AS was) AS l
           WHERE g.made ->> 'kind' = 'enum' AND t.made ->> 'kind' = 'enum' AND now <> was`,
  },
  {
    // By what texts are sorted decides what may stand beside what, and how a comparison ends.
    name: 'relations.collations',
    about: 'relations',
    stops: 'always',
    sql: `SELECT CASE WHEN o.collisdeterministic OR k."comparesLoosely"
                 THEN format('%I.%I.%I has the collation %s and was published with %s: publish it again', r.schema, r.relation, k.name, ${COLLATION.found}, coalesce(k.collation, ${COLLATION.usual}))
                 ELSE format('%I.%I.%I has the collation %I, which is not deterministic: what is equal there may look different', r.schema, r.relation, k.name, o.collname) END
            ${PRESENT} CROSS JOIN jsonb_to_recordset(r.columns) AS k(name text, "collation" text, "comparesLoosely" boolean)
            JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = k.name AND a.attnum > 0
            JOIN pg_collation o ON o.oid = a.attcollation
           WHERE CASE WHEN k."comparesLoosely" THEN k.collation <> ${COLLATION.found}
                      ELSE NOT o.collisdeterministic OR coalesce(k.collation, ${COLLATION.usual}) <> ${COLLATION.found} END`,
  },
  {
    name: 'relations.primary_key',
    about: 'relations',
    stops: 'always',
    sql: `SELECT format('the key of %I.%I does not hold: %s', r.schema, r.relation, (SELECT string_agg(k, ', ') FROM jsonb_array_elements_text(r."primaryKey") k))
            FROM (SELECT r.*, c.oid AS at ${PRESENT}) AS r
           WHERE jsonb_array_length(r."primaryKey") > 0
             AND NOT EXISTS (SELECT FROM (SELECT r."primaryKey") AS e, (SELECT r.at AS oid) AS c WHERE EXISTS (${KEYED}))`,
  },
  {
    // ⚗ Row security that nobody declared gave 0 rows, silently.
    name: 'relations.row_security',
    about: 'relations',
    stops: 'always',
    sql: `SELECT format('%I.%I has row security that was not declared', r.schema, r.relation)
            ${PRESENT} WHERE c.relrowsecurity AND NOT r."rowSecurity"`,
  },
  {
    name: 'relations.policy_functions',
    about: 'relations',
    stops: 'never',
    sql: `SELECT format('the row security of %I.%I calls %s: what these call by name is not looked at, nor is a setting that they read', schema, relation, called)
            FROM (SELECT r.schema, r.relation, CASE WHEN EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid) THEN ${TEXT_BODIES} END AS called
              ${PRESENT} WHERE r."rowSecurity") AS found
           WHERE called IS NOT NULL`,
  },
  {
    // Whoever declared it relies on it: without it, or under a policy that says true, the same question shows every row.
    name: 'relations.policies',
    about: 'relations',
    stops: 'always',
    sql: `SELECT format(CASE WHEN was IS NULL THEN '%I.%I was looked at before its row security was noted: run atlasd source provision'
                   WHEN now -> 'enabled' <> was -> 'enabled' THEN CASE WHEN c.relrowsecurity THEN 'the row security of %I.%I was switched on'
                     ELSE 'the row security of %I.%I was switched off' END
                   WHEN now -> 'forced' <> was -> 'forced' THEN 'the row security of %I.%I holds for its owner as it did not, or no longer'
                   ELSE 'the policies of the row security of %I.%I, or what they call and read, are not those that were looked at' END, r.schema, r.relation)
            ${PRESENT} CROSS JOIN LATERAL (SELECT ${ROW_SECURITY} AS now, nullif(r.policies, 'null') AS was) AS l
           WHERE r."rowSecurity" AND now IS DISTINCT FROM was`,
  },
  {
    name: 'relations.readable',
    about: 'grants',
    stops: 'always',
    only: 'inline',
    sql: `SELECT format('it cannot read %I.%I', r.schema, r.relation)
            ${PRESENT}
           WHERE NOT has_schema_privilege(n.oid, 'USAGE') OR EXISTS (
             SELECT FROM jsonb_to_recordset(r.columns) AS k(name text)
               JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = k.name
              WHERE NOT has_column_privilege(c.oid, a.attnum, 'SELECT'))
          UNION ALL
          SELECT DISTINCT format('it has no USAGE on the schema of the type %s', format_type(t.oid, NULL))
            ${PRESENT} CROSS JOIN jsonb_to_recordset(r.columns) AS k(name text)
            JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = k.name AND a.attnum > 0
            JOIN pg_type t ON t.oid = a.atttypid AND t.typtype = 'e'
           WHERE NOT has_schema_privilege(t.typnamespace, 'USAGE')
          UNION ALL
          SELECT DISTINCT format('it has no USAGE on the schema of the collation %s', ${COLLATION.found})
            ${PRESENT} CROSS JOIN jsonb_to_recordset(r.columns) AS k(name text)
            JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = k.name AND a.attnum > 0
            JOIN pg_collation o ON o.oid = a.attcollation
           WHERE NOT has_schema_privilege(o.collnamespace, 'USAGE')`,
  },
];

const VIEWS = `FROM expected JOIN pg_namespace n ON n.nspname = e ->> 'schema'
  JOIN pg_class c ON c.relnamespace = n.oid AND c.relkind <> 'i'`;

/** The profile's schema holds the views that Atlas made, as the server read them back then, and nothing else. */
export const VIEW_CHECKS: readonly Check[] = [
  {
    name: 'views.present',
    about: 'views',
    stops: 'always',
    only: 'views',
    sql: `SELECT format('the view %I.%I is gone', e ->> 'schema', v.name)
            FROM expected CROSS JOIN given_views AS v
           WHERE NOT EXISTS (SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                              WHERE n.nspname = e ->> 'schema' AND c.relname = v.name AND c.relkind = 'v')
          UNION ALL
          SELECT format('%I.%I is not Atlas''s', n.nspname, c.relname) ${VIEWS}
           WHERE c.relname::text NOT IN (SELECT name FROM given_views UNION ALL SELECT name FROM given_away)
          UNION ALL
          SELECT format('this login cannot read %I.%I', n.nspname, c.relname) ${VIEWS}
            JOIN given_views AS v ON v.name = c.relname
           WHERE c.relname NOT LIKE 'rows of %'
             AND NOT (has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(c.oid, 'SELECT'))`,
  },
  {
    // Of every profile, not of this one alone: nobody signs in for a profile that is on file no more.
    name: 'views.open',
    about: 'views',
    stops: 'always',
    only: 'views',
    sql: `SELECT opened.says FROM expected JOIN pg_roles o ON o.rolname = e ->> 'owner' CROSS JOIN LATERAL (${openTo('o.oid')}) AS opened`,
  },
  {
    name: 'views.digest',
    about: 'views',
    stops: 'always',
    only: 'views',
    sql: `SELECT format('the view %I.%I is not the one that was made', n.nspname, c.relname)
            ${VIEWS} AND c.relkind = 'v' JOIN given_views AS v ON v.name = c.relname WHERE v.digest <> ${VIEW_DIGEST}`,
  },
  {
    name: 'views.owner',
    about: 'views',
    stops: 'always',
    only: 'views',
    sql: `SELECT format('%I.%I belongs to %s', n.nspname, c.relname, c.relowner::regrole)
            ${VIEWS} WHERE pg_get_userbyid(c.relowner) <> e ->> 'owner'
          UNION ALL
          SELECT format('the schema %I belongs to %s', n.nspname, n.nspowner::regrole)
            FROM expected JOIN pg_namespace n ON n.nspname = e ->> 'schema' WHERE pg_get_userbyid(n.nspowner) <> e ->> 'owner'`,
  },
  {
    name: 'views.barrier',
    about: 'views',
    stops: 'always',
    only: 'views',
    sql: `SELECT format('the row filter %I.%I has no security_barrier', n.nspname, c.relname)
            ${VIEWS} WHERE c.relname LIKE 'rows of %' AND NOT coalesce(c.reloptions, '{}') @> '{security_barrier=true}'
          UNION ALL
          SELECT format('the view %I.%I reads with the rights of whoever asks', n.nspname, c.relname)
            ${VIEWS} WHERE coalesce(c.reloptions, '{}')::text ~ 'security_invoker=(true|on|1|yes)'`,
  },
  {
    // ⚗ A view made while the bank had a cast of its own shows what that cast says, and reads back equal to the one that was meant.
    name: 'views.code',
    about: 'views',
    stops: 'always',
    only: 'views',
    sql: `SELECT DISTINCT format('the view %I.%I calls code of the bank''s own: %s', n.nspname, c.relname, pg_describe_object(o.refclassid, o.refobjid, 0))
            ${VIEWS} CROSS JOIN LATERAL (${OWN_CODE}) AS o`,
  },
  {
    // Says something of a view that a DBA made by hand, whose digest nobody knows yet.
    name: 'views.withheld',
    about: 'views',
    stops: 'always',
    only: 'views',
    sql: `SELECT format('the view %I.%I reads the withheld column %I', e ->> 'schema', w.view, w.column)
            FROM expected CROSS JOIN given_withheld AS w
            JOIN pg_namespace vn ON vn.nspname = e ->> 'schema'
            JOIN pg_class v ON v.relnamespace = vn.oid AND v.relname = w.view
            JOIN pg_namespace bn ON bn.nspname = w.schema
            JOIN pg_class b ON b.relnamespace = bn.oid AND b.relname = w.relation
            JOIN pg_attribute a ON a.attrelid = b.oid AND a.attname = w.column
            JOIN pg_rewrite rule ON rule.ev_class = v.oid
            JOIN pg_depend d ON d.classid = 'pg_rewrite'::regclass AND d.objid = rule.oid
                            AND d.refclassid = 'pg_class'::regclass AND d.refobjid = b.oid AND d.refobjsubid IN (0, a.attnum)
           WHERE d.refobjsubid = a.attnum`,
  },
];
