/** Operators by name. Left out: `@?` and `@@` (path programs), `<->` and geometry, text search. */
export const REVIEWED_OPERATORS: ReadonlySet<string> = new Set([
  '=', '<>', '<', '<=', '>', '>=',
  '+', '-', '*', '/', '%', '^', '|/', '||/', '@', '&', '|', '#', '~', '<<', '>>',
  '||', '~~', '!~~', '~~*', '!~~*', '~*', '!~', '!~*', '^@',
  '->', '->>', '#>', '#>>', '@>', '<@', '?', '?|', '?&', '&&', '-|-', '&<', '&>',
  '<<=', '>>=',
]);

/** Operators that run a regular expression: the pattern must be a short literal. */
export const PATTERN_OPERATORS: ReadonlySet<string> = new Set(['~', '~*', '!~', '!~*']);
export const COMPARISONS: ReadonlySet<string> = new Set(['=', '<>', '<', '<=', '>', '>=']);
