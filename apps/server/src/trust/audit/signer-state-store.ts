import { AtlasError } from '@aureus/contract';
import { randomBytes } from 'node:crypto';
import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** What this signer has vouched for last. Kept outside the database, so that restoring an old one is noticed. */
export type SignerState = { readonly origin: string; readonly size: number; readonly root: string };

/** null if there is no state: only `log init`, on an empty log, may make one. */
export async function readSignerState(path: string): Promise<SignerState | null> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  try {
    const { origin, size, root } = JSON.parse(text) as Partial<SignerState>;
    const whole = typeof origin === 'string' && Number.isSafeInteger(size) && /^[0-9a-f]{64}$/.test(root ?? '');
    if (whole) return { origin, size: size as number, root: root as string };
  } catch {
    // Falls through: half a file is as bad as none, and says so.
  }
  throw new AtlasError('SERVICE_UNAVAILABLE', 'The signer cannot read what it signed last.', { detail: 'signer state' });
}

/** Durable when it resolves: file synced, renamed into place, folder synced. No signature leaves before that. */
export async function writeSignerState(path: string, state: SignerState): Promise<void> {
  const folder = dirname(path);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const temporary = join(folder, `.new-${randomBytes(9).toString('hex')}`);
  const file = await open(temporary, 'wx', 0o600);
  try {
    await file.writeFile(`${JSON.stringify({ origin: state.origin, size: state.size, root: state.root })}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(temporary, path);
  const handle = await open(folder, 'r');
  await handle.sync().finally(() => handle.close());
}
