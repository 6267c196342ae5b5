import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { runAtlasd } from './support/atlasd.ts';
import { type House, startHouse } from './support/house.ts';
import { scriptedPlanner } from './support/scripted-planner.ts';

let house: House;
before(async () => {
  house = await startHouse({ planner: scriptedPlanner, inline: true, attestMs: 0 });
});
after(async () => house.stop());

test('a bank with one read-only login is asked through masks in the query, and the answer says that it is not hardened', async () => {
  const view = await house.ask('SELECT name, ssn, born FROM clients WHERE client_id = 1');
  assert.equal(view.status, 'success', view.error_message ?? '');
  assert.deepEqual(view.results, [{ name: 'C. N.', ssn: '****1001', born: '1960-01-01' }]);
  assert.doesNotMatch(view.executed_sql ?? '', /atlas_m_/);
  assert.match(view.assumptions.join(' '), /not hardened/);
  assert.deepEqual(
    view.masked_relations.map(({ dataset, provision }) => [dataset, provision]),
    [['clients', 'inline']],
  );
  const marks = view.sql_marks.map(({ from, to, kind }) => [kind, view.executed_sql?.slice(from, to)] as const);
  assert.deepEqual(marks.map(([kind]) => kind).toSorted(), ['initials', 'last4', 'redact', 'year']);
  assert.match(
    marks.find(([kind]) => kind === 'last4')?.[1] ?? '',
    /^CAST\(CASE WHEN \("base"\."ssn" IS NULL\) .* END AS pg_catalog\."varchar"\)$/,
  );
});

test('rows of other jurisdictions are neither counted nor able to raise an error', async () => {
  const counted = await house.ask('SELECT count(*) AS n FROM loans', 'eu');
  assert.deepEqual(counted.results, [{ n: 30 }]);
  assert.match(counted.reading ?? '', /jurisdiction is EU/);
  assert.ok(counted.sql_marks.some(({ kind }) => kind === 'filter'));
  // Loan 1 is of the UK: only who sees it may be told that the division fails.
  const sql = 'SELECT count(*) AS n FROM loans WHERE 1 / (loan_id - 1) >= 0';
  assert.deepEqual((await house.ask(sql, 'eu')).results, [{ n: 30 }]);
  assert.equal((await house.ask(sql)).error_code, 'SQL_VALIDATION_FAILED');
});

test('counts are those of the reader’s own masks and filter', async () => {
  const rowsOf = async (who: 'analyst' | 'eu'): Promise<number | null> => {
    const { body } = await house.call('/v1/datasets', { token: house.token(who) });
    return body.datasets.find((one: { name: string }) => one.name === 'loans').row_count;
  };
  assert.deepEqual([await rowsOf('analyst'), await rowsOf('eu')], [90, 30]);
});

test('doctor says that the source is not hardened; what the DBA is given is one login', async () => {
  const { code, out } = await runAtlasd(house, ['doctor']);
  assert.equal(code, 0, out);
  assert.match(out, /note +the source is not hardened/);
  assert.match(out, /ok +login reads_test_\w+, profile \w+ reads what is published, and the server is as approved/);
  const printed = await runAtlasd(house, ['source', 'provision', '--print']);
  assert.equal(printed.code, 0, printed.err);
  assert.match(
    printed.out,
    /GRANT SELECT \("client_id", "name", "ssn", "born", "remarks", "jurisdiction"\) ON "public"."clients"/,
  );
  assert.doesNotMatch(printed.out, new RegExp(house.bank.reader.password));
  const made = await runAtlasd(house, ['source', 'provision']);
  assert.deepEqual([made.code, made.out], [0, `ready    ${house.bank.reader.user}\n`], made.err);
});
