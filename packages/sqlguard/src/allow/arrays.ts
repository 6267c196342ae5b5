import { reviewed, type ReviewedList } from './reviewed.ts';
import { like, replaced, scalar, together } from './sizes.ts';

export const ARRAYS: ReviewedList = {
  ...reviewed('array_dims', { why: 'bounds of an array, as text', size: scalar }),
  ...reviewed('array_replace', { why: 'every element may become the new one', size: replaced(0, 2) }),
  ...reviewed('generate_subscripts', { why: 'positions of an array, as rows', size: scalar }),
  ...reviewed('array_length cardinality array_upper array_lower array_ndims array_position', {
    why: 'measures an array',
    size: scalar,
  }),
  ...reviewed('array_append array_prepend array_cat', { why: 'sizes add up', size: together() }),
  ...reviewed('array_remove trim_array', { why: 'never longer', size: like(0) }),
  ...reviewed('array_sort array_reverse', { why: 'the same elements in another order', size: like(0) }),
  ...reviewed('array_positions', { why: 'one number an element', size: like(0, 8) }),
  ...reviewed('unnest', { why: 'array to rows', size: like(0) }),
  ...reviewed('generate_series', { why: 'the number of steps is known and checked', size: together() }),
};
