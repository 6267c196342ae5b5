import type { TypeName } from '../pg/types.ts';
import { refuse, type Where } from '../verdict.ts';

/** B9: what is read from text may hang on the clock ('today'), or on the order that a session reads days and months in. */
export function checkTextToDate(type: TypeName, where: Where): void {
  if (isTimeLike(type)) refuse('type.text_to_date', where);
}

const isTimeLike = (type: TypeName): boolean =>
  /^_?(?:date|time|timestamp|timestamptz|(?:date|ts|tstz)(?:multi)?range)$/.test(type);
