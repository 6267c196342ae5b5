import { fromBase64, toBase64 } from './bytes/base64.ts';
import { utf8Bytes, utf8Text } from './bytes/text.ts';
import { checkRebuilt } from './bytes/json.ts';
import { checkFormat } from './ledger-error.ts';

const FIRST_LINE = 'c2sp.org/tlog-proof@v1';

/** A leaf's inclusion proof with the checkpoint it leads to (C2SP tlog-proof); `extra` holds the leaf's bytes. */
export type TlogProof = {
  readonly leaf: Uint8Array;
  readonly index: number;
  readonly hashes: readonly Uint8Array[];
  /** The signed note, verbatim. */
  readonly checkpoint: string;
};

/** The bytes of a `.tlog-proof` file. */
export function encodeTlogProof(proof: TlogProof): Uint8Array {
  const lines = [FIRST_LINE, `extra ${toBase64(proof.leaf)}`, `index ${proof.index}`, ...proof.hashes.map(toBase64)];
  return utf8Bytes(`${lines.join('\n')}\n\n${proof.checkpoint}`);
}

/** Reads a proof in exactly the form `encodeTlogProof` writes; else a `format` error. Nothing is verified. */
export function parseTlogProof(bytes: Uint8Array): TlogProof {
  const text = utf8Text(bytes);
  const blank = text.indexOf('\n\n');
  const [first, extra = '', index = '', ...hashes] = text.slice(0, Math.max(blank, 0)).split('\n');
  checkFormat(
    first === FIRST_LINE && extra.startsWith('extra ') && /^index (0|[1-9]\d{0,15})$/.test(index),
    'not a tlog-proof',
  );
  const proof = {
    leaf: fromBase64(extra.slice('extra '.length)),
    index: Number(index.slice('index '.length)),
    hashes: hashes.map(fromBase64),
    checkpoint: text.slice(blank + 2),
  };
  checkRebuilt(bytes, encodeTlogProof(proof), 'a tlog-proof');
  return proof;
}
