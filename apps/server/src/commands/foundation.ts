import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { AtlasError } from '@aureus/contract';
import { readBuild } from '#platform/build';
import { makeClock } from '#platform/clock';
import { type Home, findHome } from '#platform/home';
import { openKeys } from '#platform/keys';
import { type Log, makeLog } from '#platform/log';
import { makeFileObjects } from '#platform/objects';
import { readTrust } from '#trust/audit';
import type { Foundation } from '../app.ts';
import type { Config } from '../config.ts';

export const objectsOf = (home: Home) => makeFileObjects({ folder: join(home.path, 'objects') });

export const logOf = (config: Config, service: string): Log => makeLog({ level: config.logLevel, service });

/** Opens what every role stands on. The log must exist: `atlasd migrate` makes it. */
export async function openFoundation(config: Config, service: string): Promise<Foundation & { readonly home: Home }> {
  const home = findHome(config.home);
  const trust = home === null ? null : await readTrust(home.path);
  if (home === null || trust === null) {
    throw new AtlasError(
      'SERVICE_UNAVAILABLE',
      `There is no trust file in ${config.home}: run \`atlasd migrate\` first.`,
    );
  }
  const { encryptionKey } = config;
  return {
    config,
    home,
    trust,
    clock: makeClock(config.instant),
    log: logOf(config, service),
    keys: await openKeys({ home: home.path, ...(encryptionKey === undefined ? {} : { encryptionKey }) }),
    objects: objectsOf(home),
    installationId: createHash('sha256').update(trust.origin).digest('hex').slice(0, 32),
    build: readBuild(),
  };
}
