import { AGGREGATES } from './aggregates.ts';
import { ARRAYS } from './arrays.ts';
import { DATES } from './dates.ts';
import { JSONS } from './json.ts';
import { MATHS } from './maths.ts';
import type { Reviewed } from './reviewed.ts';
import { STRINGS } from './strings.ts';
import { WINDOWS } from './windows.ts';

/** Every function name that may be called at all. A map, so that `constructor` is no function. */
export const REVIEWED_FUNCTIONS: ReadonlyMap<string, Reviewed> = new Map(
  [STRINGS, DATES, MATHS, JSONS, ARRAYS, AGGREGATES, WINDOWS].flatMap((list) => Object.entries(list)),
);
