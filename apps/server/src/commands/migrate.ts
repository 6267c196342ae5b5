import { AtlasError } from '@aureus/contract';
import type { Config } from '../config.ts';
import { type DatabaseUrls, prepare } from './setup.ts';

const NAMES: Readonly<Record<keyof DatabaseUrls, string>> = {
  app: 'DATABASE_URL',
  owner: 'ATLAS_OWNER_DATABASE_URL',
  worker: 'ATLAS_WORKER_DATABASE_URL',
  sequencer: 'ATLAS_SEQUENCER_DATABASE_URL',
  signer: 'ATLAS_SIGNER_DATABASE_URL',
};

/** `atlasd migrate`: tables, queue, keys, log and policies of an installation whose databases exist. */
export async function migrateDatabase(config: Config): Promise<void> {
  await prepare(config, configuredUrls(config), (sentence) => process.stdout.write(`${sentence}\n`));
  process.stdout.write('The database is up to date.\n');
}

/** Every role has a login of its own; a missing one is named. */
export function configuredUrls({ databases }: Config): DatabaseUrls {
  const missing = (Object.keys(NAMES) as (keyof DatabaseUrls)[]).filter((role) => databases[role] === undefined);
  if (missing.length > 0) {
    const names = missing.map((role) => NAMES[role]).join(', ');
    throw new AtlasError('SERVICE_UNAVAILABLE', `Set ${names}: each role has a login of its own (db/roles.sql).`);
  }
  return databases as DatabaseUrls;
}
