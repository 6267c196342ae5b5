import { concatBytes } from '../bytes/bytes.ts';
import { asciiBytes } from '../bytes/text.ts';
import { LedgerError } from '../ledger-error.ts';
import { crc32 } from './crc32.ts';

export type ZipEntry = { readonly name: string; readonly bytes: Uint8Array };

export const LOCAL_SIGNATURE = 0x04034b50;
export const CENTRAL_SIGNATURE = 0x02014b50;
export const END_SIGNATURE = 0x06054b50;
export const LOCAL_BYTES = 30;
export const END_BYTES = 22;

/** Stored needs version 2.0 of no reader, but every writer says so. */
const VERSION = 20;
/** 1980-01-01 as MS-DOS date (day 1, month 1, year 0): any real time would make equal packs differ. */
const DATE = 0x0021;

/**
 * A deterministic ZIP: entries stored (deflate differs between libraries), in the order given, ASCII names, no extra
 * fields, no comment, no data descriptors. Throws `usage` from 4 GiB or 65,535 entries on (ZIP64 is not written).
 */
export function writeZip(entries: readonly ZipEntry[]): Uint8Array {
  if (entries.length >= 0xffff) throw new LedgerError('usage', 'too many entries for a ZIP');
  const locals: Uint8Array[] = [];
  const centrals: Uint8Array[] = [];
  let offset = 0;
  for (const { name, bytes } of entries) {
    const nameBytes = asciiBytes(name);
    const about = concatBytes(
      littleEndian([2, VERSION], [2, 0], [2, 0], [2, 0], [2, DATE]),
      littleEndian([4, crc32(bytes)], [4, bytes.length], [4, bytes.length], [2, nameBytes.length], [2, 0]),
    );
    locals.push(littleEndian([4, LOCAL_SIGNATURE]), about, nameBytes, bytes);
    centrals.push(littleEndian([4, CENTRAL_SIGNATURE], [2, VERSION]), about);
    centrals.push(littleEndian([2, 0], [2, 0], [2, 0], [4, 0], [4, offset]), nameBytes);
    offset += LOCAL_BYTES + nameBytes.length + bytes.length;
  }
  const directory = concatBytes(...centrals);
  if (offset + directory.length > 0xfffffffe) throw new LedgerError('usage', 'too large for a ZIP');
  const count = entries.length;
  const end = littleEndian(
    [4, END_SIGNATURE],
    [2, 0],
    [2, 0],
    [2, count],
    [2, count],
    [4, directory.length],
    [4, offset],
    [2, 0],
  );
  return concatBytes(...locals, directory, end);
}

function littleEndian(...fields: readonly (readonly [width: number, value: number])[]): Uint8Array {
  const bytes = new Uint8Array(fields.reduce((sum, [width]) => sum + width, 0));
  let at = 0;
  for (const [width, value] of fields) {
    for (let byte = 0; byte < width; byte++) bytes[at++] = (value >>> (8 * byte)) & 255;
  }
  return bytes;
}
