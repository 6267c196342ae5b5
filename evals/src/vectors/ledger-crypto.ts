import { createHash } from 'node:crypto';
import { makeSubtleCrypto } from '@aureus/ledger';

/** The ledger's crypto port as the server and the browser fill it. */
export const crypto = makeSubtleCrypto(globalThis.crypto);

export const sha256 = (bytes: Uint8Array): Uint8Array => new Uint8Array(createHash('sha256').update(bytes).digest());

export const fromBase64Loose = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'base64'));

export const areEqual = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;
