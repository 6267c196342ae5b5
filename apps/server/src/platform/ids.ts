import { randomBytes, randomUUID } from 'node:crypto';

let last = 0;
let counter = 0;

/**
 * UUIDv7 (RFC 9562 section 5.7) with the 12-bit counter of section 6.2, method 1: ids of one process sort in the order
 * in which they were made, so that a page of history or audit needs no second sort key.
 */
export function newId(now: number = Date.now()): string {
  if (now > last) {
    last = now;
    counter = randomBytes(2).readUInt16BE() & 0x7ff;
  } else if (counter === 0xfff) {
    last += 1;
    counter = 0;
  } else {
    counter += 1;
  }
  const bytes = randomBytes(16);
  bytes.writeUIntBE(last, 0, 6);
  bytes.writeUInt16BE(0x7000 | counter, 6);
  bytes.writeUInt8(0x80 | (bytes.readUInt8(8) & 0x3f), 8);
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** A person's id is random (v4): the time somebody joined the bank is no business of whoever reads an id. */
export function newPersonId(): string {
  return randomUUID();
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

export function isId(text: string): boolean {
  return UUID.test(text);
}
