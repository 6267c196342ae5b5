import pg from 'pg';
import type { Expected, Finding } from './check.ts';
import { VIEW_OWNER } from './own-roles-sql.ts';

/** What a DBA runs where a login may not read what stands behind the bank's own row security. */
export const BEHIND_POLICIES = `What policies of the bank's own row security read needs a GRANT to ${VIEW_OWNER}, or to the bank's one login; a function that they call, EXECUTE for the login itself, and SECURITY DEFINER for what it reads`;

/**
 * Whether the login may still read what the bank's own policies read: no catalog says which function of a policy the planner
 * calls, nor what it reads, so the server is asked for a plan, which checks every right and gives no row.
 */
export async function findUnreadable(client: pg.Client, { walled = [] }: Expected): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const { schema, relation } of walled) {
    const name = `${pg.escapeIdentifier(schema)}.${pg.escapeIdentifier(relation)}`;
    await client.query('SAVEPOINT asked');
    const why = await client.query(`EXPLAIN SELECT FROM ${name}`).then(() => null, whyStopped);
    await client.query('ROLLBACK TO SAVEPOINT asked');
    if (why === null) continue;
    const sentence = `${schema}.${relation} cannot be read (${why}). ${BEHIND_POLICIES}`;
    findings.push({ check: 'relations.behind_policies', about: 'relations', stops: true, sentence });
  }
  return findings;
}

/**
 * A right that is gone, or what is named and is gone. Anything else (a table that is locked just now, a function of a policy
 * that raises outside of office hours) ends the questions of that relation, and those alone.
 */
function whyStopped(error: unknown): string | null {
  const { code = '', message } = error as pg.DatabaseError;
  const isToldByName = code === '42P01';
  return code.startsWith('42') && !isToldByName ? `${code}: ${message}` : null;
}
