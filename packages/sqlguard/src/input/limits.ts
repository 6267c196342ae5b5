/** Bytes of a candidate. A longer text is no question, and the parser's time grows with it. */
export const MAX_BYTES = 32 * 1024;
/** Depth of the tree; PostgreSQL's own stack bears more, our recursion and the parser's must bear at least this. */
export const MAX_DEPTH = 500;
/** A comment this deep says nothing; the parser's lexer reads the rest of the text again at every level. */
export const MAX_COMMENT_DEPTH = 50;
/** Operator characters in a row: the lexer's time grows with the square of a longer run (32 KB of them: seconds). */
export const MAX_SYMBOLS = 500;
/**
 * Parts hung on one another without a bracket: 1+1+1…, x::int::int…, UNION after UNION. The parser writes its tree out by
 * recursion, and a WebAssembly stack that has once run over is not given back: a reused parser is then lost. It bears
 * more than 5,000 of the cheapest and 2,000 of the dearest.
 */
export const MAX_CHAIN = 1500;
export const MAX_NODES = 60_000;
/** More output columns than these no server gives. */
export const MAX_COLUMNS = 1664;
/** Upper size of any one value a query may build. */
export const MAX_VALUE_BYTES = 16 * 1024 * 1024;
/** What the rows that PostgreSQL keeps in memory may come to: as much as the executor gives what can spill to disk. */
export const MAX_HELD_BYTES = 32 * 1024 * 1024;
/** What a server does not spill may come to: the lists of all groups that are made at once, the tables that NOT IN looks its values up in. */
export const MAX_UNSPILLED = 96 * 1024 * 1024;
/** Nanoseconds of one call at worst: two texts of unknown width, in lower case, matched with LIKE. */
export const MAX_WORK = 2e9;
/** The same of all calls of a question together, as they usually are: a planner folds constants without a pause. */
export const MAX_USUAL_WORK = 1e9;
/** Relations and parts of expressions that a planner has before it, once subqueries stand in place of their names: half a second. */
export const MAX_RELATIONS = 300;
export const MAX_EXPANDED = 100_000;
/** Bytes that planning a question may take: some half a second. */
export const MAX_PLANNING = 200 * 1024 * 1024;
/** Digits of a power: up to here it takes some 50 milliseconds. */
export const MAX_POWER = 38_000;
/** What the sorts, windows and kept steps of a question may hold together, each within what the executor gives it. */
export const MAX_MEMORY = 224 * 1024 * 1024;
/** What an uncatalogued text width is taken to be. */
export const DEFAULT_WIDTH = 10 * 1024;
/** A numeric has at most 131,072 digits before the point and 16,383 behind, a sign and the point. */
export const MAX_NUMERIC = 131_072 + 16_383 + 2;
/** A float has up to 309 digits when it is written out. */
export const MAX_FLOAT_DIGITS = 330;
export const MAX_SERIES_STEPS = 100_000;
export const MAX_LIMIT = 1_000_000_000;
export const MAX_PATTERN = 100;
/** PostgreSQL cuts longer names silently, so that two names become one. */
export const MAX_NAME_BYTES = 63;
