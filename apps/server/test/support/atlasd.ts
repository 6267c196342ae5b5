import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { type Config, loadConfig } from '../../src/config.ts';
import type { House } from './house.ts';

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

export type Said = { readonly code: number; readonly out: string; readonly err: string };

function envOf(house: House): Record<string, string> {
  const { appUrl, ownerUrl, workerUrl, sequencerUrl, signerUrl } = house.database;
  return {
    ATLAS_HOME: house.home,
    ATLAS_LOG_LEVEL: 'CRITICAL',
    DATABASE_URL: appUrl,
    ATLAS_OWNER_DATABASE_URL: ownerUrl,
    ATLAS_WORKER_DATABASE_URL: workerUrl,
    ATLAS_SEQUENCER_DATABASE_URL: sequencerUrl,
    ATLAS_SIGNER_DATABASE_URL: signerUrl,
  };
}

/** What a command on the machine of this house is configured with. */
export const configOf = (house: House): Config => loadConfig(envOf(house), house.home);

/** The program as an operator runs it on the machine of this house. */
export async function runAtlasd(house: House, args: readonly string[]): Promise<Said> {
  const inherited = { PATH: process.env['PATH'], NODE_V8_COVERAGE: process.env['NODE_V8_COVERAGE'] };
  const child = spawn(process.execPath, [MAIN, ...args], {
    cwd: house.home,
    env: { ...inherited, NODE_ENV: 'production', ...envOf(house) },
  });
  const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
  return { code: code as number, out, err };
}
