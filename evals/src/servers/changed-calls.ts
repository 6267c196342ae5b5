import type { OlderMajor } from './releases.ts';

/** A call that PostgreSQL itself answers differently since a major version. */
export type ChangedCall = {
  readonly name: string;
  /** The first server with the new answer. */
  readonly since: OlderMajor | 18;
  /** Where in PostgreSQL's release notes it stands. */
  readonly note: string;
  readonly matches: RegExp;
};

/** The whole list: whatever else differs between servers 15 to 18 is a finding. */
export const CHANGED_CALLS: readonly ChangedCall[] = [
  {
    name: 'a difference of moments, one of them infinite',
    since: 17,
    note: 'PostgreSQL 17, Data Types: the interval data type supports +/-infinity values (before: an error, or an overflow)',
    matches: /(?:"age"\(|OPERATOR\(pg_catalog\.-\)).*infinity|infinity.*OPERATOR\(pg_catalog\.-\)/is,
  },
  {
    name: 'a span times infinity',
    since: 17,
    note: 'PostgreSQL 17, Data Types: the interval data type supports +/-infinity values (before: an error or an overflow)',
    matches: /^(?=.*"interval")(?=.*infinity).*OPERATOR\(pg_catalog\.[*/]\)/is,
  },
  {
    name: 'make_interval beyond what an interval holds',
    since: 17,
    note: 'PostgreSQL 17, with infinite intervals: "Guard against overflow in make_interval()" (before: it wrapped around)',
    matches: /"make_interval"\(.*(?:2147483647|1e308)/is,
  },
  {
    name: 'an infinite moment cut at a zone that is none',
    since: 18,
    note: 'PostgreSQL 18, as observed: date_trunc reads the zone of an infinite moment too (before: it was not looked at)',
    matches: /"date_trunc"\(.*infinity/is,
  },
  {
    name: 'a JSON null cast to a scalar',
    since: 18,
    note: 'PostgreSQL 18: jsonb null values can be cast to scalar types as NULL (before: an error)',
    matches: /'null' AS pg_catalog\."jsonb"/i,
  },
];
