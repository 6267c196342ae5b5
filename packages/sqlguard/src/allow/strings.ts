import { reviewed, type ReviewedList } from './reviewed.ts';
import { searched } from './work.ts';
import {
  concatenated,
  cut,
  everyMatch,
  formatted,
  like,
  listed,
  separated,
  padded,
  replaced,
  scalar,
  times,
  together,
  type SizeRule,
} from './sizes.ts';

/** A few letters have another length in the other case, and a text of nothing else is none that people write. */
const cased: SizeRule = ([arg]) => (arg?.size ?? 0) * (arg?.isUsual === true ? 1 : 3);

/** Text functions. Whatever multiplies its input takes the multiplier as a literal. */
export const STRINGS: ReviewedList = {
  ...reviewed('lower upper initcap', { why: 'case mapping', size: cased }),
  ...reviewed('length char_length character_length octet_length bit_length ascii starts_with', {
    why: 'measures text',
    size: scalar,
  }),
  ...reviewed('strpos position', { why: 'where a text stands', size: scalar, work: searched(0, 1) }),
  ...reviewed('left right', { why: 'a part of the text', size: cut(0, 1) }),
  ...reviewed('substr substring', { why: 'a part of the text', size: cut(0, 2) }),
  ...reviewed('reverse', { why: 'as long as the text', size: like(0) }),
  ...reviewed('btrim ltrim rtrim', { why: 'a part of the text', size: like(0), work: searched(0, 1, 4) }),
  ...reviewed('split_part', { why: 'a part of the text', size: like(0), work: searched(0, 1) }),
  ...reviewed('normalize', { why: 'one character is at worst 18 of them', size: like(0, 18), literals: [1] }),
  ...reviewed('is_normalized', { why: 'asks of a text', size: scalar, literals: [1] }),
  ...reviewed('unistr', { why: 'escapes become characters, never longer', size: like(0) }),
  ...reviewed('translate', { why: 'character by character', size: like(0, 4), work: searched(0, 1, 7) }),
  ...reviewed('replace', {
    why: 'replacement is a literal, so growth is known',
    size: replaced(0, 2),
    work: searched(0, 1),
    literals: [1, 2],
  }),
  ...reviewed('overlay', { why: 'puts one text into another', size: together() }),
  ...reviewed('concat', { why: 'joins texts', size: concatenated }),
  ...reviewed('concat_ws', { why: 'joins texts', size: separated }),
  ...reviewed('textcat', { why: 'joins texts', size: together(2) }),
  ...reviewed('array_to_string', { why: 'joins texts', size: listed }),
  ...reviewed('lpad rpad', { why: 'padded to a bounded length', size: padded(0, 1), bounded: [1] }),
  ...reviewed('repeat', { why: 'a bounded number of times', size: times(0, 1), bounded: [1] }),
  ...reviewed('chr to_hex to_bin to_oct md5 sha256 sha224 sha384 sha512', {
    why: 'short text of a number or digest',
    size: ([value]) => (value?.isUsual === true ? 40 : 160),
  }),
  ...reviewed('encode decode', { why: 'bytes as text and back, at worst fourfold', size: like(0, 4) }),
  ...reviewed('convert_to convert_from', {
    why: 'text as bytes of a named encoding and back, at worst fourfold',
    size: like(0, 4),
    literals: [1],
  }),
  ...reviewed('string_to_array', { why: 'splits text', size: like(0, 8), work: searched(0, 1) }),
  ...reviewed('string_to_table', { why: 'splits text into rows', size: like(0), work: searched(0, 1) }),
  ...reviewed('like_escape similar_to_escape', { why: 'what LIKE … ESCAPE means', size: like(0, 4), literals: [0, 1] }),
  ...reviewed('format', { why: 'format string is a literal without width', size: formatted, literals: [0] }),
  ...reviewed('regexp_replace', {
    why: 'pattern and replacement are short literals',
    size: replaced(0, 2),
    literals: [1, 2, 3, 4, 5],
  }),
  ...reviewed('regexp_substr', {
    why: 'short literal pattern',
    size: like(0),
    held: everyMatch,
    literals: [1, 2, 3, 4, 5],
  }),
  ...reviewed('regexp_match', { why: 'short literal pattern', size: like(0, 8), literals: [1, 2] }),
  ...reviewed('regexp_matches regexp_split_to_array', {
    why: 'short literal pattern',
    size: like(0, 8),
    held: everyMatch,
    literals: [1, 2],
  }),
  ...reviewed('regexp_split_to_table', {
    why: 'short literal pattern',
    size: like(0),
    held: everyMatch,
    literals: [1, 2],
  }),
  ...reviewed('regexp_like', { why: 'short literal pattern', size: scalar, literals: [1, 2] }),
  ...reviewed('regexp_count regexp_instr', {
    why: 'short literal pattern',
    size: scalar,
    held: everyMatch,
    literals: [1, 2, 3, 4, 5, 6],
  }),
};
