import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { MASK_KINDS, type Catalogue, type MaskKind } from '@aureus/contract';
import { CATALOGUE, factsOf, INSTANT, judge, MASKED, profile } from '../../test/bank.ts';
import { judgeUses } from './judge-uses.ts';

const REDACTED = profile({ ssn: 'redact', name: 'redact', email: 'redact', born: 'redact' });
const uses = (sql: string, chosen = REDACTED, instant = INSTANT): readonly string[] =>
  judgeUses(factsOf(sql, instant), chosen, CATALOGUE).map(({ column, use }) => `${column}:${use}`);
const AT_UTC = { ...INSTANT, timeZone: 'Etc/UTC' };
/** Those conditions under which a list of customers would be answered. */
const answered = (conditions: readonly string[], chosen = MASKED, instant = INSTANT): readonly string[] =>
  conditions.filter((condition) => uses(`select id from customers where ${condition}`, chosen, instant).length === 0);
const comparedWith = (column: string, mask: MaskKind, texts: readonly string[]): readonly string[] =>
  texts.filter((text) => answered([`${column} = '${text}'`], profile({ [column]: mask })).length > 0);

describe('no misleading answers', () => {
  it('lets a withheld column be shown and nothing else', () => {
    assert.deepEqual(uses('select ssn, id from customers order by id'), []);
    assert.deepEqual(uses("select id from customers where ssn = '1'"), ['ssn:filter']);
    assert.deepEqual(uses('select a.id from customers a join customers b on a.ssn = b.ssn'), ['ssn:join']);
    assert.deepEqual(uses('select ssn, count(*) from customers group by ssn'), ['ssn:group']);
    assert.deepEqual(uses('select id from customers order by name'), ['name:order']);
    assert.deepEqual(uses('select count(distinct ssn) from customers'), ['ssn:aggregate']);
    assert.deepEqual(uses('select upper(name) from customers'), ['name:computed']);
    assert.deepEqual(uses('select distinct ssn from customers'), ['ssn:distinct']);
    assert.deepEqual(uses('select rank() over (order by born) from customers'), ['born:window']);
    assert.deepEqual(uses('select ssn from customers union select ssn from customers'), ['ssn:distinct']);
  });

  it('sees a use through a subquery and a CTE', () => {
    assert.deepEqual(uses("select n from (select name as n from customers) x where n = 'Bob'"), ['name:filter']);
    assert.deepEqual(uses('with x as (select left(ssn, 3) as s from customers) select s from x'), ['ssn:computed']);
    assert.deepEqual(uses('select id from loans where customer_id in (select id from customers where ssn is null)'), [
      'ssn:filter',
    ]);
  });

  it('does not count a column beside its whole primary key', () => {
    assert.deepEqual(uses('select c.name, count(*) from customers c group by c.id, c.name'), []);
    assert.deepEqual(uses('select id, name from customers order by id, name'), []);
    assert.deepEqual(uses('select id, name from customers order by name, id'), ['name:order']);
    assert.deepEqual(uses('select distinct id, ssn from customers'), []);
  });

  it('lets a partial mask be compared only with what it could show', () => {
    assert.deepEqual(uses("select id from customers where email = '***@one.example'", MASKED), []);
    assert.deepEqual(uses("select id from customers where email = 'ann@one.example'", MASKED), ['email:filter']);
    assert.deepEqual(uses("select id from customers where email like '%one%'", MASKED), ['email:filter']);
    assert.deepEqual(uses("select id from customers where ssn in ('****1120', '****')", MASKED), []);
    assert.deepEqual(uses("select id from customers where ssn in ('****1120', '1120')", MASKED), ['ssn:filter']);
    assert.deepEqual(uses("select id from customers where born >= '1980-01-01' and born < '1990-01-01'", MASKED), []);
    assert.deepEqual(uses("select id from customers where born > '1980-01-01'", MASKED), ['born:filter']);
    assert.deepEqual(uses("select id from customers where born < '1980-06-01'", MASKED), ['born:filter']);
    assert.deepEqual(uses('select id from customers where email is null', MASKED), []);
  });

  it('lets a partial mask be grouped by, and refuses what it does not determine', () => {
    assert.deepEqual(uses('select email, count(*) from customers group by email', MASKED), []);
    assert.deepEqual(uses('select max(born) from customers', MASKED), ['born:aggregate']);
    assert.deepEqual(uses('select a.id from customers a, customers b where a.email = b.email', MASKED), ['email:join']);
    assert.deepEqual(uses('select extract(year from born) from customers', MASKED), []);
    assert.deepEqual(uses('select extract(month from born) from customers', MASKED), ['born:computed']);
  });

  it('lets groups of a partial mask be shown, and never only counted or compared', () => {
    assert.deepEqual(uses('select count(*) from (select email from customers group by email) x', MASKED), [
      'email:group',
    ]);
    const groups = 'select email, count(*) as n from customers group by email';
    assert.deepEqual(uses(`select max(n) from (${groups}) x`, MASKED), ['email:group']);
    assert.deepEqual(uses(`select email, n from (${groups}) x where n > 1`, MASKED), []);
  });

  it('lets what a partial mask answers be counted, computed and told apart, and nothing else of it', () => {
    for (const sql of [
      'select count(email), email is null as none from customers group by 2',
      "select sum(case when born >= '1980-01-01' then 1 else 0 end) from customers",
      "select case when email = '***@one.example' then 'one' else 'other' end as d, count(*) from customers group by 1",
      "select count(*) filter (where email is not null), id from customers group by id, born < '1990-01-01'",
      'select distinct email from customers',
      'select email from customers union select email from customers',
    ])
      assert.deepEqual(uses(sql, MASKED), [], sql);
    for (const [sql, found] of [
      ['select count(distinct email) from customers', ['email:aggregate']],
      ["select sum(case when born > '1980-06-01' then 1 end) from customers", ['born:aggregate']],
      ['select max(case when id > 1 then born end) from customers', ['born:aggregate']],
      ["select born, count(*) from customers group by born, born > '1980-06-01'", ['born:group']],
      ['select count(*) from (select distinct email from customers) x', ['email:distinct']],
      ['select distinct on (email) email, id from customers', ['email:distinct']],
      ["select case email when 'ann@one.example' then 1 end from customers", ['email:computed']],
    ] as const)
      assert.deepEqual(uses(sql, MASKED), found, sql);
    assert.deepEqual(uses('select count(ssn), ssn is null from customers group by 2').toSorted(), [
      'ssn:aggregate',
      'ssn:computed',
      'ssn:group',
    ]);
  });

  it('lets nothing be grouped by a masked key: rows of several would meet', () => {
    const masked = profile({ id: 'last4' });
    const keyed = { ...CATALOGUE, datasets: CATALOGUE.datasets.map((one) => ({ ...one, primaryKey: ['email'] })) };
    const judged = judgeUses(factsOf('select email, count(*) from customers group by email'), MASKED, keyed);
    assert.deepEqual(
      judged.map(({ column, use }) => `${column}:${use}`),
      ['email:group'],
    );
    assert.deepEqual(uses('select id, count(*) from customers group by id', masked), ['id:group']);
  });

  it('lets a masked column be shown through a subquery and, where a mask keeps NULL, instead of another value', () => {
    const of = (shown: string): string => `select ${shown} from loans l left join customers c on c.id = l.customer_id`;
    const subquery = '(select x.ssn from customers x where x.id = l.customer_id)';
    assert.deepEqual(uses(of(subquery)), []);
    assert.deepEqual(uses(`select s from (select ${subquery} as s from loans l) y`), []);
    assert.deepEqual(uses(`select id from loans l where ${subquery} = '****1120'`, MASKED), []);
    assert.deepEqual(uses(`select id from loans l where ${subquery} = '1120'`, MASKED), ['ssn:filter']);
    assert.deepEqual(uses(of(`upper(${subquery})`), MASKED), ['ssn:computed']);
    for (const shown of [
      "coalesce(c.email, 'none')",
      "coalesce(c.email, c.ssn, 'none')",
      "case when c.email is null then 'none' else c.email end",
      "coalesce(case when l.id > 3 then c.email end, 'none')",
    ]) {
      assert.deepEqual(uses(of(shown), MASKED), [], shown);
      assert.ok(uses(of(shown)).includes('email:computed'), shown);
      assert.ok(uses(of(`upper(${shown})`), MASKED).includes('email:computed'), shown);
    }
    assert.deepEqual(uses(of("case c.email when 'ann@one.example' then c.email end"), MASKED), ['email:computed']);
    assert.deepEqual(
      uses('select e from (select email as e from customers union all select ssn from customers) x'),
      [],
    );
  });

  it('lets a cut date sort what is shown whole, and never choose rows', () => {
    assert.deepEqual(uses('select id from customers order by born', MASKED), []);
    for (const sql of [
      'select id from customers order by born desc limit 1',
      'select id from (select id from customers order by born) x limit 1',
      'select distinct on (jurisdiction) jurisdiction, id from customers order by jurisdiction, born desc',
    ])
      assert.deepEqual(uses(sql, MASKED), ['born:order'], sql);
  });

  it('lets a partial mask be told apart where every row so made is shown, and never where some are picked', () => {
    assert.deepEqual(uses('select distinct email from customers', MASKED), []);
    for (const sql of [
      'select distinct email from customers limit 5',
      'select distinct email from customers offset 1',
      'select email from customers union select email from customers limit 3',
    ])
      assert.deepEqual(uses(sql, MASKED), ['email:distinct'], sql);
  });

  it('sees the rows of two queries compared, with ALL too: UNION ALL alone compares nothing', () => {
    for (const [operation, found] of [
      ['union all', []],
      ['union', ['ssn:distinct']],
      ['intersect', ['ssn:filter']],
      ['intersect all', ['ssn:filter']],
      ['except', ['ssn:filter']],
      ['except all', ['ssn:filter']],
    ] as const) {
      const sql = `select '078-05-1120' as ssn ${operation} select ssn from customers`;
      assert.deepEqual(
        uses(sql).filter((use) => use !== 'ssn:output'),
        found,
        operation,
      );
    }
    assert.deepEqual(uses("select email from customers except all select '***@one.example'", MASKED), ['email:filter']);
  });

  it('lets the key excuse a column only if it stands in every grouping set that holds it', () => {
    for (const by of [
      'grouping sets ((id), (ssn))',
      'grouping sets ((id, ssn), (ssn))',
      'grouping sets ((id, ssn), cube (ssn))',
      'rollup (ssn, id)',
      'cube (ssn, id)',
      'rollup (id), ssn',
      'rollup (id), rollup (ssn)',
    ])
      assert.deepEqual(uses(`select ssn, count(*) from customers group by ${by}`), ['ssn:group'], by);
    for (const by of [
      'grouping sets ((id, ssn), (id))',
      'rollup (id, ssn)',
      'rollup ((ssn, id))',
      'cube ((id, ssn), jurisdiction)',
      'id, cube (ssn)',
      'cube (ssn), id',
    ])
      assert.deepEqual(uses(`select ssn, count(*) from customers group by ${by}`), [], by);
  });

  it('sees a column that a function makes rows of, wherever it stands', () => {
    for (const call of ["string_to_table(c.ssn, '-')", 'unnest(array[c.ssn])']) {
      assert.deepEqual(uses(`select c.id from customers c cross join lateral ${call} as p`), ['ssn:computed'], call);
      for (const sql of [`select id, ${call} as p from customers c`, `select c.id, p.* from customers c, ${call} as p`])
        for (const shown of ['count(*)', 'id'])
          assert.deepEqual(uses(`select ${shown} from (${sql}) x`), ['ssn:computed'], sql);
    }
    assert.deepEqual(uses("select count(*) from (select regexp_split_to_table(email, '@') from customers) x", MASKED), [
      'email:computed',
    ]);
    assert.deepEqual(uses('select id from (select id, unnest(tags) as t from loans) x'), []);
    assert.deepEqual(uses('select l.id from loans l cross join lateral unnest(l.tags) as t'), []);
  });

  it('knows of each partial mask what it can give, which is trimmed and whole', () => {
    const ends = [
      '12',
      '***12',
      '****',
      '****12',
      '**** 2',
      '****1 ',
      '****12  ',
      '****1120',
      '****112 ',
      '078-05-1120',
    ];
    assert.deepEqual(comparedWith('ssn', 'last2', ends), ['****', '****12', '**** 2']);
    assert.deepEqual(comparedWith('ssn', 'last4', ends), ['****', '****1120']);
    const domains = ['***', '***@', '***@x', '***@x ', ' ***@x', '*** @x', '***@x@y', '****', 'ann@one.example'];
    assert.deepEqual(comparedWith('email', 'domain', domains), ['***', '***@', '***@x']);
    const initials = ['A.', 'A. L.', '****', 'Ann Lee', 'A', 'A. L', 'A. L. M.', 'A. L. ', '***'];
    assert.deepEqual(comparedWith('name', 'initials', initials), ['A.', 'A. L.', '****']);
    for (const operator of ['<>', '<', '>=', 'like'])
      assert.equal(answered([`ssn ${operator} '****1120'`]).length, operator === '<>' ? 1 : 0, operator);
    assert.deepEqual(answered(["ssn = '****1120'::varchar(6)", "ssn = '****1120'::varchar"]), [
      "ssn = '****1120'::varchar",
    ]);
  });

  it('lets a mask that cuts dates answer for the parts and the cut points that it determines, and for no others', () => {
    const conditions = [
      'extract(century from born) = 20',
      "to_char(born, 'yyyy') = '1980'",
      "born <= '1980-12-31'",
      'extract(year from born) = 1980',
      'extract(quarter from born) = 1',
      'extract(month from born) = 1',
      'extract(week from born) = 1',
      'extract(day from born) = 1',
      'extract(doy from born) = 1',
      "born >= '1980-01-01'",
      "born < '1980-02-01'",
      "born < '1980-02-01 00:00'",
      "born < '1980-02-02'",
      "born < '1980-02-10'",
      "born <= '1980-01-01'",
      "born = '1980-01-01'",
      "born > '1980-02-29'",
      "born between '1980-02-01' and '1980-02-29'",
      "born between symmetric '1980-02-01' and '1980-01-31'",
      "born between '1980-02-01' and '1980-02-28'",
      "to_char(born, 'FMMonth YYYY') = 'May 1980'",
      "to_char(born, 'IYYY') = '1980'",
      "to_char(born, 'YYYY-MM-DD') = '1980-01-01'",
    ];
    const [century, written, end, year, quarter, month, , , , newYear, february, midnight] = conditions;
    const [leapDay, inFebruary, , , name] = conditions.slice(16);
    assert.deepEqual(answered(conditions, profile({ born: 'year' })), [century, written, end, year, newYear]);
    const byYear = [century, written, end, year];
    const byMonth = [...byYear, quarter, month, newYear, february, midnight, leapDay, inFebruary, name];
    assert.deepEqual(answered(conditions, profile({ born: 'year_month' })), byMonth);
  });

  it('lets rows be sorted by a mask that cuts dates alone: other masks hide what the order would be', () => {
    for (const mask of ['year', 'year_month'] as const)
      assert.deepEqual(uses('select id from customers order by born', profile({ born: mask })), []);
    for (const [column, mask] of [
      ['ssn', 'last2'],
      ['ssn', 'last4'],
      ['email', 'domain'],
      ['name', 'initials'],
    ] as const)
      assert.deepEqual(uses(`select id from customers order by ${column}`, profile({ [column]: mask })), [
        `${column}:order`,
      ]);
  });

  it('knows that masks cut moments at UTC: elsewhere a year begins at another one', () => {
    const here = ["joined >= '2021-01-01'", "joined >= timestamp '2021-01-01 00:00+00'", "joined >= date '2021-01-01'"];
    const parts = [
      'extract(year from joined) = 2020',
      "date_trunc('month', joined) = '2020-01-01'",
      "date_trunc('year', joined, 'Europe/Berlin') = '2020-01-01'",
      "date_trunc('year', joined, 'UTC') = '2020-01-01'",
      "to_char(joined, 'YYYY') = '2020'",
    ];
    const atUtc = ["joined >= '2021-01-01 00:00+00'", "joined < '2021-02-01T00:00:00Z'", 'joined is null'];
    const atNone = ["joined >= '2021-01-01 00:00+01'", "joined < '2021-02-02 00:00Z'", "joined <= '2021-01-31'"];
    assert.deepEqual(answered([...here, ...parts, ...atUtc, ...atNone]), [parts[3], ...atUtc]);
    assert.deepEqual(answered([...here, ...parts, ...atUtc, ...atNone], MASKED, AT_UTC), [
      here[0],
      here[2],
      parts[0],
      parts[1],
      parts[3],
      parts[4],
      ...atUtc,
    ]);
    const byYear = 'select extract(year from joined), count(*) from customers group by 1';
    assert.deepEqual(uses(byYear, MASKED, AT_UTC), []);
    assert.ok(uses(byYear, MASKED).includes('joined:computed'));
    assert.deepEqual(answered(["date_trunc('year', born, 'America/New_York') = '1980-01-01'"]), []);
  });

  it('answers from what a mask determines through a query, an aggregate and a list, and from nothing beyond it', () => {
    const years = 'with x as (select extract(year from born) as y from customers)';
    for (const sql of [
      `${years} select y, count(*) from x group by y order by y`,
      `${years} select max(y) from x where y > 1980`,
      'select min(extract(year from born)) from customers order by 1',
      "select id from customers where email = any(array['***@one.example'])",
      "select id from customers where email <> all(array['***@one.example', '***'])",
    ])
      assert.deepEqual(uses(sql, MASKED), [], sql);
    for (const [sql, found] of [
      [years.replace('year', 'month').concat(' select count(*) from x group by y'), 'born:group'],
      ['select min(extract(month from born)) from customers', 'born:aggregate'],
      ["select id from customers where email = any(array['***@one.example', 'ann@one.example'])", 'email:filter'],
      ["select id from customers where email <> any(array['***@one.example'])", 'email:filter'],
      ["select id from customers where email = any('{***@one.example}')", 'email:filter'],
      ['select count(*) from customers group by left(ssn, 6)', 'ssn:computed'],
      ['with x as (select left(ssn, 6) as s from customers) select count(*) from x group by s', 'ssn:computed'],
      ['select id from customers order by born + 1', 'born:computed'],
    ] as const)
      assert.deepEqual(uses(sql, MASKED), [found], sql);
  });

  it('judges a kind that has no form for the type of its column as the withholding that it is', () => {
    const types = {
      'bank.label': { kind: 'domain', base: 'character varying(40)' },
      'bank.inner': { kind: 'domain', base: 'bank.label' },
      'bank.number': { kind: 'domain', base: 'bigint' },
      'bank.mood': { kind: 'enum', labels: ['calm'] },
    } as const;
    const withType = (type: string): Catalogue => ({
      ...CATALOGUE,
      source: { ...CATALOGUE.source, types },
      datasets: CATALOGUE.datasets.map((one) => ({
        ...one,
        columns: one.columns.map((column) => (column.name === 'ssn' ? { ...column, type } : column)),
      })),
    });
    const judged = (type: string, mask: MaskKind): readonly (readonly [mask: string, use: string])[] => {
      const catalogue = withType(type);
      const guarded = judge('select ssn, count(*) from customers where ssn is not null group by ssn', catalogue);
      assert.ok(guarded.ok, type);
      return judgeUses(guarded.facts, profile({ ssn: mask }), catalogue).map((one) => [one.mask, one.use]);
    };
    const forms = { text: ['last2', 'last4', 'domain', 'initials'], date: ['year', 'year_month'] } as const;
    const cases: readonly (readonly [type: string, form: 'text' | 'date' | null])[] = [
      ['text', 'text'],
      ['character varying(9)', 'text'],
      ['character(9)', 'text'],
      ['bank.label', 'text'],
      ['bank.inner', 'text'],
      ['date', 'date'],
      ['timestamp(3) without time zone', 'date'],
      ['text[]', null],
      ['date[]', null],
      ['bigint', null],
      ['bank.number', null],
      ['bank.mood', null],
      ['name', null],
      ['jsonb', null],
      ['time without time zone', null],
    ];
    const withheld = [
      ['redact', 'filter'],
      ['redact', 'group'],
    ];
    for (const [type, form] of cases)
      for (const mask of MASK_KINDS.filter((kind) => kind !== 'full' && kind !== 'redact')) {
        const isForm = form !== null && (forms[form] as readonly MaskKind[]).includes(mask);
        assert.deepEqual(judged(type, mask).toSorted(), isForm ? [] : withheld, `${mask} of ${type}`);
      }
    assert.deepEqual(judged('integer', 'full'), []);
  });

  it('treats a dataset the profile does not know as withheld', () => {
    assert.deepEqual(uses('select id from loans where amount > 1', { digest: 'x', relations: {} }), ['amount:filter']);
  });
});
