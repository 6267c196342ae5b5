import type { OlderMajor } from './releases.ts';

/** A call that PostgreSQL itself answers differently since a major version. */
export type ChangedCall = {
  readonly name: string;
  /** The first server with the new answer. */
  readonly since: OlderMajor | 18;
  /** Where it stands: in PostgreSQL's release notes, or, of what these leave out, the commit. */
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
    note: 'PostgreSQL 17, commit b2d55447: "Guard against overflow in make_interval()" (before: "silently returning bogus results")',
    matches: /"make_interval"\(.*(?:2147483647|1e308)/is,
  },
  {
    name: 'an infinite moment cut at a zone that is none',
    since: 18,
    note: 'PostgreSQL 18, commit d85ce012: "Improve handling of date_trunc() units for infinite input values" (before: nothing of the call was looked at)',
    matches: /"date_trunc"\(.*infinity/is,
  },
  {
    name: 'a JSON null cast to a scalar',
    since: 18,
    note: 'PostgreSQL 18: jsonb null values can be cast to scalar types as NULL (before: an error)',
    matches: /'null' AS pg_catalog\."jsonb"/i,
  },
];
