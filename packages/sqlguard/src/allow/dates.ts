import { reviewed, type ReviewedList } from './reviewed.ts';
import { scalar, type SizeRule } from './sizes.ts';

/** `J` alone is seven digits; names of months and zones in whatever language are longer. */
const shaped: SizeRule = ([value, format]) =>
  value?.isUsual === true ? 8 * (format?.size ?? 0) : 1024 + 16 * (format?.size ?? 0);

/** Dates and times. Nothing here reads a clock: what does is bound to the question's instant before. */
export const DATES: ReviewedList = {
  ...reviewed('date_part extract date_trunc', { why: 'a part of a date', size: scalar, literals: [0] }),
  ...reviewed('age date_bin isfinite justify_days justify_hours justify_interval overlaps timezone', {
    why: 'calendar arithmetic',
    size: scalar,
  }),
  ...reviewed('make_date make_time make_timestamp make_timestamptz make_interval date_add date_subtract', {
    why: 'builds a date from numbers',
    size: scalar,
  }),
  ...reviewed('to_date', { why: 'literal format', size: scalar, literals: [1] }),
  ...reviewed('to_timestamp', { why: 'literal format', size: scalar, literals: [1] }),
  ...reviewed('to_char', { why: 'literal format', size: shaped, literals: [1] }),
  ...reviewed('to_number', { why: 'literal format', size: (args) => 64 + (args[1]?.size ?? 0), literals: [1] }),
  ...reviewed('date timestamp timestamptz time interval', { why: 'a cast written as a call', size: scalar }),
};
