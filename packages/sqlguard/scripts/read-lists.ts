import pg from 'pg';
import { REVIEWED_FUNCTIONS } from '../src/allow/functions.ts';

const TYPES = `SELECT t.typname AS name, t.typcategory AS category, t.typispreferred AS preferred, t.typtype AS kind,
  e.typname AS element FROM pg_catalog.pg_type t LEFT JOIN pg_catalog.pg_type e ON e.oid = t.typelem AND t.typcategory = 'A'
  WHERE t.typnamespace = 'pg_catalog'::regnamespace AND t.typtype IN ('b','p','r','m') ORDER BY t.typname COLLATE "C"`;
const RANGES = `SELECT r.typname AS name, s.typname AS element FROM pg_catalog.pg_range g JOIN pg_catalog.pg_type r ON r.oid = g.rngtypid
  JOIN pg_catalog.pg_type s ON s.oid = g.rngsubtype ORDER BY r.typname COLLATE "C"`;
const CASTS = `SELECT s.typname AS source, t.typname AS target, c.castcontext AS context, c.castmethod AS method
  FROM pg_catalog.pg_cast c JOIN pg_catalog.pg_type s ON s.oid = c.castsource JOIN pg_catalog.pg_type t ON t.oid = c.casttarget
  WHERE s.typnamespace = 'pg_catalog'::regnamespace AND t.typnamespace = 'pg_catalog'::regnamespace
  ORDER BY s.typname COLLATE "C", t.typname COLLATE "C"`;
const OPERATORS = `SELECT o.oprname AS name, coalesce(l.typname, '') AS "left", r.typname AS "right", x.typname AS result, p.provolatile AS volatile
  FROM pg_catalog.pg_operator o LEFT JOIN pg_catalog.pg_type l ON l.oid = o.oprleft JOIN pg_catalog.pg_type r ON r.oid = o.oprright
  JOIN pg_catalog.pg_type x ON x.oid = o.oprresult JOIN pg_catalog.pg_proc p ON p.oid = o.oprcode
  WHERE o.oprnamespace = 'pg_catalog'::regnamespace ORDER BY o.oprname COLLATE "C", l.typname COLLATE "C", r.typname COLLATE "C"`;
const FUNCTIONS = `SELECT p.proname AS name, p.prokind AS kind,
  coalesce((SELECT array_agg(t.typname::text ORDER BY a.n) FROM unnest(p.proargtypes::oid[]) WITH ORDINALITY a(t, n) JOIN pg_catalog.pg_type t ON t.oid = a.t), '{}') AS args,
  r.typname AS result, p.provolatile AS volatile, p.proretset AS set, v.typname AS variadic, p.pronargdefaults AS defaults,
  coalesce(p.proargnames, '{}') AS names, coalesce(p.proargmodes::text[], '{}') AS modes,
  (SELECT array_agg(t.typname::text ORDER BY a.n) FROM unnest(p.proallargtypes) WITH ORDINALITY a(t, n) JOIN pg_catalog.pg_type t ON t.oid = a.t) AS every,
  g.aggkind AS "aggregate", coalesce(g.aggnumdirectargs, 0) AS direct
  FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_type r ON r.oid = p.prorettype LEFT JOIN pg_catalog.pg_type v ON v.oid = p.provariadic
  LEFT JOIN pg_catalog.pg_aggregate g ON g.aggfnoid = p.oid
  WHERE p.pronamespace = 'pg_catalog'::regnamespace AND p.proname = ANY ($1) ORDER BY p.proname COLLATE "C", p.oid`;

type Row = Record<string, unknown>;
type Merged = Map<string, Map<string, { row: Row; majors: number }>>;

/** The text of each generated file, by its name, from one running server of each major. */
export async function readLists(servers: readonly { major: number; url: string }[]): Promise<Map<string, string>> {
  const merged: Merged = new Map();
  for (const { major, url } of servers) await read(merged, major, url);
  return new Map([...merged].map(([file, rows]) => [`${file.toLowerCase()}.gen.ts`, textOf(file, [...rows.values()])]));
}

function textOf(file: string, rows: readonly { row: Row; majors: number }[]): string {
  const lines = rows.map(({ row, majors }) => `  ${JSON.stringify({ ...row, majors })},`);
  return `// Written by scripts/generate-lists.ts; do not edit.\nexport const ${file} = [\n${lines.join('\n')}\n] as const;\n`;
}

async function read(merged: Merged, major: number, url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  for (const [file, sql] of Object.entries({ TYPES, RANGES, CASTS, OPERATORS, FUNCTIONS })) {
    const { rows } = await client.query<Row>(sql, sql === FUNCTIONS ? [[...REVIEWED_FUNCTIONS.keys()]] : []);
    const known = merged.get(file) ?? new Map<string, { row: Row; majors: number }>();
    merged.set(file, known);
    for (const row of rows.map(slim)) {
      const key = JSON.stringify(row);
      const entry = known.get(key) ?? { row, majors: 0 };
      known.set(key, { row: entry.row, majors: entry.majors | (1 << (major - 15)) });
    }
  }
  await client.end();
}

/** Drops what is empty, so that a row says only what is special about it; OUT columns are kept as `out`. */
function slim(row: Row): Row {
  const { modes, every, names, ...rest } = row;
  const entries = Object.entries(rest).filter(([, value]) => value !== null && value !== false && value !== 0);
  const inNames = asStrings(names).filter((_, index) => ['i', 'v'].includes(asStrings(modes)[index] ?? 'i'));
  if (inNames.some((name) => name !== '')) entries.push(['names', inNames]);
  const out = asStrings(names).flatMap((name, index) =>
    ['o', 't'].includes(asStrings(modes)[index] ?? 'i') ? [[name, asStrings(every)[index]]] : [],
  );
  if (out.length > 0) entries.push(['out', out]);
  return Object.fromEntries(entries);
}

function asStrings(value: unknown): string[] {
  if (Array.isArray(value)) return value.map(String);
  return typeof value === 'string' && value.length > 2 ? value.slice(1, -1).split(',') : [];
}
