import { firstDifference } from '../bytes/bytes.ts';
import { asciiText } from '../bytes/text.ts';
import { LedgerError, checkFormat } from '../ledger-error.ts';
import {
  CENTRAL_SIGNATURE,
  END_BYTES,
  END_SIGNATURE,
  LOCAL_BYTES,
  LOCAL_SIGNATURE,
  type ZipEntry,
  writeZip,
} from './zip-write.ts';

export type ZipReading = {
  /** Entries in the order of their local headers; their content may be wrong, see `fault`. */
  readonly entries: readonly ZipEntry[];
  /** null if the archive is byte for byte what `writeZip` makes of its entries; else where it first is not. */
  readonly fault: string | null;
};

/**
 * Reads a ZIP by its local headers, then writes it again and compares: two readers that look at different places of one
 * archive (local header, central directory, checksum) cannot be shown different content. Throws `format` if not even
 * the local headers can be followed.
 */
export function readZip(archive: Uint8Array): ZipReading {
  const entries: ZipEntry[] = [];
  const starts: number[] = [];
  let at = 0;
  while (readNumber(archive, at, 4) === LOCAL_SIGNATURE) {
    const [size, nameLength] = [readNumber(archive, at + 22, 4), readNumber(archive, at + 26, 2)];
    const from = at + LOCAL_BYTES + nameLength;
    const whole = at + LOCAL_BYTES <= archive.length && from + size <= archive.length;
    checkFormat(whole, `the archive is cut off in the file that starts at byte ${at}`);
    const name = archive.subarray(at + LOCAL_BYTES, from);
    checkFormat(
      name.every((code) => code < 0x80),
      `the archive has a name that is not ASCII at byte ${at + LOCAL_BYTES}`,
    );
    entries.push({ name: asciiText(name), bytes: archive.slice(from, from + size) });
    starts.push(at);
    at = from + size;
  }
  checkFormat(readNumber(archive, at, 4) === CENTRAL_SIGNATURE, `the archive is broken at byte ${at}`);
  const difference = firstDifference(archive, writeZip(entries));
  return { entries, fault: difference === -1 ? null : locate({ entries, starts, directory: at }, difference) };
}

/** True if the bytes begin or end like a ZIP: what is not one at all is unreadable, not forged. */
export function isZipLike(bytes: Uint8Array): boolean {
  return (
    readNumber(bytes, 0, 4) === LOCAL_SIGNATURE || readNumber(bytes, bytes.length - END_BYTES, 4) === END_SIGNATURE
  );
}

/**
 * True if the end of a ZIP is missing together with the end of a file in it: half a download says nothing about what was
 * sealed. One changed byte is never taken for that, because it cannot break both.
 */
export function isCutOff(archive: Uint8Array): boolean {
  if (readNumber(archive, archive.length - END_BYTES, 4) === END_SIGNATURE) return false;
  let at = 0;
  while (readNumber(archive, at, 4) === LOCAL_SIGNATURE) {
    at += LOCAL_BYTES + Math.max(0, readNumber(archive, at + 22, 4)) + Math.max(0, readNumber(archive, at + 26, 2));
  }
  return at >= archive.length;
}

type Layout = { readonly entries: readonly ZipEntry[]; readonly starts: readonly number[]; readonly directory: number };

function locate(layout: Layout, offset: number): string {
  if (offset >= layout.directory) return `byte ${offset}, in the directory of the archive`;
  const at = layout.starts.findLastIndex((start) => start <= offset);
  const { name } = layout.entries[at] ?? { name: '' };
  const within = offset - (layout.starts[at] ?? 0);
  // A name is the attacker's: no control character of it reaches a terminal.
  // The checksum is the only field of a local header that depends on content: if it differs, either may be the wrong one.
  const field = within >= 14 && within < 18 ? 'its content does not fit its checksum' : 'in its header';
  return `byte ${offset}, ${name.replaceAll(/[^!-~]/g, '?')}: ${field}`;
}

/** Little-endian, unsigned; -1 outside of the bytes. */
function readNumber(bytes: Uint8Array, at: number, width: number): number {
  if (at < 0 || at + width > bytes.length) return -1;
  let value = 0;
  for (let byte = width - 1; byte >= 0; byte--) value = value * 256 + (bytes[at + byte] ?? 0);
  return value;
}

/** The entry of that name, or undefined. */
export function findEntry(entries: readonly ZipEntry[], name: string): Uint8Array | undefined {
  return entries.find((entry) => entry.name === name)?.bytes;
}

/** As `findEntry`, but a missing entry is a `format` error. */
export function getEntry(entries: readonly ZipEntry[], name: string): Uint8Array {
  const bytes = findEntry(entries, name);
  if (bytes === undefined) throw new LedgerError('format', `${name} is missing`);
  return bytes;
}
