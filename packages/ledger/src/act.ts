import { toHex } from './bytes/hex.ts';
import { type JsonObject, compactJson } from './bytes/json.ts';
import { asciiBytes, utf8Bytes } from './bytes/text.ts';
import type { Attester, Crypto } from './crypto.ts';
import { encodeEnvelope, signEnvelope } from './dsse.ts';
import { type Leaf, encodeLeaf, leafHashHex } from './leaf.ts';
import {
  STATEMENT_PAYLOAD_TYPE,
  type StatementBody,
  type StatementHead,
  type Subject,
  encodeStatement,
} from './statement.ts';

export const EVENT_PAYLOAD_TYPE = 'application/vnd.aureus.atlas-event+json';

/** An act ready to be staged: its stored envelope line and the leaf that names it. Hashes are lower-case hex. */
export type SignedAct = {
  readonly envelope: string;
  readonly leaf: Leaf;
  readonly leafBytes: Uint8Array;
  readonly leafHash: string;
};

/** The head without what this package fills in. */
export type ActHead = Omit<StatementHead, 'blind'>;

/**
 * Signs one stage of a run as an in-toto statement and makes its leaf. `subjects` beyond the run itself: the execution
 * names `result.jwe`, the closing stage `manifest.json`. `prev` and `seq` come from the locked query row.
 */
export async function signStage(
  act: { readonly head: ActHead; readonly body: StatementBody; readonly subjects?: readonly Subject[] },
  attester: Attester,
  crypto: Crypto,
): Promise<SignedAct> {
  const { head, body } = act;
  const subjects = [await runSubject(head.run, crypto), ...(act.subjects ?? [])];
  const payload = encodeStatement({ ...head, blind: makeBlind(crypto) }, body, subjects);
  const { run, seq, time, actor, prev } = head;
  return signLeaf(
    STATEMENT_PAYLOAD_TYPE,
    payload,
    { type: body.stage, run, seq, time, actor, prev },
    { attester, crypto },
  );
}

/**
 * Signs an act outside the chain of stages (sign-in, result view, download, …): DSSE over the audit row's JSON with a
 * blind. `row` must hold everything that the searchable row shows.
 */
export async function signEvent(
  event: {
    readonly type: string;
    readonly run: string | null;
    readonly time: string;
    readonly actor: string | null;
    readonly row: JsonObject;
  },
  attester: Attester,
  crypto: Crypto,
): Promise<SignedAct> {
  const { type, run, time, actor, row } = event;
  const payload = compactJson({ v: 1, type, run, time, actor, blind: makeBlind(crypto), row });
  return signLeaf(EVENT_PAYLOAD_TYPE, payload, { type, run, seq: null, time, actor, prev: null }, { attester, crypto });
}

/** `run/ID` over the run id in ASCII: the subject every statement of a run has. */
export async function runSubject(run: string, crypto: Pick<Crypto, 'sha256'>): Promise<Subject> {
  return { name: `run/${run}`, sha256: toHex(await crypto.sha256(asciiBytes(run))) };
}

async function signLeaf(
  payloadType: string,
  payload: Uint8Array,
  head: Omit<Leaf, 'envelope' | 'kid'>,
  by: { readonly attester: Attester; readonly crypto: Crypto },
): Promise<SignedAct> {
  const envelope = encodeEnvelope(await signEnvelope(payloadType, payload, by.attester));
  const digest = toHex(await by.crypto.sha256(utf8Bytes(envelope)));
  const leaf = { ...head, envelope: digest, kid: by.attester.kid };
  const leafBytes = encodeLeaf(leaf);
  return { envelope, leaf, leafBytes, leafHash: await leafHashHex(leafBytes, by.crypto.sha256) };
}

function makeBlind(crypto: Crypto): string {
  return toHex(crypto.random(32));
}
