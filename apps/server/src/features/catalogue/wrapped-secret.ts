import type { WrappedKey } from '#platform/keys';

/** One text column holds a wrapped secret: the master key's id, a colon, the bytes. */
export const toWrapped = (key: WrappedKey): string => `${key.masterKid}:${Buffer.from(key.wrapped).toString('base64')}`;

export function fromWrapped(text: string): WrappedKey {
  const at = text.indexOf(':');
  return { masterKid: text.slice(0, at), wrapped: Buffer.from(text.slice(at + 1), 'base64') };
}
