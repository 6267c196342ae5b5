export { ensureLogKey, openLogKey } from './log-key.ts';
export { nodeCrypto, sha256 } from './node-crypto.ts';
export { ensureKeys, openKeys } from './open-keys.ts';
export type { KeyOptions } from './open-keys.ts';
export type { Attester, Keys, KeyWrapper, LogKey, WrappedKey } from './keys.ts';
