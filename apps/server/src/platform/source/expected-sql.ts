import type { Expected } from './check.ts';

/**
 * What is expected as tables that a check may read, each made of a parameter of its own. A row that carried all of it would,
 * times the views of a large bank, fill more disk than a profile's login may.
 */
const TABLES: Readonly<Record<string, { readonly rows: string; readonly of: (expected: Expected) => unknown }>> = {
  expected: {
    rows: 'SELECT $ AS e',
    of: ({ provision, serverMajor, login, schema, owner, provisioner, connections }) => ({
      provision,
      serverMajor,
      login,
      schema,
      owner,
      provisioner,
      connections,
    }),
  },
  given_relations: {
    rows: `SELECT * FROM pg_catalog.jsonb_to_recordset($) AS r(schema text, relation text, oid oid, kind "char",
      "primaryKey" jsonb, columns jsonb, places jsonb, policies jsonb, "rowSecurity" boolean)`,
    of: ({ relations }) => relations,
  },
  given_published: {
    rows: 'SELECT * FROM pg_catalog.jsonb_to_recordset($) AS p(schema text, relation text)',
    of: ({ published }) => published,
  },
  given_types: { rows: 'SELECT key AS name, value AS made FROM pg_catalog.jsonb_each($)', of: ({ types }) => types },
  given_views: {
    rows: 'SELECT key AS name, value AS digest FROM pg_catalog.jsonb_each_text($)',
    of: ({ views }) => views,
  },
  given_away: {
    rows: 'SELECT name FROM pg_catalog.jsonb_array_elements_text($) AS a(name)',
    of: ({ away = [] }) => away,
  },
  given_withheld: {
    rows: 'SELECT * FROM pg_catalog.jsonb_to_recordset($) AS w(view text, schema text, relation text, "column" text)',
    of: ({ withheld }) => withheld,
  },
};

/** The text before a check that makes the tables it names, and their parameters. */
export function makeGiven(expected: Expected): (sql: string) => { readonly given: string; readonly values: string[] } {
  const told = Object.entries(TABLES).map(([name, { rows, of }]) => ({
    name,
    rows,
    named: new RegExp(String.raw`\b${name}\b`),
    value: JSON.stringify(of(expected)),
  }));
  return (sql) => {
    const read = told.filter(({ named }) => named.test(sql));
    const given = read.map(
      ({ name, rows }, at) => `${name} AS MATERIALIZED (${rows.replace('$', `$${at + 1}::jsonb`)})`,
    );
    return { given: given.length === 0 ? '' : `WITH ${given.join(', ')} `, values: read.map(({ value }) => value) };
  };
}
