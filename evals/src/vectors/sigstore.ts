import { createPublicKey } from 'node:crypto';
import { join } from 'node:path';
import { bundleFromJSON } from '@sigstore/bundle';
import { PublicKeyDetails, TrustedRoot } from '@sigstore/protobuf-specs';
import { toSignedEntity, toTrustMaterial, Verifier } from '@sigstore/verify';
import type { TrustMaterial } from '@sigstore/verify';
import { readJson } from '../reading/jsonl.ts';
import { makeTally, type SuiteResult } from '../scoring/tally.ts';

type Found = { readonly id: string; readonly bundle: object; readonly artifact: Buffer; readonly key: string | null };

const FILES = [
  { name: 'client_bundles_valid.json', valid: true },
  { name: 'verify_bundles.json', valid: true },
  { name: 'client_bundles_invalid.json', valid: false },
] as const;

/** Bundles of sigstore with the public verifier, which is what an auditor of ours is given too. */
export async function runSigstore(folder: string): Promise<SuiteResult> {
  const tally = makeTally('vectors/sigstore');
  type Trust = { readonly trustedRootJSON?: unknown; readonly trustedRoot?: unknown };
  const trust = readJson<Trust>(join(folder, 'client_trust.json'));
  const root = TrustedRoot.fromJSON(trust.trustedRootJSON ?? trust.trustedRoot);
  for (const { name, valid } of FILES) {
    for (const found of bundlesIn(readJson<Tree>(join(folder, name)))) {
      const why = judge(root, found);
      const kind = valid ? 'valid' : 'invalid';
      if ((why === null) === valid) tally.pass(kind);
      else tally.fail(kind, found.id, why ?? 'verified');
    }
  }
  return tally.result();
}

type Tree = { readonly [key: string]: Tree | string | readonly unknown[] };

function bundlesIn(file: Tree): Found[] {
  const buffer = (file['artifact'] ?? file['ARTIFACT']) as unknown as
    | { __buffer: [string, BufferEncoding] }
    | undefined;
  const artifact = Buffer.from(...(buffer?.__buffer ?? ['', 'utf8']));
  const keys = (file['publicKeys'] ?? {}) as unknown as Record<string, string>;
  const key = Object.values(keys)[0] ?? (file['PUBLIC_KEY'] as string | undefined) ?? null;
  const walk = (node: unknown, path: string): Found[] => {
    if (typeof node !== 'object' || node === null || Array.isArray(node)) return [];
    if ('mediaType' in node) return [{ id: path, bundle: node, artifact, key }];
    return Object.entries(node).flatMap(([name, inner]) => walk(inner, path === '' ? name : `${path}/${name}`));
  };
  return walk(file, '');
}

/** null if the bundle verifies; else why not. The artifact is asked of message signatures only: an envelope holds its own. */
function judge(root: TrustedRoot, { bundle: json, artifact, key }: Found): string | null {
  try {
    const bundle = bundleFromJSON(json);
    const material = trustWith(root, key);
    const entity = toSignedEntity(bundle, bundle.content.$case === 'messageSignature' ? artifact : undefined);
    // The stamp of an authority that nobody trusts is no witness of the time, and no reason to doubt another one.
    const timestamps = entity.timestamps.filter(
      ({ $case }) => material.timestampAuthorities.length > 0 || $case === 'transparency-log',
    );
    const entries = bundle.verificationMaterial.tlogEntries.length;
    const isCertificate = bundle.verificationMaterial.content.$case !== 'publicKey';
    new Verifier(material, {
      tlogThreshold: entries > 0 ? 1 : 0,
      ctlogThreshold: isCertificate ? 1 : 0,
      timestampThreshold: 1,
    }).verify({ ...entity, timestamps });
    return null;
  } catch (error) {
    return String(error);
  }
}

function trustWith(root: TrustedRoot, pem: string | null): TrustMaterial {
  if (pem === null) return toTrustMaterial(root);
  const rawBytes = createPublicKey(pem).export({ type: 'spki', format: 'der' });
  const publicKey = { rawBytes, keyDetails: PublicKeyDetails.PKIX_ECDSA_P256_SHA_256 };
  return toTrustMaterial(
    root,
    () => ({ publicKey: createPublicKey(pem), validFor: () => true, ...publicKey }) as never,
  );
}
