import { transaction } from '#platform/db';
import {
  PROVISIONER,
  closeOtherDatabases,
  loginStatements,
  readerStatements,
  setupStatements,
  toScript,
} from '#platform/source';
import { CONNECTIONS_PER_LOGIN } from './expected-rules.ts';
import { draftProfile, findStored, profileStatements } from './profile-actions.ts';
import { endScript, makeScript } from './profile-script.ts';
import { type StoredProfile, loadStored, replaceProfile } from './profile-store.ts';
import type { Needed } from './needed-actions.ts';
import type { SourceDeps } from './source-deps.ts';
import { openProfileSecret, openProvisioner, openReader } from './source-secrets.ts';

/**
 * The SQL a bank's DBA runs instead of the provisioner, or before it exists: again changes nothing. Passwords stand in it
 * as SCRAM verifiers. Profiles that it makes for the first time wait until Atlas has seen them.
 */
export async function printSource(deps: SourceDeps, needed: Needed): Promise<string> {
  return needed.source.provision === 'inline' ? printInline(deps, needed) : printViews(deps, needed);
}

async function printInline(deps: SourceDeps, { source, catalogue }: Needed): Promise<string> {
  const { user, password } = await openReader(deps, source);
  const { database } = source.address;
  const relations = catalogue.datasets.map(({ schema, relation, columns }) => ({
    schema,
    relation,
    columns: columns.filter((one) => one.class !== 'unclassified'),
  }));
  const reader = { login: user, password, connections: CONNECTIONS_PER_LOGIN, database, relations };
  return toScript([
    '-- One read-only login. Masks stand in the query: nothing on this server hides a value from whoever has its password',
    closeOtherDatabases([user]),
    ...readerStatements(reader),
  ]);
}

async function printViews(deps: SourceDeps, needed: Needed): Promise<string> {
  const { source, catalogue } = needed;
  const { database } = source.address;
  const { serverMajor } = catalogue.source;
  const provisioner = await openProvisioner(deps, source, 'print');
  const setup = { database, serverMajor, relations: catalogue.datasets, password: provisioner?.password };
  const drafts = [];
  for (const profile of needed.profiles) drafts.push(await ensureDraft(deps, { source, catalogue, profile }));
  const made = [];
  for (const draft of drafts) {
    const password = await openProfileSecret(deps, draft.login, draft.secret);
    const login = loginStatements(database, { login: draft.login, password, connections: CONNECTIONS_PER_LOGIN });
    made.push(makeScript(serverMajor, login, profileStatements(catalogue, draft)));
  }
  const names = new Set(drafts.map((one) => one.login));
  const unused = (await loadStored(deps.db, source.id)).filter((one) => !names.has(one.login));
  return [
    // What a login keeps of the bank's is in the way of what is asked of the provisioner, which may act as it.
    ...unused.map((one) => endScript(serverMajor, one)),
    toScript([closeOtherDatabases(provisioner === null ? [] : [PROVISIONER]), ...setupStatements(setup)]),
    ...made,
  ].join('');
}

/** The secret is made once: the same script comes out as often as it is asked for. */
async function ensureDraft(deps: SourceDeps, wanted: Parameters<typeof draftProfile>[1]): Promise<StoredProfile> {
  const stored = await findStored(deps, wanted);
  if (stored !== undefined) return stored;
  const draft = await draftProfile(deps, wanted);
  await transaction(deps.db, (tx) => replaceProfile(tx, wanted.source.id, draft));
  return draft;
}
