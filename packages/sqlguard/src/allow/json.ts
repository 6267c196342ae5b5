import { reviewed, type ReviewedList } from './reviewed.ts';
import { readJsonPath } from '../pg/json-path.ts';
import { MAX_NUMERIC } from '../input/limits.ts';
import { walked } from './work.ts';
import { escaped, like, scalar, together, type SizeRule } from './sizes.ts';

const USUAL_NUMBER = 32;
/** Steps of a path take a document apart, never anything twice; what it computes is one number. */
const found: SizeRule = ([document, path, variables]) => {
  const read = readJsonPath(path?.literal ?? '');
  const size = ((document?.size ?? 0) + (variables?.size ?? 0)) * (read?.growth ?? Number.POSITIVE_INFINITY);
  const number = document?.isUsual === true ? USUAL_NUMBER : MAX_NUMERIC;
  return size + (read?.computes === true ? number : 0);
};

/** Functions whose columns the question itself defines: `AS x(a int, b text)`. */
export const RECORD_FUNCTIONS: ReadonlySet<string> = new Set([
  'json_to_record',
  'jsonb_to_record',
  'json_to_recordset',
  'jsonb_to_recordset',
]);

/** Reading JSON columns, and building JSON from scalars. Whole rows never come here: the binder refuses them. */
export const JSONS: ReviewedList = {
  ...reviewed('json_extract_path json_extract_path_text jsonb_extract_path jsonb_extract_path_text', {
    why: 'reads a path',
    size: like(0),
  }),
  ...reviewed('json_array_length jsonb_array_length json_typeof jsonb_typeof', { why: 'measures JSON', size: scalar }),
  ...reviewed('json_object_keys jsonb_object_keys json_array_elements jsonb_array_elements', {
    why: 'JSON to rows',
    size: like(0),
  }),
  ...reviewed('json_array_elements_text jsonb_array_elements_text', { why: 'JSON to rows', size: like(0) }),
  ...reviewed('json_each jsonb_each json_each_text jsonb_each_text', { why: 'JSON to rows', size: like(0) }),
  ...reviewed([...RECORD_FUNCTIONS].join(' '), { why: 'JSON to columns, each of a type that is named', size: like(0) }),
  ...reviewed('jsonb_path_exists jsonb_path_match', {
    why: 'asks by a literal path',
    size: scalar,
    work: walked,
    literals: [1],
  }),
  ...reviewed('jsonb_path_query jsonb_path_query_first jsonb_path_query_array', {
    why: 'finds by a literal path',
    size: found,
    work: walked,
    literals: [1],
  }),
  ...reviewed('jsonb_pretty', { why: 'indented for reading, as deep as it is (json-depth.ts)', size: like(0) }),
  ...reviewed('json_strip_nulls jsonb_strip_nulls', { why: 'never longer', size: like(0) }),
  ...reviewed('jsonb_set jsonb_insert', { why: 'sizes add up', size: together() }),
  ...reviewed('to_json to_jsonb array_to_json json_object jsonb_object', {
    why: 'values as JSON, escaped at worst sixfold',
    size: escaped,
  }),
  ...reviewed('json_build_object jsonb_build_object json_build_array jsonb_build_array', {
    why: 'JSON of values',
    size: escaped,
  }),
};
