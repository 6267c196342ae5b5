import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Surroundings } from './surroundings.ts';

export type DemoPerson = { readonly role: string; readonly email: string; readonly password: string };

/** What `npm start` leaves in its home: where it listens, and the demo's people. */
export type Ready = { readonly url: string; readonly demo: readonly DemoPerson[] };

type ReadyFile = {
  readonly url: string;
  readonly demo?: readonly DemoPerson[];
  readonly more?: readonly DemoPerson[];
};

/** Undefined where no Atlas was started in this folder, or its file is not ours to read. */
export function readReady({ env, folder }: Pick<Surroundings, 'env' | 'folder'>): Ready | undefined {
  try {
    const home = resolve(folder, env.ATLAS_HOME ?? '.atlas');
    const { url, demo = [], more = [] } = JSON.parse(readFileSync(join(home, 'ready.json'), 'utf8')) as ReadyFile;
    return { url, demo: [...demo, ...more] };
  } catch {
    return undefined;
  }
}

const NOWHERE_ELSE = 'http://127.0.0.1:8000';

/** The server to talk to: named on the line, in the environment, by the Atlas of this folder, or the usual one. */
export function findServer(
  named: string | undefined,
  surroundings: Pick<Surroundings, 'env' | 'folder'>,
): URL | undefined {
  const text = named ?? surroundings.env.ATLAS_SERVER ?? readReady(surroundings)?.url ?? NOWHERE_ELSE;
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  return url.protocol === 'http:' || url.protocol === 'https:' ? url : undefined;
}
