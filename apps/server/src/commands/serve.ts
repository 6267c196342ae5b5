import { fileURLToPath } from 'node:url';
import { AtlasError } from '@aureus/contract';
import { makeDb } from '#platform/db';
import { existingFolder, findPort, untilStopped } from '#platform/process';
import { openLogKey } from '#platform/keys';
import { makeFileObjects } from '#platform/objects';
import { startSequencer, startSigner } from '#trust/audit';
import { type Foundation, type Running, startApi, startWorker } from '../app.ts';
import { type Config, checkListening } from '../config.ts';
import { openFoundation } from './foundation.ts';
import { signerState } from './setup.ts';

export type Role = 'api' | 'worker' | 'sequencer' | 'signer';

const WEB_ROOT = fileURLToPath(new URL('../../../web/dist/', import.meta.url));

const URL_KEYS = {
  api: ['app', 'DATABASE_URL'],
  worker: ['worker', 'ATLAS_WORKER_DATABASE_URL'],
  sequencer: ['sequencer', 'ATLAS_SEQUENCER_DATABASE_URL'],
  signer: ['signer', 'ATLAS_SIGNER_DATABASE_URL'],
} as const satisfies Record<Role, readonly [keyof Config['databases'], string]>;

/** One role as a process of its own, on databases that somebody else runs. Ends on SIGTERM or Ctrl-C. */
export async function serve(config: Config, role: Role): Promise<void> {
  if (role === 'api') checkListening(config);
  const [key, name] = URL_KEYS[role];
  const url = config.databases[key];
  if (url === undefined)
    throw new AtlasError('SERVICE_UNAVAILABLE', `Set ${name}: the role ${role} needs its database.`);
  const foundation = await openFoundation(config, role);
  const running = await startRole(foundation, role, url);
  foundation.log.info('Ready', { role });
  await untilStopped();
  await running.stop();
}

type Started = Running & { readonly url?: string; readonly ownUrl?: string };

export async function startRole(foundation: Foundation, role: Role, url: string): Promise<Started> {
  if (role === 'worker') return startWorker(foundation, url);
  if (role === 'sequencer') return startSequencing(foundation, url);
  if (role === 'signer') return startSigning(foundation, url);
  const { config } = foundation;
  return startApi(foundation, {
    url,
    port: await findPort(config.host, config.port),
    webRoot: existingFolder(WEB_ROOT),
  });
}

async function startSequencing({ log }: Foundation, url: string): Promise<Running> {
  const db = makeDb({
    url,
    name: 'atlas sequencer',
    max: 2,
    onIdleError: () => log.warning('A database connection was lost'),
  });
  const sequencing = startSequencer({ db, log: log.module('sequencer') });
  return stopping(sequencing, db);
}

async function startSigning({ config, log, objects, trust, clock }: Foundation, url: string): Promise<Running> {
  const db = makeDb({
    url,
    name: 'atlas signer',
    max: 2,
    onIdleError: () => log.warning('A database connection was lost'),
  });
  const signing = startSigner({
    db,
    objects,
    clock,
    log: log.module('signer'),
    key: await openLogKey(config.home),
    statePath: signerState(config.home),
    origin: trust.origin,
    vkey: trust.vkey,
    ...(config.checkpointCopy === undefined ? {} : { copy: makeFileObjects({ folder: config.checkpointCopy }) }),
  });
  return stopping(signing, db);
}

const stopping = (work: Running, db: { destroy(): Promise<void> }): Running => ({
  async stop() {
    await work.stop();
    await db.destroy();
  },
});
