import pg from 'pg';
import type { Catalogue } from '@aureus/contract';
import { viewStatements, type MaskProfile } from '@aureus/sqlguard';

/** One bank as a profile's login sees it, and as its owner does. */
export type Seen = {
  /** May read the views alone: the planner keeps statistics from who may not read the column. */
  readonly login: pg.Client;
  readonly owner: pg.Client;
  readonly schema: string;
  /** Views of all columns with the profile's filter as a plain WHERE, which the planner takes in. */
  readonly whereSchema: string;
  readonly isFiltered: boolean;
  close(): Promise<void>;
};

type Wanted = { readonly catalogue: Catalogue; readonly profile: MaskProfile; readonly schema: string };

/** What the executor sets, as far as a plan hangs on it. */
const SESSION = `SET work_mem = '16MB'; SET hash_mem_multiplier = 1; SET max_parallel_workers_per_gather = 0; SET jit = off;
  SET synchronize_seqscans = off; SET search_path = pg_catalog, pg_temp`;

export async function makeSeen(url: string, { catalogue, profile, schema }: Wanted): Promise<Seen> {
  const owner = await connect(url);
  const [views, login] = [`${schema}_owner`, `${schema}_login`];
  await owner.query(`CREATE ROLE ${views} NOLOGIN; CREATE ROLE ${login} LOGIN PASSWORD '${schema}'`);
  await owner.query(
    `GRANT USAGE ON SCHEMA public TO ${views}; GRANT SELECT ON ALL TABLES IN SCHEMA public TO ${views}`,
  );
  for (const statement of viewStatements(catalogue, profile, { schema, owner: views, login }))
    await owner.query(statement);
  const whereSchema = `${schema}_where`;
  await owner.query(`CREATE SCHEMA ${whereSchema}`);
  for (const { name, relation, schema: base } of catalogue.datasets) {
    const filter = profile.relations[name]?.filter;
    const values = filter?.values.map((value) => pg.escapeLiteral(value)).join(', ');
    const where = filter ? ` WHERE ${pg.escapeIdentifier(filter.column)} IN (${values})` : '';
    await owner.query(`CREATE VIEW ${whereSchema}.${name} AS SELECT * FROM ${base}.${relation}${where}`);
  }
  const address = new URL(url);
  [address.username, address.password] = [login, schema];
  const reader = await connect(address.href);
  for (const client of [owner, reader]) await client.query(SESSION);
  return {
    login: reader,
    owner,
    schema,
    whereSchema,
    isFiltered: Object.values(profile.relations).some(({ filter }) => filter !== null),
    close: async () => void (await Promise.all([reader.end(), owner.end()])),
  };
}

async function connect(connectionString: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  return client;
}
