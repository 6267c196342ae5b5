import type { Mix } from '../mix.ts';

/** A repeatable stream of numbers. Two streams of different names never share state, so relations can change apart. */
export type Random = {
  /** Uniform in [0, 1). */
  unit(): number;
  /** Whole number from `low` to `high`, both included. */
  whole(low: number, high: number): number;
  chance(probability: number): boolean;
  /** Standard normal. */
  normal(): number;
  logNormal(median: number, sigma: number): number;
  pick<T>(list: readonly T[]): T;
};

/** sfc32, seeded by an FNV-1a hash of `seed` and `stream`. Not for secrets. */
export function makeRandom(seed: number, stream: string): Random {
  const next = sfc32(hash(`${seed}/${stream}/a`), hash(`${seed}/${stream}/b`));
  const normal = () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
  return {
    unit: next,
    whole: (low, high) => low + Math.floor(next() * (high - low + 1)),
    chance: (probability) => next() < probability,
    normal,
    logNormal: (median, sigma) => median * Math.exp(sigma * normal()),
    pick: (list) => at(list, Math.floor(next() * list.length)),
  };
}

/** Draws a value as often as its weight says. */
export function makeChooser(mix: Mix): (random: Random) => string {
  const total = mix.reduce((sum, [, weight]) => sum + weight, 0);
  let sum = 0;
  const bounds = mix.map(([value, weight]) => ({ value, upTo: (sum += weight) / total }));
  const last = at(bounds, bounds.length - 1);
  return (random) => {
    const unit = random.unit();
    for (const bound of bounds) if (unit < bound.upTo) return bound.value;
    return last.value;
  };
}

/** The element at `index`; a hole is a defect of the generator, never a value. */
export function at<T>(list: readonly T[], index: number): T {
  const element = list[index];
  if (element === undefined) throw new RangeError(`no element ${index} of ${list.length}`);
  return element;
}

function hash(text: string): number {
  let state = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) state = Math.imul(state ^ text.charCodeAt(i), 0x01000193);
  return state >>> 0;
}

function sfc32(first: number, second: number): () => number {
  let a = first | 0;
  let b = second | 0;
  let c = 0x9e3779b9 | 0;
  let d = 1;
  const next = () => {
    const sum = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return (sum >>> 0) / 4_294_967_296;
  };
  for (let i = 0; i < 15; i += 1) next();
  return next;
}
