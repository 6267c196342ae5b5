import type { Catalogue } from '@aureus/contract';
import { viewQueries } from '@aureus/sqlguard';
import { type SourceLogin, type JudgedViews, judgeViews } from '#platform/source';
import type { SourceRow } from './catalogue-store.ts';
import type { StoredProfile } from './profile-store.ts';
import type { SourceDeps } from './source-deps.ts';
import { openProfileSecret } from './source-secrets.ts';

/** Whether the views that stand on the bank's server are those that Atlas prints for the profile. */
export async function proveViews(
  deps: Pick<SourceDeps, 'keys'>,
  { source, catalogue }: { readonly source: SourceRow; readonly catalogue: Catalogue },
  profile: StoredProfile,
  prover: SourceLogin | null,
): Promise<JudgedViews> {
  const login = { user: profile.login, password: await openProfileSecret(deps, profile.login, profile.secret) };
  const { digest, relations, maskedSchema: schema } = profile;
  return judgeViews(
    source.address,
    { login, schema, prover },
    viewQueries(catalogue, { digest, relations }, 'pg_temp'),
  );
}
