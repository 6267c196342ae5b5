export { makeMemoryRates } from './memory-rates.ts';
export type { Rates, RateVerdict } from './memory-rates.ts';
