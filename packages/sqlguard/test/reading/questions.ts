/** Honest questions of analysts, one a line: what B11 promises, each form at least once, over the ledger. */
export const QUESTIONS: readonly string[] = String.raw`
select * from branches order by id
select b.*, b.name as again from branches b order by 1
select id, upper(name) from branches where city is not null order by name desc limit 2
select distinct segment from clients order by segment
select distinct on (segment) segment, id, last_name from clients order by segment, joined desc
select count(*), count(active), count(distinct segment) from clients
select segment, count(*) as n from clients group by segment having count(*) > 3 order by n desc, segment
select segment s, active a, count(*) from clients group by s, a order by 1, 2 nulls first
select extract(year from joined) as year, count(*) from clients group by year order by year
select date_trunc('month', booked) m, sum(amount) from postings group by 1 order by m
select last_name || ', ' || coalesce(first_name, '?') as who from clients order by who, id limit 5
select id as segment, segment as id from clients order by segment limit 3
select amount as no, no as amount from postings order by no limit 4
select segment as branch_id, count(*) from clients group by branch_id, segment order by 2, 1
select c.last_name, b.name from clients c join branches b on b.id = c.branch_id order by c.id limit 5
select c.id, b.name from clients c left join branches b on b.id = c.branch_id where b.id is null order by 1
select b.name, count(c.id) from clients c right join branches b on b.id = c.branch_id group by b.id order by b.id
select coalesce(a.id, c.id) from accounts a full join clients c on a.id = c.id order by 1 desc limit 5
select * from branches natural join (select 1 as id, 'x' as extra) e
select currency, day, f.price, a.n from fx f join (select currency, count(*) n from accounts group by 1) a using (currency) order by 1, 2 limit 4
select currency from accounts full join (select distinct currency from fx) f using (currency) group by currency order by currency
select j.id, j.extra from (branches b join (select 2 as id, 'y' as extra) e using (id)) as j
select x.id from branches b join accounts a using (id) as x order by x.id limit 3
select b.bid, b.bname from branches as b (bid, bname) order by bid limit 2
select a.id, b.id from accounts a, accounts b where a.client_id = b.client_id and a.id < b.id order by 1, 2 limit 5
select c.id, t.total from clients c, (select sum(amount) total from postings) t order by c.id limit 2
with total as (select sum(amount) as s from postings) select category, round(100 * sum(amount) / min(s), 2) from postings cross join total group by category order by 1
with a as (select avg(credit) v from clients), b as (select v + 1 as w from a) select count(*) from clients, a, b where credit between v - 5000 and w + 5000
select count(*) from accounts a join clients c on a.client_id = c.id and c.active or a.overdraft > 200 and c.id = a.client_id
select c.id from clients c join branches b on b.id = 2 and c.branch_id is not null order by c.id limit 3
select m.d, count(p.no) from (values (date '2024-01-01'), (date '2024-02-01')) m (d) cross join postings p where date_trunc('month', p.booked) = m.d group by 1 order by 1
with months as (select generate_series(date '2024-01-01', date '2024-04-01', interval '1 month')::date as m) select m, b.id from months cross join branches b order by 1, 2 limit 6
select id from clients where branch_id in (select id from branches where region = 'west') order by id
select id from clients where branch_id not in (select id from branches where city like 'B%') order by id limit 5
select id from clients c where exists (select from_date.id from accounts from_date where from_date.client_id = c.id and closed is not null) order by 1
select id from clients c where not exists (select 1 from accounts where client_id = c.id and overdraft > 0) order by 1 limit 5
select id, (select count(*) from accounts a where a.client_id = c.id) as n from clients c order by n desc, id limit 4
select id, (select max(amount) from postings p where p.account_id = a.id and p.value_date > a.opened) from accounts a order by id limit 5
select (select name from branches where id = 1), (select count(*) from fx), exists (select 1 from fx where price > 2)
select id from accounts where rate > all (select rate from accounts where kind = 'SAV' and rate < 0.2) order by id limit 3
select id from accounts where overdraft = any (select distinct overdraft from accounts where overdraft > 100) order by id limit 3
select id from accounts where overdraft >= some (select 300) order by 1 limit 2
select id from accounts where (kind, currency) in (select kind, currency from accounts where id < 3) order by id limit 4
select array(select id from branches order by id desc), array(select name from branches where false)
select name, (select string_agg(last_name, '; ' order by last_name, id) from clients where branch_id = b.id) from branches b order by id
select id from clients where credit > (select avg(credit) from clients) order by credit limit 3
select case when exists (select 1 from accounts where closed is null) then 'open' else 'none' end
select t.a, t.b from (select id as a, (select count(*) from accounts x where x.client_id = clients.id) as b from clients) t where t.b > 2 order by t.a
select b.id, x.id from branches b cross join lateral (select id from clients c where c.branch_id = b.id order by joined limit 2) x order by 1, 2
select b.id, x.n from branches b left join lateral (select count(*) n from clients where branch_id = b.id and active) x on true order by 1
select b.id, v.k from branches b, lateral (values (b.id), (b.id * 10)) v (k) order by 1, 2
select c.id, t from clients c, unnest(c.tags) as t where t like 't%' order by 1, 2 limit 5
select c.id, t.tag, t.pos from clients c, unnest(c.tags) with ordinality as t (tag, pos) order by 1, 3 limit 5
select c.id, h.value from clients c cross join jsonb_array_elements_text(c.profile -> 'hobbies') h order by 1, 2 limit 6
select c.id, e.key, e.value from clients c, jsonb_each_text(c.profile) e where c.id < 3 order by 1, 2
select id, jsonb_object_keys(profile) k from clients where id < 3 order by 1, 2
with x as (select 1 as a), y as (select a + 1 as a from x) select x.a, y.a from x, y
with x as materialized (select id from clients where active), y as not materialized (select * from x) select count(*) from y
with clients as (select id, 'shadow' as last_name from branches) select * from clients order by id
with x (p, q) as (select id, name from branches) select q, p from x where p > 1 order by 1
with x as (select 1 as n) select (with x as (select 2 as n) select n from x), n from x
with x as (with y as (select count(*) c from clients) select c from y) select c from x
with a as (select kind, count(*) n from accounts group by kind) select kind from a where n = (select max(n) from a) order by 1
select id from branches union select branch_id from clients order by 1 nulls last
select id from branches union all (select branch_id from clients order by id limit 3) order by id limit 5
(select id from branches order by id desc limit 1) union all (select id from branches order by id limit 1)
select segment from clients intersect select 'retail' union select 'x' order by 1
select id from clients except all select client_id from accounts order by 1 limit 3
(select 1 as a union select 2) except (select 2) order by a
select kind, null as x from accounts where id = 1 union select 'zz', 'q' order by 1
select 1 as n union select 2.5 union select null order by n nulls first
select '2024-01-01'::date as d union all select '2024-03-01' order by 1
values (1, 'a'), (2, null), (3, 'c') order by 1 desc limit 2
select * from (values (1, 'one'), (2, 'two')) as v (k, w) where k > 1
select v.column1, v.column2 from (values (1.5, date '2024-01-01'), (2, null)) v order by 1
table branches order by id limit 1
select id, row_number() over (order by credit desc) from clients order by id limit 3
select id, rank() over (partition by segment order by branch_id nulls last), dense_rank() over (partition by segment order by branch_id) from clients order by id limit 6
select id, ntile(4) over (order by id), percent_rank() over (order by id), cume_dist() over (order by id) from clients order by id limit 4
select no, amount - lag(amount) over (order by no), lead(amount, 2, 0::numeric) over (order by no) from postings order by no limit 5
select no, first_value(amount) over w, last_value(amount) over w, nth_value(amount, 2) over w from postings window w as (partition by category order by no rows between 2 preceding and 1 following) order by no limit 5
select no, sum(amount) over (partition by account_id order by no) from postings order by no limit 5
select no, avg(amount) over (order by no rows between 3 preceding and current row exclude current row) from postings order by no limit 5
select no, count(*) over (order by channel groups between 1 preceding and current row) from postings order by no limit 5
select no, sum(amount) over (order by value_date range between interval '7 days' preceding and current row exclude ties) from postings order by no limit 5
select no, max(amount) over (order by no range between 10 preceding and 10 following exclude group) from postings order by no limit 4
select no, sum(1) over (w rows unbounded preceding) from postings window w as (partition by channel order by no), v as (order by no) order by no limit 3
select segment, sum(count(*)) over (order by segment) from clients group by segment order by 1
select segment, rank() over (order by sum(credit) desc) r from clients group by segment order by r
select grouping(segment) g, segment, rank() over (partition by grouping(segment) order by count(*), segment) from clients group by rollup (segment) order by 1, 2
select count(*) filter (where amount > 0) over (order by no), no from postings order by no limit 3
select id from (select id, row_number() over (partition by branch_id order by credit desc, id) rn from clients) t where rn = 1 order by id
select segment, active, count(*) from clients group by rollup (segment, active) order by 1, 2, 3
select segment, active, count(*), grouping(segment, active) from clients group by cube (segment, active) order by 4, 1, 2
select segment, branch_id, sum(credit) from clients group by grouping sets ((segment), (branch_id), ()) order by 1, 2
select segment, branch_id, count(*) from clients group by segment, rollup (branch_id) order by 1, 2
select segment, active, count(*) from clients group by distinct rollup (segment), rollup (segment, active) order by 1, 2, 3
select count(*) from clients group by ()
select c.id, c.last_name, count(*) from clients c join accounts a on a.client_id = c.id group by c.id order by c.id limit 3
select c.*, count(a.id) from clients c left join accounts a on a.client_id = c.id group by c.id order by c.id limit 2
select p.account_id, p.no, p.memo, count(*) from postings p group by p.account_id, p.no order by 1, 2 limit 3
select lower(segment), count(*) from clients group by lower(segment) order by lower(segment)
select segment || '!' as s, count(*) from clients group by segment || '!' having segment || '!' <> 'retail!' order by s
select extract(month from value_date)::int as m, sum(amount) filter (where amount < 0) as spent from postings group by m order by m
select count(*) filter (where category = 'food'), sum(amount) filter (where channel in (1, 2)) from postings
select min(booked), max(value_date), min(memo), max(at), sum(delay), avg(delay) from postings
select bool_and(active), bool_or(active), every(credit > 0) from clients
select string_agg(distinct segment, ',' order by segment), array_agg(distinct branch_id order by branch_id desc) from clients
select array_agg(id order by id) filter (where active), string_agg(last_name, '' order by id desc) from clients where id < 6
select jsonb_agg(id order by id), json_agg(name order by id), jsonb_object_agg(id, name) from branches
select percentile_cont(0.5) within group (order by amount), percentile_disc(0.9) within group (order by amount) from postings
select percentile_cont(array[0.25, 0.5, 0.75]) within group (order by amount::float8) from postings
select category, mode() within group (order by channel) from postings group by category order by 1
select rank(100) within group (order by amount), dense_rank(100) within group (order by amount) from postings
select cume_dist(100) within group (order by amount), percent_rank(0) within group (order by amount desc) from postings
select corr(lat, id), covar_pop(lat, id), covar_samp(lat, id), regr_slope(lat, id), regr_r2(lat, id) from branches
select stddev(amount), stddev_pop(amount), stddev_samp(amount), variance(amount), var_pop(amount), var_samp(amount) from postings
select bit_and(channel), bit_or(channel), bit_xor(channel), sum(channel), avg(channel) from postings
select any_value(region) is not null, count(distinct (region, city)) > 0 from branches
select sum(distinct channel), avg(distinct channel), count(distinct category) from postings
select width_bucket(amount, -1000, 1000, 5) b, count(*) from postings group by b order by b
select ln(10), log(100), log(2, 8), exp(1.0), power(2, 10), sqrt(2), cbrt(27), sign(-3), pi()
select round(2.345, 2), round(2.5::float8), trunc(-2.7), ceil(1.2), floor(-1.2), mod(7, 3), div(7, 2), abs(-4), 7 % 4, 2 ^ 3
select greatest(1, 2.5, null), least('b', 'a'), nullif(1, 1), coalesce(null, 2), num_nulls(1, null)
select gcd(12, 18), lcm(4, 6), sin(0), cos(0), atan2(1, 1), degrees(pi()), radians(180)
select amount::int, amount::numeric(10, 1), amount::text, amount::float8 / 3, -amount, +amount, @ amount from postings order by no limit 3
select 5 / 2, 5 / 2.0, 5 % -3, 1e3, .5, 1_000, 0xFF, 17 & 5, 17 | 4, 17 # 5, ~ 1, 1 << 4, 256 >> 2, |/ 16, ||/ 8
select lower(name), upper(name), initcap(name), length(name), char_length(name), octet_length(name), reverse(name) from branches order by id
select left(memo, 3), right(memo, 2), substr(memo, 2, 3), substring(memo from 5), substring(memo from 1 for 3), split_part(memo, ' ', 2) from postings order by no limit 2
select trim(both ' ' from '  x '), ltrim('xxa', 'x'), rtrim('a  '), btrim('--a--', '-'), lpad('7', 3, '0'), rpad('a', 3, '.'), repeat('ab', 3)
select position('e' in memo), strpos(memo, '/'), replace(memo, 'Ref', 'R'), translate(memo, 'e/', 'E-'), overlay(memo placing 'XX' from 2 for 1) from postings order by no limit 2
select concat(first_name, ' ', last_name), concat_ws('-', segment, branch_id, null, active) from clients order by id limit 3
select format('%s has %s', last_name, credit), md5(last_name), ascii('A'), chr(65), to_hex(255), starts_with(last_name, 'L') from clients order by id limit 2
select last_name like 'L%', last_name not like '%a', last_name ilike 'l__', last_name similar to '(Lee|von Stein)', last_name like '50\%' escape '\' from clients order by id limit 3
select memo ~ '^Ref \d+', memo ~* 'REF', memo !~ 'x$', regexp_replace(memo, '\d', '#', 'g'), (regexp_match(memo, '(\d+)/'))[1] from postings order by no limit 2
select regexp_count(memo, '\d'), regexp_substr(memo, '\d+'), regexp_like(memo, 'ref', 'i'), substring(memo from '\d+') from postings order by no limit 2
select regexp_split_to_array('a,b', ','), string_to_array('a-b', '-'), array_to_string(array['a', null], ',', '?')
select word, count(*) from postings, regexp_split_to_table(memo, '\s') as word group by word order by 2 desc, 1 limit 2
select last_name collate "C" from clients order by last_name collate "C", id limit 2
select 'it''s', e'a\tb', $$dollar$$, U&'\00E9', "id" from branches where 'x' = 'x' order by 5 limit 1
select current_date - interval '1 day', now() - interval '2 hours', current_timestamp(0), localtimestamp, date 'today' + 1
select id from accounts where opened > current_date - interval '20 years' and opened < now() order by id limit 2
select age(date '2024-03-01', date '2023-01-15'), age(born) > interval '1 year' from clients order by id limit 2
select date_part('dow', value_date), extract(isodow from value_date), extract(week from value_date), extract(quarter from value_date), extract(epoch from booked), extract(doy from value_date) from postings order by no limit 2
select extract(hour from at), extract(minute from delay), extract(day from interval '40 days 3 hours'), extract(century from date '2000-12-31') from postings order by no limit 2
select date_trunc('week', booked), date_trunc('quarter', value_date), date_trunc('hour', delay), date_bin('15 minutes', booked, timestamp '2024-01-01') from postings order by no limit 2
select value_date + 3, value_date - date '2024-01-01', value_date + interval '1 month', booked - value_date, booked::date = value_date, booked + delay from postings order by no limit 3
select to_char(booked, 'YYYY-MM-DD HH24:MI'), to_char(value_date, 'Day, DD Mon YYYY'), to_char(amount, 'FM999G990D00'), to_char(delay, 'HH24:MI') from postings order by no limit 2
select to_date('2024-02-29', 'YYYY-MM-DD'), to_timestamp('2024', 'YYYY'), to_timestamp(0), to_number('1,234.5', '9,999.9'), make_date(2024, 2, 29), make_interval(days => 3, hours => 2)
select joined at time zone 'UTC', joined at time zone 'America/New_York', booked at time zone 'Europe/Berlin' from clients join postings on no = id order by id limit 2
select joined::date, joined::time, joined::timestamp, date(joined), joined > '2020-06-01', joined between '2020-01-01' and '2020-12-31 23:59' from clients order by id limit 3
select (date '2024-01-01', date '2024-02-01') overlaps (date '2024-01-15', interval '5 days'), isfinite(date '2024-01-01'), justify_hours(interval '30 hours'), justify_interval(interval '35 days')
select interval '1 day' * 3, interval '1 month' / 2, interval '1 day' > interval '23 hours', - interval '1 hour', interval '1-2' year to month, sum(delay) from postings
select at - time '06:00', at + interval '1 hour', time '10:00' between at and at + interval '5 hours' from postings order by no limit 2
select g::date, count(p.no) from generate_series(date '2024-01-01', date '2024-01-10', interval '1 day') g left join postings p on p.value_date = g group by g order by g
select x, x * x from generate_series(1, 9, 2) as x order by x desc
select d.day, d.ordinality from generate_series(timestamp '2024-01-01', '2024-01-03', '12 hours') with ordinality as d (day) order by 2
select generate_series(1, 3) as n, 'x' order by n
select id, unnest(tags) from clients where id < 3 order by 1, 2
select profile ->> 'city', (profile ->> 'age')::int + 1, profile -> 'hobbies' -> 0, profile #>> '{hobbies,1}', profile #> '{hobbies}' from clients order by id limit 3
select profile['age'], profile['hobbies'][0], profile ? 'city', profile ?| array['x', 'age'], profile ?& array['city', 'age'], profile @> '{"city": "Ulm"}' from clients order by id limit 3
select notes ->> 'k', json_typeof(notes -> 'k'), jsonb_typeof(profile -> 'hobbies'), jsonb_array_length(profile -> 'hobbies') from clients order by id limit 2
select profile ->> 'city' as city, avg((profile ->> 'age')::numeric) from clients group by city order by city
select jsonb_build_object('id', id, 'n', name), json_build_array(id, null, name), to_jsonb(lat), to_json(name), jsonb_strip_nulls('{"a": null}') from branches order by id limit 2
select profile - 'city', profile || '{"x": 1}', jsonb_extract_path_text(profile, 'city'), '{"a": [1]}'::jsonb <@ '{"a": [1, 2]}' from clients order by id limit 1
select scores[1], scores[2:3], scores[:2], array_length(scores, 1), cardinality(scores), 7 = any (scores), 0 < all (scores) from accounts order by id limit 3
select tags @> array['vip'], tags && '{t1,t2}', tags || 'new'::text, array['a'] || tags, array_append(tags, 'z'), array_remove(tags, 'vip') from clients order by id limit 2
select id from accounts where overdraft = any ('{100,300}') and currency = any (array['EUR', 'USD']) order by id limit 3
select id from clients where 'vip' = any (tags) and not tags <@ array['vip', 't0'] order by id limit 3
select array[1, 2] = array[1, 2], (array[[1, 2], [3, 4]])[2][1], array_position(array['a', 'b'], 'b'), array_cat(array[1], array[2]), '{}'::int[] = array[]::int[]
select array_replace(tags, 'vip', 'v'), array_dims(tags), array_to_json(tags), jsonb_set(profile, '{age}', '1'), jsonb_insert(profile, '{hobbies,0}', '"z"'), json_object(array['a', 'b']) from clients order by id limit 2
select a.id, a.scores[i] from accounts a, generate_subscripts(a.scores, 1) i where a.id < 3 order by 1, 2
select round(sind(30)::numeric, 3), atan2d(1, 1), erf(0), bit_count('\xff'::bytea), unistr('\0041') from branches where id = 1
select array_to_string(array_agg(name order by id), '/'), (array_agg(name order by id desc))[1] from branches
select valid @> date '2021-01-01', lower(valid), upper(valid), upper_inf(valid), isempty(valid), valid && daterange('2020-01-01', '2020-06-01') from accounts order by id limit 3
select ip, host(ip), ip << '10.0.0.0/16', masklen(ip), family(ip) from postings order by no limit 2
select reference, reference::text like '%a%', reference = '00000000-0000-0000-0000-000000000000' from clients order by id limit 2
select grade, count(*) from clients where grade <> 'low' and grade in ('mid', 'high') group by grade order by grade desc
select grade::text || '!', grade = 'high', case grade when 'low' then 1 else 2 end, coalesce(grade, 'low') from clients order by id limit 3
select grade::varchar, cast(grade as character varying(2)) as two, length(grade::char(4)), grade::varchar || '!' as shouted from clients order by id limit 3
select id, coalesce(grade, 'low'::grade) from clients where grade = 'high'::ledger.grade or grade < 'mid'::grade order by id limit 3
select min(grade), max(grade), count(distinct grade) from clients where grade between 'low' and 'mid'
select kind = 'D', kind || '|', length(kind), kind in ('CUR', 'D'), kind like 'D%', trim(kind), rpad(kind, 5) from accounts order by id limit 3
select case segment when 'retail' then 'R' when 'private' then 'P' end, case when credit > 20000 then 'rich' when credit > 5000 then 'ok' else null end from clients order by id limit 5
select case when active then 1 else 0.5 end, case when active is null then 'unknown' when active then 'yes' else 'no' end from clients order by id limit 4
select sum(case when amount > 0 then amount else 0 end) as paid_in, sum(case when amount < 0 then -amount end) paid_out from postings
select active is true, active is not false, active is unknown, not active, active and credit > 100, active or null from clients order by id limit 4
select city is distinct from 'Bonn', city is not distinct from null, city is null, city <> 'Bonn', null is null from branches order by id
select amount between 0 and 100, amount not between symmetric 100 and 0, amount in (1, 2.5), amount not in (3) from postings order by no limit 3
select (id, name) = (1, 'Branch 1'), (id, name) < (2, 'A'), (id, city) is distinct from (1, null), row(id, 1) in ((1, 1), (2, 2)) from branches order by id
select id from branches where (region, id) in (('west', 1), ('south', 3)) order by id
select id from clients where (branch_id, segment) = (select id, 'retail' from branches where id = 2) or id = 3 order by id limit 3
select id from clients where branch_id in (1, 2) and not (segment = 'retail' or credit < 3000) order by id
select id from clients order by segment desc nulls last, branch_id asc nulls first, id limit 4 offset 2
select id from clients order by 1 fetch first 3 rows only
select id, branch_id from clients order by branch_id fetch first 2 rows with ties
select id from clients order by id offset 38 rows
select id from clients order by length(last_name), upper(last_name), id limit 3
select id * 2 as d from clients order by d desc limit 2
select segment, count(*) from clients group by 1 order by count(*) desc, 1
select segment from clients group by segment order by max(credit) desc
select count(*) as "Total rows", min(id) "first", max(id) last from clients
select "id", "last_name" from "clients" where "active" order by "id" limit 2
select ledger.clients.id from ledger.clients order by ledger.clients.id limit 1
select c.id::text, cast(c.credit as integer), c.credit::numeric(20, 4), '12'::int, 'yes'::bool, '1'::numeric from clients c order by c.id limit 2
select int4 '7', float8 '1.5', text 'x', date '2024-01-01', timestamp '2024-01-01 10:00', interval '1 day', bool 't', numeric(4, 1) '2.25'
select 1 as x, 'a', null, true, 2.50, date '2024-01-01' - 1, interval '90 minutes'
select id, 'fixed' as kind, null::date as gone, 0 as zero from branches union all select 9, 'other', date '2024-01-01', 1 order by id
select count(*) from (select distinct branch_id, segment from clients) t
select avg(n) from (select count(*) n from accounts group by client_id) t
select t.segment, t.n, round(100.0 * t.n / sum(t.n) over (), 1) as share from (select segment, count(*) n from clients group by segment) t order by share desc, 1
with m as (select date_trunc('month', value_date)::date as month, sum(amount) total from postings group by 1) select month, total, lag(total) over (order by month) prev, round((total - lag(total) over (order by month)) / nullif(lag(total) over (order by month), 0) * 100, 1) from m order by month
with firsts as (select client_id, min(opened) first from accounts group by client_id) select date_trunc('year', first)::date cohort, count(*) from firsts group by 1 order by 1
with d as (select account_id, value_date, value_date - row_number() over (partition by account_id order by value_date)::int as island from (select distinct account_id, value_date from postings) x) select account_id, count(*) from d group by account_id, island order by 2 desc, 1 limit 3
select c.segment, percentile_cont(0.5) within group (order by p.amount) from clients c join accounts a on a.client_id = c.id join postings p on p.account_id = a.id group by c.segment order by 1
select p.category, b.region, sum(p.amount) from postings p join accounts a on a.id = p.account_id join clients c on c.id = a.client_id left join branches b on b.id = c.branch_id group by 1, 2 order by 1, 2
select a.id, p.no from accounts a join postings p on p.account_id = a.id and p.value_date between a.opened and coalesce(a.closed, 'infinity') order by 1, 2 limit 3
select a.id, sum(p.amount * coalesce(f.price, 1)) from accounts a join postings p on p.account_id = a.id left join fx f on f.currency = a.currency and f.day = p.value_date group by a.id order by a.id limit 3
select client_id, count(*) from accounts group by client_id having count(*) = (select max(n) from (select count(*) n from accounts group by client_id) t) order by 1 limit 3
select coalesce(category, 'none') as category, count(*) from postings group by coalesce(category, 'none') order by category
select category as c, count(*) from postings where category is not null group by c order by c
select a.currency, (select f.price from fx f where f.currency = a.currency order by f.day desc limit 1) from accounts a group by a.currency order by 1
select p.at, p.no from postings p where p.at < '07:00' and p.channel = 1::smallint order by p.no limit 2
select extract(epoch from (max(booked) - min(booked))) / 3600 from postings
select sum(amount) / count(*) = avg(amount), sum(amount) / nullif(count(category), 0) from postings
select trunc(credit, -3), round(credit, -2), credit::bigint, scale(credit), ceil(credit / 1000) * 1000 from clients order by id limit 2
select count(*) from clients where joined >= date_trunc('year', timestamptz '2020-06-01') and joined < date_trunc('year', timestamptz '2020-06-01') + interval '1 year'
select id from clients where lower(last_name) in ('lee', 'von stein') and first_name is not null order by id limit 3
select array_agg(distinct kind order by kind), bool_or(closed is not null), max(closed) filter (where closed < date '2030-01-01') from accounts
select encode(sha256(last_name::bytea), 'hex') from clients order by id limit 1
select c.id, t.tag, t.n from clients c, unnest(c.tags, array[c.id]) with ordinality as t (tag, who, n) where t.tag is not null order by 1, 3 limit 4
select t.g, t.s from rows from (generate_series(1, 3), unnest(array['x', 'y'])) as t (g, s) order by t.g
select c.id, x.age, x.city from clients c cross join lateral jsonb_to_record(c.profile) as x (age int, city text) where x.age < 4 order by 1
select c.id from clients c where c.profile @? '$.hobbies[*] ? (@ > 38)' and jsonb_path_exists(c.profile, '$.city ? (@ starts with "U")') order by 1
select unnest(range_agg(valid)) as cover from accounts where id < 4 order by 1
select kind, range_merge(range_agg(valid)), bool_or((valid, closed) is null) from accounts group by kind order by kind using >
select id, first_name, count(*) from clients group by grouping sets ((id)) order by id limit 3
select array(select kind from accounts order by id limit 2), b'101' as bits, last_name is nfc normalized from clients order by id limit 2
select distinct on (k) id, 1 as k from clients order by k, id
select distinct on (k, m, n, t) id, 'x' as k, null as m, -1 as n, true as t from clients order by k, n, m, t, id desc
select id, joined from clients order by +2, id
select count(*), - OPERATOR(pg_catalog.-) 1 as n from clients group by OPERATOR(pg_catalog.-) 1
select id, count(*) over (partition by +1 order by +2, id) from clients order by 1
select 3 as k, segment, count(*) from clients group by (1, 2) order by 2
select 3 as k, segment, count(*) from clients group by rollup ((k, segment), 1) order by 2, 1, 3
select id from accounts where '2020-03-15 12:00' between opened and opened + interval '1 year' order by id
select id from accounts where '2020-03-15 12:00' not between symmetric opened + interval '1 year' and opened order by id
select no from postings where '2024-02-10 12:00' in (value_date, booked) or '2024-02-10 12:00' in (value_date, timestamp '2024-02-10 12:00') order by no
select no from postings where '2024-02-10 12:00' not in (value_date, timestamp '2024-02-10 12:00') order by no limit 3
select id from accounts where '5' between id and overdraft::text or null in (id, opened) or '3' in (id, 7.5, '8') order by id
select id from accounts where ('2020-03-15 12:00', 1) in ((opened, 1), (opened + interval '1 day', 2)) or (id, 'SAV') not in ((1, kind), (2, currency)) order by id
select id from accounts a where exists (select 1 from clients c where c.id in ('5', a.overdraft, 6)) order by id
select a.id from accounts a join (select 'SAV' as s, 3 as n) z on a.kind in (z.s, 'CUR') and '3' in (z.n, 4.5) order by 1
select kind, count(*) from accounts join (select 'SAV' as kind) z using (kind) group by kind
select credit from clients join (select 1000.5 as credit union all select 2001.00000) z using (credit) order by credit
select credit from clients full join (select 1000.5 as credit union all select 2001.00000) z using (credit) order by credit limit 3
select j.credit from (clients right join (select 1000.500 as credit) z using (credit)) as j
select id::numeric(3), joined::timestamp(9), current_timestamp(9) is null, interval '26 hours'::interval hour to minute, '1 day 2.3456789 s'::interval day to second(9), interval '1.234 s'::interval(2) from clients order by id limit 2
select id, percentile_cont(0.5) within group (order by '3') from clients group by id order by id limit 2
select c.segment, (select string_agg(b.name, c.segment order by b.id) from branches b) from clients c group by c.segment order by 1
select rank('mid') within group (order by grade), cume_dist('high') within group (order by grade desc), dense_rank('low', 3) within group (order by grade, branch_id) from clients
select grade, percent_rank(grade) within group (order by 'mid') from clients group by grade order by grade
select rank(3) within group (order by credit), rank('2020-01-01') within group (order by born), rank('Lee') within group (order by last_name) from clients
select id, sum(overdraft) over w2, count(*) over (w2 rows 1 preceding) from accounts window w as (partition by kind), w2 as (w order by id), w3 as (w2 groups between 1 preceding and current row) order by id limit 5
select id, count(*) over (order by opened range '30 days' preceding), count(*) over (order by overdraft range 100::bigint preceding), count(*) over (order by id range 5::smallint preceding), count(*) over (order by rate range 0.1 preceding) from accounts order by id limit 5
select no, count(*) over (order by booked range interval '1 day' preceding), count(*) over (order by at range '1 hour' preceding), count(*) over (order by delay range '1 hour' preceding), count(*) over (order by channel range '1' preceding) from postings order by no limit 5
select day, avg(price) over (order by price range 0.5 preceding), count(*) over (order by day groups 2 preceding) from fx where currency = 'USD' order by day limit 5
select 'x' as k, count(*) from clients group by k union select distinct 'y', 1 order by 1
select id, grades, grades[1], grades[1:2], 'low' = any(grades), grades[1] = 'low', 'mid' <> all(grades), grades = '{low,NULL,high}', grades @> '{high}', grades && '{mid,NULL}'::grade[], grades is distinct from '{}' from lists order by id
select id, unnest(grades) as g from lists order by 1, 2
select id, grades::varchar[], grades::varchar(2)[], grades::varchar from lists order by id
select g, count(*), g = 'low' from lists cross join lateral unnest(grades) as u (g) where g in ('low', 'high') group by g order by g
select grade = any(array[grade, 'low']), array_position(array_agg(grade order by id), 'low'), (array_agg(grade order by id))[2] from clients group by grade order by grade
select id, grades || '{mid}', array_append(grades, 'mid'), array_remove(grades, 'low'), array_to_string(grades, ','), cardinality(grades), coalesce(grades, '{}'), grades::text, grades::text[] from lists order by id
select grades, count(*), min(grades), count(distinct grades) from lists group by grades order by grades
select grades from lists union select '{low}' order by 1
select array(select grade from clients order by id limit 3) = '{mid,high,low}', array(select distinct grade from clients) @> '{low}'::ledger.grade[]
with x as (select array_agg(distinct grade) as gs, segment from clients group by segment) select segment, gs from x where 'low' = any(gs) order by 1
select c.id from clients c join lists l on c.grade = any(l.grades) and l.id = 1 where c.id < 9 order by 1
select id, spot[0], spot[1] as y, spots[1][0] is null from lists order by spot[0], id
select repeat('*', length(last_name) - 2) || right(last_name, 2) as who, rpad(first_name, greatest(length(first_name), 6), '.') from clients order by id limit 4
`
  .trim()
  .split('\n');
