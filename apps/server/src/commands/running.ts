import { AtlasError } from '@aureus/contract';
import type { DatabaseRole } from '#platform/db';
import { findHome } from '#platform/home';
import type { Config } from '../config.ts';
import type { DatabaseUrls } from './setup.ts';

/** The databases of an Atlas that `atlasd start` runs in this home right now. */
export function runningUrls(config: Config): DatabaseUrls {
  const home = findHome(config.home);
  const ready = (home?.readReady() ?? null) as { databases?: { app?: string } } | null;
  const app = ready?.databases?.app;
  if (home === null || app === undefined) {
    throw new AtlasError(
      'SERVICE_UNAVAILABLE',
      `No Atlas runs in ${config.home}: start it, or set the database addresses.`,
    );
  }
  const as = (role: DatabaseRole): string => {
    const url = new URL(app);
    url.username = role;
    url.password = home.secret(`database ${role}`);
    return url.href;
  };
  return {
    app: as('atlas_app'),
    owner: as('atlas_owner'),
    worker: as('atlas_worker'),
    sequencer: as('atlas_sequencer'),
    signer: as('atlas_signer'),
  };
}
