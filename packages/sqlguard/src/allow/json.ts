import { reviewed, type ReviewedList } from './reviewed.ts';
import { escaped, like, scalar, together } from './sizes.ts';

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
