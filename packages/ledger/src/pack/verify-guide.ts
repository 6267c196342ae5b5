import { utf8Bytes } from '../bytes/text.ts';

/**
 * The bytes of `VERIFY.md`. The manifest pins them in each pack, so a pack keeps the guide it was made with. Every
 * command in it is run by a test.
 */
export function encodeVerifyGuide(): Uint8Array {
  return utf8Bytes(GUIDE);
}

const GUIDE = String.raw`# Check this pack with public tools

Each block below is to be pasted into a shell (sh, openssl 3, jq, python3; Node only for step 6) in an empty folder into
which the pack was unzipped. ${'`'}atlas-verify pack.zip --trust trust.json${'`'} checks all of this and more; these commands
show that you need not believe it.

Name the trust file that you got elsewhere. Never use the one inside the pack: whoever forges a pack forges that too. The
fingerprint printed is to be compared with one on paper.

~~~sh
TRUST=${'${TRUST:-../trust.json}'}
jq -rj '.versions[-1]' "$TRUST" | sha256sum
jq -r '.versions[-1]' "$TRUST" | head -n 1 > trusted.json
~~~

## 1. The files are those of the manifest

~~~sh
jq -r '.parts[] | select(.sha256) | "\(.sha256)  \(.name)"' manifest.json | sha256sum -c --strict --ignore-missing
~~~

Question and SQL stand in the manifest by salted commitment instead: step 7.

## 2. The closing statement names the manifest

~~~sh
tail -n 1 evidence.intoto.jsonl | jq -r .payload | base64 -d > closing.json
echo "$(jq -r '.subject[] | select(.name == "manifest.json") | .digest.sha256' closing.json)  manifest.json" | sha256sum -c --strict
~~~

## 3. Every statement is signed by an attester that the trust file names

~~~sh
while read -r line; do
  printf '%s' "$line" | jq -r .payload | base64 -d > payload
  type=$(printf '%s' "$line" | jq -r .payloadType)
  kid=$(printf '%s' "$line" | jq -r '.signatures[0].keyid')
  printf '%s' "$line" | jq -r '.signatures[0].sig' | base64 -d > signature
  jq -r --arg kid "$kid" 'first(.attesters[] | select(.kid == $kid)).pem' trusted.json > attester.pem
  { printf 'DSSEv1 %d %s %d ' "${'${#type}'}" "$type" "$(wc -c < payload)"; cat payload; } > signed
  openssl dgst -sha256 -verify attester.pem -signature signature signed
done < evidence.intoto.jsonl
~~~

A signature counts only if the index in the statement's proof lies in the range that the trust file gives the key
(from_index, to_index).

## 4. Every statement has its leaf in the log

A pack that was fetched before the log was signed has no proofs, but ${'`'}receipt.json${'`'}: fetch it again.

~~~sh
python3 - <<'END'
import base64, glob, hashlib, json
def sha256(data): return hashlib.sha256(data).digest()
envelopes = open('evidence.intoto.jsonl', 'rb').read().split(b'\n')
previous = None
for name in sorted(glob.glob('*.tlog-proof'), key=lambda name: int(name.split('-')[0])):
    head, checkpoint = open(name, encoding='utf-8').read().split('\n\n', 1)
    _, extra, index, *path = head.split('\n')
    _, size, root = checkpoint.split('\n')[:3]
    leaf = base64.b64decode(extra.split(' ')[1])
    said = json.loads(leaf)
    node = leaf_hash = sha256(b'\x00' + leaf)
    at, last = int(index.split(' ')[1]), int(size) - 1
    for step in map(base64.b64decode, path):
        if at % 2 == 1 or at == last:
            node = sha256(b'\x01' + step + node)
            while at % 2 == 0 and at != 0: at, last = at // 2, last // 2
        else:
            node = sha256(b'\x01' + node + step)
        at, last = at // 2, last // 2
    holds = (last == 0 and base64.b64encode(node).decode() == root and said['prev'] == previous
             and said['envelope'] == sha256(envelopes[said['seq'] - 1]).hex())
    previous = leaf_hash.hex()
    print(name, 'holds' if holds else 'FAILS')
END
~~~

## 5. The checkpoint is signed by the log's key

~~~sh
sed '1,/^$/d' "$(ls ./*.tlog-proof | head -n 1)" > checkpoint
sed '/^$/,$d' checkpoint > checkpoint.txt
vkey=$(jq -r --arg origin "$(head -n 1 checkpoint.txt)" 'last(.logs[] | select(.origin == $origin)).vkey' trusted.json)
{ printf '\060\052\060\005\006\003\053\145\160\003\041\000'; printf '%s' "$vkey" | sed 's/^[^+]*+[0-9a-f]*+//' | base64 -d | tail -c 32; } > log.der
tail -n 1 checkpoint | sed 's/.* //' | base64 -d | tail -c 64 > signature
openssl pkeyutl -verify -pubin -keyform DER -inkey log.der -rawin -in checkpoint.txt -sigfile signature
~~~

## 6. Open what is sealed

Only where the pack holds ${'`'}keys.json${'`'}. The files are JWE (RFC 7516, dir, A256GCM); any JOSE tool opens them, or:

~~~sh
node -e '
const fs = require("node:fs"), crypto = require("node:crypto");
for (const { kid, k } of JSON.parse(fs.readFileSync("keys.json", "utf8")).keys) {
  const name = kid.split("/")[1];
  const [aad, , iv, text, tag] = fs.readFileSync(name, "ascii").split(".");
  const cipher = crypto.createDecipheriv("aes-256-gcm", Buffer.from(k, "base64url"), Buffer.from(iv, "base64url"));
  cipher.setAAD(Buffer.from(aad)).setAuthTag(Buffer.from(tag, "base64url"));
  fs.writeFileSync(name + ".opened", Buffer.concat([cipher.update(Buffer.from(text, "base64url")), cipher.final()]));
}'
~~~

${'`'}result.jwe.opened${'`'} is a Parquet file.

## 7. What is in the clear is what was committed to

A commitment is HMAC-SHA-256 under a salt of its own: HMAC-SHA-256 of the part's name under the salt of the question.

~~~sh
jq -r '.parts[] | select(.commitment) | "\(.name) \(.commitment)"' manifest.json | while read -r name commitment; do
  salt=$(printf '%s' "$name" | openssl dgst -sha256 -mac HMAC -macopt "hexkey:$(jq -r .salt sealed.jwe.opened)" | sed 's/.* //')
  found=$(openssl dgst -sha256 -mac HMAC -macopt "hexkey:$salt" "$name" | sed 's/.* //')
  [ "$found" = "$commitment" ] && echo "$name: holds" || echo "$name: FAILS"
done
~~~

The same values stand in the statements (step 3, ${'`'}payload${'`'}, under ${'`'}predicate.commitments${'`'}); there ${'`'}result${'`'} is the commitment
to the bytes of ${'`'}result.jwe.opened${'`'}.

## 8. The Sigstore copy

${'`'}execution.sigstore.json${'`'} is a Sigstore bundle v0.3 over the execution statement with a bare key (hint: the kid). It holds no
Rekor entry and no timestamp: give your client the key and set its thresholds for log entries and timestamps to 0.
`;
