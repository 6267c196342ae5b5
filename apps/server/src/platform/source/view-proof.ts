import pg from 'pg';
import { AtlasError } from '@aureus/contract';
import { BEGIN_WRITING, OWN_CODE, PRINTED_ALIKE } from './catalog-sql.ts';
import { type SourceAddress, type SourceLogin, asLogin } from './connection.ts';
import { readViewDigests } from './view-digests.ts';

/** What a view asks. One that reads another of the same profile names it in `pg_temp`. */
export type ViewQuery = { readonly name: string; readonly query: string };

/** `unknown`: no login of Atlas's may make the views for a moment, so nobody can say. */
export type ViewProof = 'same' | 'different' | 'unknown';

type Standing = {
  readonly login: SourceLogin;
  readonly schema: string;
  /** A login that may make temporary views and name the base relations; it need not read them. */
  readonly prover: SourceLogin | null;
};

/** Text says nothing of a cast of the bank's own: a view that calls such code has no definition that another could equal. */
const DEFINITIONS = `
  SELECT c.relname AS name, CASE WHEN NOT EXISTS (${OWN_CODE}) THEN pg_catalog.pg_get_viewdef(c.oid) END AS definition
    FROM pg_catalog.pg_class c WHERE c.relkind = 'v' AND c.relnamespace = `;

/** `digests`: of the views that were judged, from the same look at them. */
export type JudgedViews = { readonly proof: ViewProof; readonly digests: Readonly<Record<string, string>> };

/**
 * Whether the views that stand in a schema are those of the queries: the server itself reads both. Atlas's own are made as
 * temporary views in a transaction that is rolled back, so that no reading of another version has to be guessed.
 */
export async function judgeViews(
  address: SourceAddress,
  { login, schema, prover }: Standing,
  queries: readonly ViewQuery[],
): Promise<JudgedViews> {
  const meant = prover === null ? null : await readMeant(address, prover, queries);
  const { definitions, digests } = await readStanding(address, login, schema);
  if (meant === null) return { proof: 'unknown', digests };
  const isSame = queries.every(({ name }) => meant.get(name) != null && meant.get(name) === definitions.get(name));
  return { proof: isSame && definitions.size === meant.size ? 'same' : 'different', digests };
}

/** A definition is read under a lock on every table that it names. */
const BRIEFLY = "SET LOCAL lock_timeout = '2s'";

/** One snapshot: a view that is made again in between is in neither or in both. */
function readStanding(address: SourceAddress, login: SourceLogin, schema: string) {
  return asLogin(address, login, async (client) => {
    await client.query(`BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; ${PRINTED_ALIKE}; ${BRIEFLY}`);
    const digests = await readViewDigests(client, schema);
    // With the schema in sight a view names another of its own as a temporary view names a temporary one.
    await client.query(`SET LOCAL search_path TO pg_catalog, ${pg.escapeIdentifier(schema)}`);
    const where = '(SELECT n.oid FROM pg_catalog.pg_namespace n WHERE n.nspname = $1)';
    const definitions = toDefinitions(await client.query(DEFINITIONS + where, [schema]));
    await client.query('ROLLBACK');
    return { definitions, digests };
  });
}

type Definitions = ReadonlyMap<string, string | null>;

const toDefinitions = ({ rows }: pg.QueryResult<{ name: string; definition: string | null }>): Definitions =>
  new Map(rows.map((row) => [row.name, row.definition]));

async function readMeant(
  address: SourceAddress,
  prover: SourceLogin,
  queries: readonly ViewQuery[],
): Promise<Definitions | null> {
  try {
    return await asLogin(address, prover, async (client) => {
      await client.query(`${BEGIN_WRITING}; ${PRINTED_ALIKE}; ${BRIEFLY}`);
      for (const { name, query } of queries) {
        await client.query(`CREATE TEMPORARY VIEW ${pg.escapeIdentifier(name)} AS ${query}`);
      }
      const meant = toDefinitions(await client.query(`${DEFINITIONS}pg_catalog.pg_my_temp_schema()`));
      await client.query('ROLLBACK');
      return meant;
    });
  } catch (error) {
    // 42501 and class 28: it may not, or is not let in.
    if (error instanceof AtlasError && /^(?:42501|28)/.test(error.detail ?? '')) return null;
    throw error;
  }
}
