export type { Attester, Keys, KeyWrapper, LogKey, WrappedKey } from './keys.ts';
