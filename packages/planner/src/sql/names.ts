/** Words PostgreSQL keeps for itself as column or table names (reserved, and those that may not be a bare column name). */
const RESERVED = new Set(
  `all analyse analyze and any array as asc asymmetric authorization binary both case cast check collate collation column concurrently
constraint create cross current_catalog current_date current_role current_schema current_time current_timestamp current_user default deferrable desc
distinct do else end except false fetch for foreign freeze from full grant group having ilike in initially inner intersect into is isnull join lateral
leading left like limit localtime localtimestamp natural not notnull null offset on only or order outer overlaps placing primary references returning
right select session_user similar some symmetric system_user table tablesample then to trailing true union unique user using variadic verbose when where
window with between bigint bit boolean char character coalesce dec decimal exists extract float greatest grouping inout int integer interval least
national nchar none normalize nullif numeric out overlay position precision real row setof smallint substring time timestamp treat trim values varchar
xmlattributes xmlconcat xmlelement xmlexists xmlforest xmlnamespaces xmlparse xmlpi xmlroot xmlserialize xmltable`.split(
    /\s+/,
  ),
);

/** An identifier, quoted only where PostgreSQL would not read it back as written. */
export function quoteName(name: string): string {
  return /^[a-z_][a-z0-9_$]*$/.test(name) && !RESERVED.has(name) ? name : `"${name.replace(/"/g, '""')}"`;
}

/** A string constant under standard_conforming_strings. */
export function quoteText(text: string): string {
  return `'${text.replace(/'/g, "''")}'`;
}

/** A short alias: the initials of the table's name, numbered if taken. */
export function aliasFor(table: string, taken: ReadonlySet<string>): string {
  const initials = table
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((part) => part !== '')
    .map((part) => part[0] ?? '')
    .join('')
    .replace(/^[0-9]+/, '');
  const base = initials === '' ? 't' : initials;
  if (!taken.has(base) && !RESERVED.has(base)) return base;
  for (let n = 2; ; n += 1) if (!taken.has(`${base}${n}`)) return `${base}${n}`;
}
