import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../src/run.ts';
import type { Surroundings } from '../src/surroundings.ts';
import { startAtlasServer } from './atlas-server.ts';
import type { AtlasServer } from './atlas-server.ts';

export type Ran = { readonly code: number; readonly out: string; readonly err: string; readonly slept: number };
export type World = Partial<Surroundings> & { readonly env?: Record<string, string> };

export const SIGNED_IN = { ATLAS_EMAIL: 'ana@meridian.example', ATLAS_PASSWORD: 'a tram in Lisbon' };

/** The clock moves when the program sleeps, and not otherwise. */
const NOW = Date.UTC(2026, 0, 31);

/** The program in this process, with a server, a folder of its own and a clock that sleeping moves. */
export type Bench = {
  readonly atlas: AtlasServer;
  readonly folder: () => string;
  readonly cli: (line: readonly string[], world?: World) => Promise<Ran>;
  /** Before each test: a calm server and an empty folder. */
  reset(): void;
  close(): Promise<void>;
};

export async function openBench(): Promise<Bench> {
  const atlas = await startAtlasServer();
  let folder = '';
  const tidy = (): void => rmSync(folder, { recursive: true, force: true });
  return {
    atlas,
    folder: () => folder,
    reset: () => {
      if (folder !== '') tidy();
      folder = mkdtempSync(join(tmpdir(), 'atlas-cli-'));
      atlas.calm();
    },
    close: () => {
      tidy();
      return atlas.close();
    },
    cli: async (line, { env = SIGNED_IN, ...more } = {}) => {
      let [out, err, slept] = ['', '', 0];
      const code = await run(line, {
        env: { ATLAS_SERVER: atlas.url, XDG_CONFIG_HOME: join(folder, 'config'), ...env },
        folder,
        print: (text) => void (out += text),
        complain: (text) => void (err += `${text}\n`),
        live: false,
        askSecret: async () => undefined,
        sleep: async (ms) => void (slept += ms),
        now: () => NOW + slept,
        ...more,
      });
      return { code, out, err, slept };
    },
  };
}
