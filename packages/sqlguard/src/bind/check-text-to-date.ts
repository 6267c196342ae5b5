import type { TypeName } from '../pg/types.ts';
import { refuse, type Where } from '../verdict.ts';

/** B9: what is read from text may hang on the clock ('today'), or on the order that a session reads days and months in. */
export function checkTextToDate(type: TypeName, where: Where): void {
  const hint = where.hint ?? REPAIRS[type];
  if (isTimeLike(type)) refuse('type.text_to_date', { ...where, ...(hint === undefined ? {} : { hint }) });
}

const repair = (call: string): string => `Write ${call}, with the format that the text is in, in place of the cast.`;
const REPAIRS: Readonly<Partial<Record<TypeName, string>>> = {
  date: repair("to_date(x, 'YYYY-MM-DD')"),
  timestamptz: repair(`to_timestamp(x, 'YYYY-MM-DD"T"HH24:MI:SS')`),
  timestamp: repair(`to_timestamp(x, 'YYYY-MM-DD"T"HH24:MI:SS')::timestamp`),
  time: repair("to_timestamp(x, 'HH24:MI:SS')::time"),
};

const isTimeLike = (type: TypeName): boolean =>
  /^_?(?:date|time|timestamp|timestamptz|(?:date|ts|tstz)(?:multi)?range)$/.test(type);
