import { reviewed, type ReviewedList } from './reviewed.ts';
import { MAX_NUMERIC } from '../input/limits.ts';
import { scalar, together, type SizeRule } from './sizes.ts';
import { dividedInTurn, multiplied } from './work.ts';

const numeric: SizeRule = (args, spread) =>
  Math.min(together(args[0]?.isUsual === true ? 1 : 2)(args, spread), MAX_NUMERIC);
/** At most one numeric; as usual some more digits than there were. */
const grown: SizeRule = ([arg]) => (arg?.isUsual === true ? arg.size + USUAL_DIGITS : MAX_NUMERIC);
const USUAL_DIGITS = 32;
/** Rounded to more places than there are, the rest is zeros. */
const rounded: SizeRule = (args) => {
  const places = Number(args[1]?.literal ?? (args.length > 1 ? Number.NaN : 0));
  const more = Number.isFinite(places) ? Math.abs(places) : args[0]?.isUsual === true ? 0 : MAX_NUMERIC;
  return Math.min((args[0]?.size ?? 0) + more, MAX_NUMERIC);
};

/** Numbers. `factorial` and `random` are left out: one is dear, the other is never the same twice. */
export const MATHS: ReviewedList = {
  ...reviewed('round trunc', { why: 'arithmetic', size: rounded }),
  ...reviewed('abs ceil ceiling floor sign scale min_scale trim_scale', {
    why: 'arithmetic',
    size: numeric,
  }),
  ...reviewed('gcd lcm', { why: 'arithmetic', size: numeric, work: dividedInTurn }),
  ...reviewed('mod div', { why: 'arithmetic', size: numeric, work: multiplied }),
  ...reviewed('sqrt cbrt exp ln log log10', { why: 'arithmetic, at most one numeric', size: grown }),
  ...reviewed('power pow', {
    why: 'arithmetic, at most one numeric; sized in power-digits.ts by base and exponent',
    size: grown,
  }),
  ...reviewed('sin cos tan cot asin acos atan atan2 sinh cosh tanh asinh acosh atanh degrees radians pi', {
    why: 'trigonometry on double precision',
    size: scalar,
  }),
  ...reviewed('sind cosd tand cotd asind acosd atand atan2d erf erfc', {
    why: 'functions on double precision',
    size: scalar,
  }),
  ...reviewed('pg_size_pretty', { why: 'a number of bytes for reading', size: scalar }),
  ...reviewed('bit_count', { why: 'counts set bits', size: scalar }),
  ...reviewed('width_bucket', { why: 'buckets for histograms', size: scalar }),
  ...reviewed('int2 int4 int8 float4 float8 numeric text varchar bpchar', {
    why: 'a cast written as a call',
    size: together(),
  }),
  ...reviewed('num_nulls num_nonnulls', { why: 'counts missing values', size: scalar }),
  ...reviewed('lower_inc upper_inc lower_inf upper_inf isempty', { why: 'reads a range', size: scalar }),
  ...reviewed('range_merge multirange', { why: 'ranges as one', size: together() }),
  ...reviewed('int4multirange int8multirange nummultirange datemultirange tsmultirange tstzmultirange', {
    why: 'a list of ranges',
    size: together(),
  }),
  ...reviewed('host masklen family network netmask broadcast set_masklen abbrev hostmask inet_merge', {
    why: 'reads a network address',
    size: scalar,
  }),
  ...reviewed('get_bit get_byte', { why: 'one bit or byte', size: scalar }),
  ...reviewed('int4range int8range numrange daterange tsrange tstzrange', {
    why: 'builds a range',
    size: together(),
    literals: [2],
  }),
};
