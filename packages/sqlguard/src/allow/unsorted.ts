/**
 * Functions that take texts and never ask how these are sorted: they put together, cut by position, measure, encode or
 * pass on. Whatever is not named compares, searches or changes case, and fails on texts whose collations disagree.
 */
export const UNSORTED_FUNCTIONS: ReadonlySet<string> = new Set(
  (
    'length char_length character_length octet_length bit_length ascii left right substr substring reverse btrim ltrim rtrim ' +
    'normalize is_normalized unistr translate overlay concat concat_ws textcat lpad rpad repeat md5 encode decode format ' +
    'convert_to convert_from like_escape similar_to_escape to_number to_char ' +
    'array_to_string array_dims array_length array_lower array_upper array_ndims cardinality generate_subscripts ' +
    'array_append array_prepend array_cat trim_array array_reverse unnest ' +
    'to_json to_jsonb array_to_json json_object jsonb_object json_build_object jsonb_build_object json_build_array ' +
    'jsonb_build_array json_extract_path json_extract_path_text jsonb_extract_path jsonb_extract_path_text jsonb_set ' +
    'jsonb_insert json_agg jsonb_agg json_object_agg jsonb_object_agg ' +
    'count any_value string_agg array_agg mode percentile_disc num_nulls num_nonnulls ' +
    'lag lead first_value last_value nth_value'
  ).split(' '),
);

/** `substring(text, text)` is a regular expression; the form of three texts is SQL's own, which the server spells out itself. */
export function isUnsorted(name: string, types: readonly string[]): boolean {
  return UNSORTED_FUNCTIONS.has(name) && !(types.length === 2 && types[1] === 'text' && name.startsWith('subst'));
}
