import { AGGREGATES } from './aggregates.ts';
import { ARRAYS } from './arrays.ts';
import { DATES } from './dates.ts';
import { JSONS } from './json.ts';
import { MATHS } from './maths.ts';
import type { Reviewed, ReviewedList } from './reviewed.ts';
import { STRINGS } from './strings.ts';
import { WINDOWS } from './windows.ts';

/** Every function name that may be called at all; a null prototype, so that `constructor` is no function. */
export const REVIEWED_FUNCTIONS: ReviewedList = Object.assign(
  Object.create(null) as Record<string, Reviewed>,
  STRINGS,
  DATES,
  MATHS,
  JSONS,
  ARRAYS,
  AGGREGATES,
  WINDOWS,
);
