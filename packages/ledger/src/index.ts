export { LedgerError } from './ledger-error.ts';
export type { LedgerErrorCode } from './ledger-error.ts';
export type { Attester, Crypto, Ed25519Signer, Hash, HashSync } from './crypto.ts';
export { makeSubtleCrypto } from './subtle-crypto.ts';
export type { WebCrypto } from './subtle-crypto.ts';

export { fromHex, toHex } from './bytes/hex.ts';
export { fromBase64, fromBase64Url, toBase64, toBase64Url } from './bytes/base64.ts';
export { utf8Bytes, utf8Text } from './bytes/text.ts';
export { compactJson, prettyJson } from './bytes/json.ts';
export type { Json, JsonObject } from './bytes/json.ts';

export { hashChildren, hashLeaf } from './merkle/tree-hash.ts';
export { EMPTY_RANGE, appendLeaves, compactRangeNodes, rangeRoot } from './merkle/compact-range.ts';
export type { CompactRange, NodeId, TreeNode } from './merkle/compact-range.ts';
export { assembleProof, planConsistency, planInclusion, planNodes } from './merkle/proof-plan.ts';
export type { ProofPlan } from './merkle/proof-plan.ts';
export { verifyConsistency, verifyInclusion } from './merkle/verify-proof.ts';
export type { ConsistencyClaim, InclusionClaim } from './merkle/verify-proof.ts';
export {
  TILE_WIDTH,
  decodeEntries,
  decodeTile,
  encodeEntries,
  encodeTile,
  entriesPath,
  tileNodes,
  tilePath,
  tilesBetween,
  tilesOf,
} from './tiles.ts';
export type { TileId } from './tiles.ts';

export { fromVkey, parseNote, signNote, toVkey, verifyNote } from './note.ts';
export type { Note, NoteKey, NoteSignature, NoteSigner } from './note.ts';
export { checkpointText, parseCheckpoint, parseCheckpointText, signCheckpoint } from './checkpoint.ts';
export type { Checkpoint } from './checkpoint.ts';
export { encodeTlogProof, parseTlogProof } from './tlog-proof.ts';
export type { TlogProof } from './tlog-proof.ts';

export { LEAF_MAX_BYTES, encodeLeaf, leafHashHex, parseLeaf } from './leaf.ts';
export type { Leaf } from './leaf.ts';
export { ecdsaFromDer, ecdsaToDer, spkiFromPem, spkiToPem } from './ecdsa-der.ts';
export {
  encodeEnvelope,
  keyIdOfSpki,
  parseEnvelope,
  preAuthEncoding,
  signEnvelope,
  toEnvelopeJson,
  verifyEnvelope,
} from './dsse.ts';
export type { Envelope, EnvelopeJson } from './dsse.ts';
export {
  STATEMENT_PAYLOAD_TYPE,
  STATEMENT_STAGES,
  encodeStatement,
  isClosing,
  parseStatement,
  predicateTypeOf,
} from './statement.ts';
export type {
  Commitments,
  DecisionBody,
  DerivationBody,
  ExecutionBody,
  RefusalBody,
  ReleaseBody,
  RequestBody,
  Statement,
  StatementBody,
  StatementHead,
  StatementStage,
  Subject,
  WaitingBody,
} from './statement.ts';
export { EVENT_PAYLOAD_TYPE, runSubject, signEvent, signStage } from './act.ts';
export type { ActHead, SignedAct } from './act.ts';
export { RECEIPT_PAYLOAD_TYPE, parseReceipt, signReceipt } from './receipt.ts';
export type { Receipt } from './receipt.ts';
export { encodeSigstoreBundle } from './sigstore-bundle.ts';

export { contentKeyId, decryptJwe, encryptJwe, parseJwe } from './jwe.ts';
export type { Jwe } from './jwe.ts';
export { RUN_SALT_BYTES, commitTo, commitToTexts } from './commitment.ts';
export { encodeSealed, parseSealed } from './sealed-part.ts';
export type { SealedContent, SealedText } from './sealed-part.ts';
export { encodeContentKeys, parseContentKeys } from './content-keys.ts';
export type { ContentKey } from './content-keys.ts';

export {
  chooseTrust,
  encodeTrustFile,
  findAttester,
  newestVersion,
  parseTrustFile,
  signTrustVersion,
} from './trust.ts';
export type { TrustFile, TrustVersion, TrustedAttester, TrustedLog } from './trust.ts';
export { encodeManifest, parseManifest } from './pack/manifest.ts';
export type { Manifest, ManifestPart } from './pack/manifest.ts';
export { CLEAR_PARTS, proofName } from './pack/pack-layout.ts';
export { buildPack } from './pack/build-pack.ts';
export type { PackInclusion, PackParts } from './pack/build-pack.ts';
export { encodeVerifyGuide } from './pack/verify-guide.ts';
export { readZip } from './pack/zip-read.ts';
export type { ZipReading } from './pack/zip-read.ts';
export { writeZip } from './pack/zip-write.ts';
export type { ZipEntry } from './pack/zip-write.ts';

export { trustFingerprint, verifyPack } from './verify/verify-pack.ts';
export type { PackReport, ReportedStage, VerifyOptions } from './verify/verify-pack.ts';
export { CLAIMS, VERDICTS } from './verify/claim.ts';
export type { Claim, ClaimId, Verdict } from './verify/claim.ts';
export type { Headline } from './verify/headline.ts';
