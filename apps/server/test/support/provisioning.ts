import { runSource } from '../../src/commands/source.ts';
import { configOf } from './atlasd.ts';
import type { House } from './house.ts';

/** `atlasd source provision` in this process. */
export async function runProvision(house: House, ...args: string[]): Promise<{ code: number; out: string }> {
  let out = '';
  const code = await runSource(configOf(house), ['provision', ...args], (text) => (out += text));
  return { code, out };
}
