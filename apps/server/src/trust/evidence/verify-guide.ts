import { utf8Bytes } from '@aureus/ledger';

/**
 * `VERIFY.md` of every pack: how to check it with public tools alone. The text is part of the record; another text is a
 * new part, and packs that exist keep theirs.
 */
export const VERIFY_GUIDE = utf8Bytes(`# Verifying this evidence pack

Everything here can be checked offline. Get the trust file (\`trust.json\`) from the bank by another way than this pack;
the copy inside only says which keys the pack was made with.

## With Atlas's own verifier

    atlas-verify pack.zip --trust trust.json

Green or red per claim. Exit code 0: all claims hold; 1: some claim fails; 2: not readable; 3: nothing fails, but the
log had not yet been signed when the pack was made.

## With public tools

One statement a line, DSSE with an in-toto v1 payload. The first one, what its key signed, and the key itself, from the
newest version of your trust file:

    head -n 1 evidence.intoto.jsonl > line.json
    jq -r .payload line.json | base64 -d > payload.json
    jq -r '.signatures[0].sig' line.json | base64 -d > signature.der
    { printf 'DSSEv1 28 application/vnd.in-toto+json %d ' $(wc -c < payload.json); cat payload.json; } > signed.bin
    jq -r '.versions[-1]' trust.json | head -n 1 | jq -r '.attesters[0].pem' > attester.pem
    openssl dgst -sha256 -verify attester.pem -signature signature.der signed.bin

Every file that \`manifest.json\` lists by \`sha256\` has this digest, and the manifest's own digest is a subject of the
last statement:

    sha256sum manifest.json validation.json policies/* result.jwe sealed.jwe

Each \`NN-stage.tlog-proof\` (C2SP tlog-proof) leads from a statement's leaf (\`extra\`, base64) to a signed checkpoint
(C2SP tlog-checkpoint). The leaf names the SHA-256 of its line in \`evidence.intoto.jsonl\` without the newline.

\`execution.sigstore.json\` is the execution's envelope as a Sigstore bundle v0.3 with a bare key: Sigstore clients need
the public key given, and their thresholds for transparency log and timestamps set to 0.

\`result.jwe\` and \`sealed.jwe\` are JWE compact (RFC 7516, \`dir\`, A256GCM). If \`keys.json\` is here, any JOSE tool opens
them with it; the result is a Parquet file.
`);
