import type { EventDetails } from './audit.ts';
import { addressBlock } from './audit-rules.ts';

/** Kinds and blocks named one by one in a leaf; further ones are counted together. */
const MAX_NAMED = 50;
const REST = 'others';

export type RefusalCounter = {
  count(kind: string, address: string): void;
  /** The counts so far, most frequent first, and starts anew; null if there are none. */
  take(): EventDetails | null;
};

export function makeRefusalCounter(): RefusalCounter {
  let counts = new Map<string, number>();
  return {
    count: (kind, address) => {
      const named = `${kind} ${addressBlock(address)}`;
      const key = counts.has(named) || counts.size < MAX_NAMED ? named : REST;
      counts.set(key, (counts.get(key) ?? 0) + 1);
    },
    take: () => {
      if (counts.size === 0) return null;
      const sorted = [...counts].toSorted(([, a], [, b]) => b - a);
      counts = new Map();
      const total = sorted.reduce((sum, [, count]) => sum + count, 0);
      return { total, counted: sorted.map(([key, count]) => `${key} ${count}`) };
    },
  };
}
