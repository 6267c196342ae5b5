/**
 * The trust file that this person compared with paper and pinned. It names public keys and holds nothing of the bank,
 * so it alone may stay in the browser: asking for it at each visit would teach people to click it away.
 */
export type TrustPin = { readonly file: string; readonly fingerprint: string; readonly pinnedAt: string };

const PLACE = 'atlas.trust-pin';

/** Reads a stored pin; anything that is not one counts as none. */
export function toPin(stored: string | null): TrustPin | null {
  if (stored === null) return null;
  try {
    const read = JSON.parse(stored) as Partial<Record<keyof TrustPin, unknown>> | null;
    if (typeof read?.file !== 'string' || typeof read.fingerprint !== 'string' || typeof read.pinnedAt !== 'string')
      return null;
    if (!/^[0-9a-f]{64}$/.test(read.fingerprint) || Number.isNaN(Date.parse(read.pinnedAt))) return null;
    return { file: read.file, fingerprint: read.fingerprint, pinnedAt: read.pinnedAt };
  } catch {
    return null;
  }
}

export function loadPin(): TrustPin | null {
  try {
    return toPin(localStorage.getItem(PLACE));
  } catch {
    return null;
  }
}

/** Keeps the pin for later visits where the browser lets us; the page works with it either way. */
export function keepPin(pin: TrustPin): void {
  try {
    localStorage.setItem(PLACE, JSON.stringify(pin));
  } catch {
    // Storage may be forbidden; then the pin lasts as long as the page.
  }
}

export function forgetPin(): void {
  try {
    localStorage.removeItem(PLACE);
  } catch {
    // Nothing was kept.
  }
}

/** Groups of four, eight to a line: what two people can read to each other. */
export function spellFingerprint(fingerprint: string): string {
  return (fingerprint.match(/.{1,4}/g) ?? []).join(' ');
}
