import { reviewed, type ReviewedList } from './reviewed.ts';
import { escaped, like, scalar, together } from './sizes.ts';

/** Aggregates; what collects values grows with the rows, which the binder multiplies in. */
export const AGGREGATES: ReviewedList = {
  ...reviewed('count', { why: 'counts', size: scalar }),
  ...reviewed('sum avg', { why: 'totals', size: like(0, 2), addsUp: true }),
  ...reviewed('min max', { why: 'one of the values', size: like(0) }),
  ...reviewed('any_value', { why: 'one of the values, whichever comes first', size: like(0), orderSensitive: true }),
  ...reviewed('stddev stddev_pop stddev_samp variance var_pop var_samp', {
    why: 'statistics',
    size: like(0, 4),
    addsUp: true,
  }),
  ...reviewed(
    'corr covar_pop covar_samp regr_avgx regr_avgy regr_count regr_intercept regr_r2 regr_slope regr_sxx regr_sxy regr_syy',
    {
      why: 'statistics',
      size: scalar,
      addsUp: true,
    },
  ),
  ...reviewed('bool_and bool_or every bit_and bit_or bit_xor', { why: 'logic over rows', size: scalar }),
  ...reviewed('string_agg array_agg', { why: 'collects values', size: together(), orderSensitive: true }),
  ...reviewed('json_agg jsonb_agg json_object_agg jsonb_object_agg', {
    why: 'collects values',
    size: escaped,
    orderSensitive: true,
  }),
  ...reviewed('range_agg', { why: 'the union of ranges: the same in any order', size: together() }),
  ...reviewed('range_intersect_agg', { why: 'what all ranges share', size: like(0) }),
  ...reviewed('percentile_cont percentile_disc', { why: 'quantiles', size: together(2) }),
  ...reviewed('mode', { why: 'most frequent value, the first of several in its order', size: together() }),
};

/** Names that give one of their values as it is, or what lies between two: of several equal ones, any. */
export const CHOOSING: ReadonlySet<string> = new Set([
  'min',
  'max',
  'any_value',
  'mode',
  'percentile_cont',
  'percentile_disc',
  'range_agg',
  'range_intersect_agg',
]);

/** Names that collect every row's value, so that their size is the rows' size. */
export const COLLECTING: ReadonlySet<string> = new Set([
  'string_agg',
  'array_agg',
  'json_agg',
  'jsonb_agg',
  'json_object_agg',
  'jsonb_object_agg',
  'range_agg',
]);
