/** `$t` and `$l` are a text and a list whose collations disagree, `$a` and `$b` two columns whose do. */
const lines = (text: string): readonly string[] => text.trim().split('\n');

/** Each of what never asks how texts are sorted. */
export const UNSORTED_CALLS = lines(`
$a || $b
$l || $b
w.info -> $t
w.info ->> $t
w.info #> $l
w.info #>> $l
w.info #- $l
w.info - $t
w.info ? $t
w.info ?| $l
w.info ?& $l
$t is null
$t::name
$t::varchar(3)
length($t)
char_length($t)
character_length($t)
octet_length($t)
bit_length($t)
ascii($t)
left($t, 1)
right($t, 1)
substr($t, 1, 2)
substring($t from 2)
reverse($t)
btrim($a, $b)
ltrim($a, $b)
rtrim($a, $b)
normalize($t)
$t is normalized
unistr($t)
translate($t, $a, $b)
overlay($a placing $b from 1)
concat($a, $b)
concat_ws($a, $b, $t)
textcat($a, $b)
lpad($t, 9, 'x')
rpad($t, 9, 'x')
repeat($t, 2)
md5($t)
encode(convert_to($t, 'UTF8'), 'hex')
decode(md5($t), 'hex')
convert_from(convert_to($t, 'UTF8'), 'UTF8')
format('%s %I', $a, $b)
to_number('1' || $t, '9')
to_char(w.id, '9')
like_escape('a', '#')
similar_to_escape('a', '#')
array_to_string($l, ',')
array_dims($l)
array_length($l, 1)
array_lower($l, 1)
array_upper($l, 1)
array_ndims($l)
cardinality($l)
generate_subscripts($l, 1)
array_append(w.list, $b)
array_prepend($b, w.list)
array_cat(w.list, w.lists)
trim_array($l, 1)
array_reverse($l)
unnest($l)
to_json($t)
to_jsonb($l)
array_to_json($l)
json_object($l)
jsonb_object($l)
json_build_object(w.id, $t)
jsonb_build_object(w.id, $t)
json_build_array($a, $b)
jsonb_build_array($a, $b)
json_extract_path(w.info::text::json, $a, $b)
json_extract_path_text(w.info::text::json, $a, $b)
jsonb_extract_path(w.info, $a, $b)
jsonb_extract_path_text(w.info, $a, $b)
jsonb_set(w.info, array[$a, $b], '1')
jsonb_insert(w.info, array[$a], '1')
json_agg($t)
jsonb_agg($t)
json_object_agg(w.id, $t)
jsonb_object_agg(w.id, $t)
count($t)
any_value($t)
string_agg($a, $b)
array_agg($t)
mode() within group (order by $a)
percentile_disc(0.5) within group (order by $a)
num_nulls($a, $b)
num_nonnulls($a, $b)
lag($t) over (order by w.id)
lead($a, 1, $b) over (order by w.id)
first_value($t) over (order by w.id)
last_value($t) over (order by w.id)
nth_value($t, 2) over (order by w.id)
coalesce($a, $b)
case when w.id > 1 then $a else $b end
array[$a, $b]
(select $t)
`);

/** What does, and fails on the server. */
export const SORTED_CALLS = lines(`
$a = $b
$a <> $b
$a < $b
$a >= $b
$a like $b
$a not ilike $b
$t ~ 'a'
$t ^@ 'a'
$a is distinct from $b
$a in ($b)
$a between $b and 'x'
$a = any (array[$b])
$l = array['x', 'y']
$l < array['x']
w.list @> w.lists
w.list && w.lists
($a, 1) = ($b, 1)
($a, 1) < ($b, 1)
$a in (select v.german from bank.words v)
$a < any (select v.german from bank.words v)
nullif($a, $b)
greatest($a, $b)
least($a, $b)
case $a when $b then 1 end
lower($t)
upper($t)
initcap($t)
starts_with($a, $b)
strpos($a, $b)
position($a in $b)
split_part($t, 'a', 1)
replace($t, 'a', 'b')
string_to_array($t, ',')
string_to_table($t, ',')
substring($t, 'a')
regexp_replace($t, 'a', 'b')
regexp_match($t, 'a')
regexp_count($t, 'a')
array_position($l, 'a')
array_positions($l, 'a')
array_remove($l, 'a')
array_replace($l, 'a', 'b')
array_sort($l)
width_bucket($a, w.lists)
min($t)
max($t)
count(distinct $t)
string_agg($a, ',' order by $t)
mode() within group (order by $t)
rank() over (order by $t)
count(*) over (partition by $t)
`);

export const queryOf = (call: string): string =>
  `select ${call
    .replaceAll('$t', '(w.bytes || w.german)')
    .replaceAll('$l', 'array[w.bytes, w.german]')
    .replaceAll('$a', 'w.bytes')
    .replaceAll('$b', 'w.german')} as x from bank.words w`;
