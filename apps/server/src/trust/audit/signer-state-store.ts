import { AtlasError } from '@aureus/contract';
import { readFile } from 'node:fs/promises';
import { replaceFile } from '#platform/files';

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
  throw new AtlasError('SERVICE_UNAVAILABLE', 'The signer cannot read what it signed last.', {
    detail: 'signer state',
  });
}

/** Durable when it resolves. No signature leaves before that. */
export async function writeSignerState(path: string, { origin, size, root }: SignerState): Promise<void> {
  await replaceFile(path, Buffer.from(`${JSON.stringify({ origin, size, root })}\n`));
}
