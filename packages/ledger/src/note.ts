import { concatBytes, isSameBytes } from './bytes/bytes.ts';
import { fromBase64, toBase64 } from './bytes/base64.ts';
import { fromHex, toHex } from './bytes/hex.ts';
import { utf8Bytes, utf8Text } from './bytes/text.ts';
import type { Crypto, Ed25519Signer } from './crypto.ts';
import { checkFormat } from './ledger-error.ts';

/** Signature type byte of C2SP signed-note: plain Ed25519. */
const ED25519 = 0x01;
const SIGNATURE_LINE = /^— ([^\s+]+) ([A-Za-z0-9+/]+=*)$/u;
/** C2SP asks verifiers to accept at least 16; a limit keeps a hostile note from costing thousands of verifications. */
const MOST_SIGNATURES = 64;

/** A public key that signs notes: `vkey` is its one line of text, `name+hhhhhhhh+base64`. */
export type NoteKey = { readonly name: string; readonly keyId: Uint8Array; readonly publicKey: Uint8Array };
export type NoteSignature = { readonly name: string; readonly keyId: Uint8Array; readonly signature: Uint8Array };
export type Note = { readonly text: string; readonly signatures: readonly NoteSignature[] };
export type NoteSigner = Ed25519Signer & { readonly name: string };

/** The vkey line of an Ed25519 key. */
export async function toVkey(name: string, publicKey: Uint8Array, crypto: Pick<Crypto, 'sha256'>): Promise<string> {
  checkFormat(isKeyName(name) && publicKey.length === 32, 'a note key needs a name and 32 bytes');
  const key = concatBytes(Uint8Array.of(ED25519), publicKey);
  return `${name}+${toHex(await keyIdOf(name, key, crypto))}+${toBase64(key)}`;
}

/** Reads a vkey; the key id must be the one that name and key give. Else a `format` error. */
export async function fromVkey(vkey: string, crypto: Pick<Crypto, 'sha256'>): Promise<NoteKey> {
  const [name = '', id = '', ...rest] = vkey.split('+');
  const key = fromBase64(rest.join('+'));
  checkFormat(isKeyName(name) && key.length === 33 && key[0] === ED25519, 'not an Ed25519 vkey');
  const keyId = fromHex(id, 4);
  checkFormat(isSameBytes(keyId, await keyIdOf(name, key, crypto)), 'a vkey has the wrong key id');
  return { name, keyId, publicKey: key.slice(1) };
}

/** Text (ends in a newline), a blank line, one signature line per signer. */
export async function signNote(
  text: string,
  signers: readonly NoteSigner[],
  crypto: Pick<Crypto, 'sha256'>,
): Promise<string> {
  checkFormat(isNoteText(text) && signers.length > 0, 'a note needs text that ends in a newline, and a signer');
  const lines: string[] = [];
  for (const signer of signers) {
    const keyId = await keyIdOf(signer.name, concatBytes(Uint8Array.of(ED25519), signer.publicKey), crypto);
    const signature = await signer.sign(utf8Bytes(text));
    lines.push(`— ${signer.name} ${toBase64(concatBytes(keyId, signature))}\n`);
  }
  return `${text}\n${lines.join('')}`;
}

/** Splits a note; signatures are read, not verified. A `format` error unless writing it again gives the same bytes. */
export function parseNote(bytes: Uint8Array): Note {
  const whole = utf8Text(bytes);
  const blank = whole.lastIndexOf('\n\n');
  const text = whole.slice(0, blank + 1);
  checkFormat(blank >= 0 && isNoteText(text) && whole.endsWith('\n'), 'not a signed note');
  const lines = whole.slice(blank + 2, -1).split('\n');
  checkFormat(lines.length <= MOST_SIGNATURES, 'a note has too many signatures');
  return { text, signatures: lines.map(parseSignature) };
}

/**
 * The signatures of a note by the keys given, each verified. False if one of a given key does not verify, or if no given
 * key signed; lines by other keys are passed over, as C2SP demands (who must not pass them over looks at `parseNote`).
 */
export async function verifyNote(bytes: Uint8Array, keys: readonly NoteKey[], crypto: Crypto): Promise<boolean> {
  const note = parseNote(bytes);
  let verified = 0;
  for (const signature of note.signatures) {
    const key = keys.find((candidate) => isSignedBy(signature, candidate));
    if (key === undefined) continue;
    if (!(await verifyNoteSignature(note, signature, key, crypto))) return false;
    verified += 1;
  }
  return verified > 0;
}

/** True if the line names this key (name and key id). */
export function isSignedBy(signature: NoteSignature, key: NoteKey): boolean {
  return signature.name === key.name && isSameBytes(signature.keyId, key.keyId);
}

export async function verifyNoteSignature(
  note: Note,
  signature: NoteSignature,
  key: NoteKey,
  crypto: Crypto,
): Promise<boolean> {
  if (signature.signature.length !== 64) return false;
  return crypto.verifyEd25519(key.publicKey, utf8Bytes(note.text), signature.signature);
}

function parseSignature(line: string): NoteSignature {
  const [, name = '', encoded = ''] = SIGNATURE_LINE.exec(line) ?? [];
  const bytes = fromBase64(encoded);
  checkFormat(name !== '' && bytes.length > 4, 'not a note signature line');
  return { name, keyId: bytes.slice(0, 4), signature: bytes.slice(4) };
}

async function keyIdOf(name: string, key: Uint8Array, crypto: Pick<Crypto, 'sha256'>): Promise<Uint8Array> {
  return (await crypto.sha256(concatBytes(utf8Bytes(`${name}\n`), key))).slice(0, 4);
}

function isKeyName(name: string): boolean {
  return /^[^\s+]+$/u.test(name);
}

function isNoteText(text: string): boolean {
  // oxlint-disable-next-line no-control-regex -- C2SP forbids control characters but newline
  return text.endsWith('\n') && !/[\u0000-\u0009\u000b-\u001f]/.test(text);
}
