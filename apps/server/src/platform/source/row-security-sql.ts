import { FIRST_OWN_OID } from './catalog-sql.ts';

/** What the policy `p` says. */
const POLICY = `pg_catalog.jsonb_build_array(p.polname, p.polcmd, p.polpermissive, (
    SELECT pg_catalog.jsonb_agg(CASE WHEN r.oid = 0 THEN 'PUBLIC' ELSE pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(r.oid)) END
                                ORDER BY pg_catalog.pg_get_userbyid(r.oid) COLLATE "C")
      FROM pg_catalog.unnest(p.polroles) AS r(oid)),
    pg_catalog.pg_get_expr(p.polqual, p.polrelid), pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid))`;

const POLICIES = `(SELECT pg_catalog.jsonb_agg(${POLICY} ORDER BY p.polname COLLATE "C")
  FROM pg_catalog.pg_policy p WHERE p.polrelid = c.oid)`;

/**
 * The bank's own objects that decide what the policies of `c` let through, as far as PostgreSQL knows: what they call and
 * read, what that calls and reads, and so on; of a table also how its generated columns are computed, whichever of them a
 * policy reads: a row taken whole names none. What a body of text calls by name it does not know, and nobody guesses: any
 * login could make something of a name that occurs there.
 */
const REACHED = `
  WITH RECURSIVE reached(class, id) AS (
    SELECT 'pg_catalog.pg_class'::pg_catalog.regclass::oid, c.oid
    UNION
    SELECT step.class, step.id FROM reached f CROSS JOIN LATERAL (
      SELECT d.refclassid, d.refobjid FROM pg_catalog.pg_depend d
       WHERE d.classid = f.class AND d.objid = f.id
         AND f.class <> 'pg_catalog.pg_class'::pg_catalog.regclass
      UNION ALL
      SELECT 'pg_catalog.pg_policy'::pg_catalog.regclass, p.oid FROM pg_catalog.pg_policy p
       WHERE f.class = 'pg_catalog.pg_class'::pg_catalog.regclass AND p.polrelid = f.id
      UNION ALL
      SELECT d.refclassid, d.refobjid FROM pg_catalog.pg_rewrite w
        JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass AND d.objid = w.oid
       WHERE f.class = 'pg_catalog.pg_class'::pg_catalog.regclass AND w.ev_class = f.id
      UNION ALL
      SELECT 'pg_catalog.pg_attrdef'::pg_catalog.regclass, g.oid FROM pg_catalog.pg_attrdef g
        JOIN pg_catalog.pg_attribute a ON a.attrelid = g.adrelid AND a.attnum = g.adnum AND a.attgenerated <> ''
       WHERE f.class = 'pg_catalog.pg_class'::pg_catalog.regclass AND g.adrelid = f.id
    ) AS step(class, id)
     WHERE step.id >= ${FIRST_OWN_OID} AND step.class IN ('pg_catalog.pg_class'::pg_catalog.regclass,
       'pg_catalog.pg_policy'::pg_catalog.regclass, 'pg_catalog.pg_attrdef'::pg_catalog.regclass,
       'pg_catalog.pg_proc'::pg_catalog.regclass, 'pg_catalog.pg_operator'::pg_catalog.regclass)
  )`;

/**
 * Of what was reached beside `c` and its own policies, what it is now. A table counts by which it is, not by its rows; a
 * cast by its function, which is all that PostgreSQL keeps of it in an expression.
 */
const DEFINED = `(${REACHED}
  SELECT pg_catalog.string_agg(said, E'\\n' ORDER BY said COLLATE "C") FROM (
    SELECT pg_catalog.concat_ws(' ', CASE g.prokind WHEN 'a' THEN (
               SELECT pg_catalog.concat_ws(' ', g.oid::pg_catalog.regprocedure, y.aggtransfn::pg_catalog.oid::pg_catalog.regprocedure,
                        y.aggfinalfn::pg_catalog.oid::pg_catalog.regprocedure, y.agginitval)
                 FROM pg_catalog.pg_aggregate y WHERE y.aggfnoid::pg_catalog.oid = g.oid)
             ELSE pg_catalog.pg_get_functiondef(g.oid) END, pg_catalog.pg_get_userbyid(g.proowner), g.probin)
      FROM reached f JOIN pg_catalog.pg_proc g ON f.class = 'pg_catalog.pg_proc'::pg_catalog.regclass AND g.oid = f.id
    UNION ALL
    SELECT pg_catalog.concat_ws(' ', t.relkind, t.oid, t.oid::pg_catalog.regclass, pg_catalog.pg_get_userbyid(t.relowner),
             t.relrowsecurity, t.relforcerowsecurity,
             CASE WHEN t.relkind IN ('v', 'm') THEN pg_catalog.concat(t.reloptions::text, pg_catalog.pg_get_viewdef(t.oid)) END)
      FROM reached f JOIN pg_catalog.pg_class t ON f.class = 'pg_catalog.pg_class'::pg_catalog.regclass AND t.oid = f.id
     WHERE t.oid <> c.oid
    UNION ALL
    SELECT ${POLICY}::text
      FROM reached f JOIN pg_catalog.pg_policy p ON f.class = 'pg_catalog.pg_policy'::pg_catalog.regclass AND p.oid = f.id
     WHERE p.polrelid <> c.oid
    UNION ALL
    SELECT pg_catalog.concat_ws(' ', a.attrelid::pg_catalog.regclass, a.attname, a.attgenerated, pg_catalog.pg_get_expr(g.adbin, g.adrelid))
      FROM reached f JOIN pg_catalog.pg_attrdef g ON f.class = 'pg_catalog.pg_attrdef'::pg_catalog.regclass AND g.oid = f.id
      JOIN pg_catalog.pg_attribute a ON a.attrelid = g.adrelid AND a.attnum = g.adnum
    UNION ALL
    SELECT pg_catalog.concat_ws(' ', o.oid::pg_catalog.regoperator, o.oprcode::pg_catalog.oid::pg_catalog.regprocedure)
      FROM reached f JOIN pg_catalog.pg_operator o ON f.class = 'pg_catalog.pg_operator'::pg_catalog.regclass AND o.oid = f.id
  ) AS definitions(said))`;

/**
 * Row security of the relation `c`: whether it is on, whether its owner is under it too, and a digest of its policies with
 * everything of the bank's own that they call or read.
 */
export const ROW_SECURITY = `pg_catalog.jsonb_build_object('enabled', c.relrowsecurity, 'forced', c.relforcerowsecurity, 'digest',
  pg_catalog.encode(pg_catalog.sha256(pg_catalog.convert_to(
    pg_catalog.concat(coalesce(${POLICIES}::text, '[]'),
      CASE WHEN EXISTS (SELECT FROM pg_catalog.pg_policy p WHERE p.polrelid = c.oid) THEN ${DEFINED} END), 'UTF8')), 'hex'))`;

/** Functions of text that the policies of `c` call, directly or not: what these call by name may change unseen. */
export const TEXT_BODIES = `(${REACHED}
  SELECT pg_catalog.string_agg(DISTINCT g.oid::pg_catalog.regprocedure::text, ', ')
    FROM reached f JOIN pg_catalog.pg_proc g ON f.class = 'pg_catalog.pg_proc'::pg_catalog.regclass AND g.oid = f.id
   WHERE g.prosqlbody IS NULL AND g.prokind <> 'a')`;
