/** What generated questions are made of. `{type}` stands for any expression of that type, `@p` and `@d` for a row of people or deals. */
export const TYPES = ['text', 'int', 'number', 'float', 'date', 'stamp', 'bool', 'doc', 'texts'] as const;
export type Type = (typeof TYPES)[number];
export type Columns = Readonly<Record<string, Type>>;
export type Relation = 'people' | 'deals' | 'branches';

export const RELATIONS: Readonly<Record<Relation, Columns>> = {
  people: {
    id: 'int',
    name: 'text',
    email: 'text',
    ssn: 'text',
    card: 'text',
    phone: 'text',
    home: 'text',
    born: 'date',
    joined: 'stamp',
    note: 'text',
    region: 'text',
    n: 'int',
    code: 'text',
    doc: 'doc',
    tags: 'texts',
    score: 'float',
  },
  deals: {
    id: 'int',
    person_id: 'int',
    amount: 'number',
    loose: 'number',
    status: 'text',
    opened: 'date',
    region: 'text',
    paid: 'bool',
    iban: 'text',
    memo: 'text',
    detail: 'doc',
  },
  branches: { id: 'int', region: 'text', city: 'text', manager: 'text', opened: 'date' },
};

export const LITERALS: Readonly<Record<Type, readonly string[]>> = {
  text: ["'A'", "'open'", "'EU'", "'***@one.example'", "'****1004'", "'****'", "'A. X.'", "'x'", "''", 'null::text'],
  int: ['0', '1', '2', '7', '40'],
  number: ['1.5', '10.0', '100.25', '1.00'],
  float: ["'0.1'::float8", "'1e9'::float8"],
  date: ["date '1980-01-01'", "date '2024-06-01'", "date '1975-07-01'"],
  stamp: ["timestamptz '1980-01-01 00:00+00'", "timestamptz '2000-06-01 12:00+00'"],
  bool: ['true', 'false', 'null::boolean'],
  doc: ['\'{"n": 1}\'::jsonb', '\'[1, "a"]\'::jsonb'],
  texts: ["array['a', 'b']", "'{}'::text[]"],
};

/** Computations that raise for no value. */
export const TOTAL: Readonly<Record<Type, readonly string[]>> = {
  text: [
    'upper({text})',
    'left({text}, 2)',
    'right({text}, 3)',
    '({text} || {text})',
    "coalesce({text}, 'none')",
    'nullif({text}, {text})',
    "split_part({text}, '@', 2)",
    "replace({text}, 'a', 'bb')",
    "regexp_replace({text}, '^.*@', '')",
    'case when {bool} then {text} else {text} end',
    'case {text} when {text} then {text} end',
    'md5({text})',
    'reverse({text})',
    "lpad({text}, 5, '*')",
    '{int}::text',
    '{number}::text',
    '{date}::text',
    '{bool}::text',
    '{doc}::text',
    '{texts}::text',
    "to_char({date}, 'YYYY')",
    'greatest({text}, {text})',
    '({texts})[1]',
    "({doc} ->> 'n')",
    "concat_ws('-', {text}, {int}, {date})",
    "format('%s %L', {text}, {date})",
    "array_to_string({texts}, ',')",
    '({text} collate "C")',
    'substring({text} from 2 for 3)',
    '{text}::varchar(3)',
    'jsonb_typeof({doc})',
  ],
  int: [
    'length({text})',
    'extract(year from {date})::int',
    '({int} % 5)',
    'ascii({text})',
    "position('a' in {text})",
    'cardinality({texts})',
    'coalesce({int}, 0)',
    'num_nulls({text}, {date})',
    '(case when {bool} then 1 else 0 end)',
    'array_position({texts}, {text})',
  ],
  number: [
    '({number} + {int})',
    'round({number}, 1)',
    'coalesce({number}, 0)',
    '({number} * 2)',
    'abs({number})',
    '{int}::numeric',
    'least({number}, {number})',
    'trim_scale({number})',
  ],
  float: ['{int}::float8', '({float} + 1)', 'coalesce({float}, 0)', 'extract(epoch from {stamp})::float8'],
  date: [
    '({date} + 30)',
    'coalesce({date}, {date})',
    "date_trunc('month', {date}::timestamp)::date",
    'greatest({date}, {date})',
  ],
  stamp: [
    "date_trunc('year', {stamp})",
    'coalesce({stamp}, {stamp})',
    '{date}::timestamptz',
    "({stamp} at time zone 'UTC')::timestamptz",
  ],
  bool: [
    '({text} = {text})',
    '({text} < {text})',
    '({text} <> {text})',
    '({int} >= {int})',
    '({int} = {int})',
    '({number} > {number})',
    '({date} < {date})',
    '({date} = {date})',
    '({stamp} <= {stamp})',
    '({float} < {float})',
    '({doc} = {doc})',
    '({doc} @> {doc})',
    "({doc} ? 'n')",
    '({texts} && {texts})',
    '({text} = any({texts}))',
    "({text} like '%a%')",
    "({text} ilike 'A%')",
    "({text} like '%one%')",
    '({text} is null)',
    '({date} is not null)',
    '({bool} and {bool})',
    '({bool} or {bool})',
    '(not {bool})',
    "({text} in ({text}, 'open'))",
    '({int} between 1 and {int})',
    "({text} ~ '^[A-C]')",
    "({text} !~* '1$')",
    '({text} is distinct from {text})',
    '(({text}, {int}) = ({text}, {int}))',
    '(({int}, {text}) < ({int}, {text}))',
    '({bool} is true)',
    'coalesce({bool}, false)',
    "({text} similar to '(A|B)%')",
    '(({date}, {date}) overlaps ({date}, {date}))',
    'starts_with({text}, {text})',
  ],
  doc: [
    "({doc} -> 'n')",
    'to_jsonb(upper({text}))',
    'to_jsonb({date})',
    "jsonb_build_object('k', {text})",
    'coalesce({doc}, {doc})',
  ],
  texts: [
    'array[{text}, {text}]',
    'array_append({texts}, {text})',
    "string_to_array({text}, '@')",
    'coalesce({texts}, {texts})',
  ],
};

/** One operator or function over a column that raises for some hidden row and for no visible one. */
export const RAISING: Readonly<Partial<Record<Type, readonly string[]>>> = {
  text: [
    'chr(@p.n + 60)',
    "(@p.doc ->> 'id')::uuid::text",
    'substring(@p.name, 1, @p.n)',
    "split_part(@p.note, 'a', @p.n)",
  ],
  int: [
    '@p.code::int',
    '(100 / @p.n)',
    '(2147483000 + @p.n)',
    '@p.n::smallint::int',
    "jsonb_array_length(@p.doc -> 'list')",
    "(@p.doc ->> 'n')::numeric::int",
    'extract(year from make_date(2000, @p.n % 12 + 1, @p.n % 28 + 1))::int',
  ],
  number: [
    '@p.code::numeric',
    'ln(@p.n::numeric)',
    'sqrt(@p.n::numeric)',
    '(1 / @p.n::numeric)',
    '@d.loose::numeric(9,2)',
  ],
  float: ['exp(@p.score / 1e15)', '(@p.score * 1e10)', 'ln(@p.n::float8)'],
  date: ["to_date(@p.day, 'YYYY-MM-DD')", 'make_date(@p.n, 1, 2)'],
  bool: [
    "(@p.doc -> 'flag')::boolean",
    "(@p.doc ->> 'flag')::boolean",
    '(@p.code::int > {int})',
    '(100 / @p.n < {int})',
    "('abc' like @p.pattern)",
    '(@p.name like @p.pattern)',
    '(ln(@p.n::numeric) > 1)',
    '(@d.loose::int > 2)',
  ],
};

/** Raises for a few rows that everybody sees. */
export const RAISING_SEEN: Readonly<Partial<Record<Type, readonly string[]>>> = {
  int: ['@p.odd::int'],
  bool: ['(@p.odd::int > 3)'],
};

export const raisesWhereSeen = (sql: string): boolean => /\.odd::/.test(sql);

/** One value of a type out of many rows. `{text:a}` twice is the same expression twice: what is collected in its own order is determined. */
export const AGGREGATES: Readonly<Record<Type, readonly string[]>> = {
  text: [
    'max({text})',
    'min({text})',
    "string_agg({text:a}, ',' order by {text:a})",
    'mode() within group (order by ({text})::text)',
    'percentile_disc(0.5) within group (order by ({text})::text)',
    '(max({text}) filter (where {bool}))',
    '(array_agg({text:a} order by {int}, {text:a}))[1]',
  ],
  int: [
    'count(*)::int',
    'count({text})::int',
    'count(distinct {text})::int',
    'count(distinct {date})::int',
    'max({int})',
    '(count(*) filter (where {bool}))::int',
    'cardinality(array_agg({text:a} order by {text:a}))',
    "(rank('A') within group (order by {text}))::int",
  ],
  number: [
    'sum({number})',
    'avg({int})',
    'sum({int})::numeric',
    'min({number})',
    'stddev({number})',
    'percentile_cont(0.5) within group (order by {int})::numeric',
  ],
  float: [
    'max({float})',
    'sum({float})',
    'percentile_cont(0.3) within group (order by {float})',
    'corr({int}, {float})',
  ],
  date: ['max({date})', 'min({date})', 'percentile_disc(0.4) within group (order by {date})'],
  stamp: ['max({stamp})', 'min({stamp})'],
  bool: ['bool_and({bool})', 'bool_or({bool})', 'every({bool})', '(count(*) > 3)', '(max({date}) is null)'],
  doc: ['jsonb_agg({date:a} order by {date:a})', 'jsonb_agg({date:a} order by {text}, {date:a})', 'to_jsonb(count(*))'],
  texts: ["array_agg(({text:a} || '') order by ({text:a} || ''))", "string_to_array(max({text}), '@')"],
};

/** Values that no order of the question's own settles: facts must call them undetermined, or the rewriter settle them. */
export const LOOSE: Readonly<Partial<Record<Type, readonly string[]>>> = {
  text: ["(case when {bool} then {text:a} else {text:a} || ' ' end)::bpchar"],
  float: ["(case when {bool} then {float} else '-0'::float8 end)"],
  texts: ['array(select q.status from deals q where q.person_id = {int})'],
};
export const LOOSE_AGGREGATES: Readonly<Partial<Record<Type, readonly string[]>>> = {
  text: ['any_value({text})', "string_agg({text}, ',')", "string_agg({text}, ',' order by {int})"],
  float: ['stddev({float})', 'regr_slope({float}, {int})', 'avg({float})'],
  number: ['percentile_disc(0.5) within group (order by {number})', 'mode() within group (order by {number})'],
  doc: ['jsonb_agg({text})', 'jsonb_object_agg(coalesce({text}, {text:a}), {int})'],
};

/** Of these the frame decides, not the order of equal rows. */
export const WINDOWS: readonly (readonly [type: Type, text: string])[] = [
  ['int', '(count(*) over (partition by {text}))::int'],
  ['int', '(rank() over (partition by {bool} order by {text}))::int'],
  ['int', '(dense_rank() over (order by {date}, {int}))::int'],
  ['text', 'max({text}) over (partition by {int} order by {text})'],
  ['number', 'sum({number}) over (order by {date} range between unbounded preceding and current row)'],
  ['text', 'lag({text}) over (order by {text})'],
  ['int', '(row_number() over (order by {text}, {int}))::int'],
];
