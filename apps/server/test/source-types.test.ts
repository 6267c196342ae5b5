import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { type House, startHouse } from './support/house.ts';
import { scriptedPlanner } from './support/scripted-planner.ts';

const houses: House[] = [];
after(() => Promise.all(houses.map((house) => house.stop())));

for (const inline of [false, true]) {
  const how = inline ? 'masks in the query' : 'views';

  test(`the bank's own enums and domains are computed with as what they are, under ${how}`, async () => {
    const house = await startHouse({ planner: scriptedPlanner, inline, attestMs: 0 });
    houses.push(house);
    const rowsOf = async (sql: string, who: 'analyst' | 'eu' = 'analyst') => {
      const view = await house.ask(sql, who);
      assert.equal(view.status, 'success', `${sql}: ${view.error_message}`);
      return view.results;
    };
    const grouped = 'SELECT level, count(*) AS n FROM alerts';
    assert.deepEqual(await rowsOf(`${grouped} WHERE level >= 'medium' GROUP BY level ORDER BY level DESC`), [
      { level: 'high', n: 13 },
      { level: 'medium', n: 14 },
    ]);
    assert.deepEqual(await rowsOf(`${grouped} WHERE level IN ('low'::"AlertLevel") GROUP BY 1`), [
      { level: 'low', n: 13 },
    ]);
    assert.deepEqual(
      await rowsOf("SELECT sum(cost) AS total, max(cost) * 2 AS most FROM alerts WHERE level = 'high'"),
      [{ total: 263.25, most: 76.5 }],
    );
    assert.deepEqual(await rowsOf("SELECT sum(cost) AS total FROM alerts WHERE status = 'open'", 'eu'), [
      { total: 127.5 },
    ]);
    const all = 'SELECT alert_id, level, cost, court_case, filed_as FROM alerts';
    const masked = await house.ask(`${all} WHERE cost < 2 UNION ALL ${all} WHERE alert_id = 2 ORDER BY cost`);
    assert.deepEqual(masked.results, [
      { alert_id: 1, level: 'medium', cost: 1.25, court_case: '****0001', filed_as: null },
      { alert_id: 2, level: 'high', cost: 2.25, court_case: '****0002', filed_as: null },
    ]);
    assert.deepEqual(
      masked.columns.map(({ type }) => type),
      ['integer', 'kinds."AlertLevel"', 'numeric(10,2)', 'character varying(12)', 'kinds."AlertLevel"'],
    );
    const beside = await rowsOf(
      `SELECT level AS v FROM alerts WHERE alert_id = 1 UNION ALL SELECT filed_as FROM alerts WHERE alert_id = 1`,
    );
    assert.deepEqual(beside, [{ v: 'medium' }, { v: null }], 'a hidden enum stands beside an open one');
    const refused = await house.ask("SELECT alert_id FROM alerts WHERE filed_as = 'high'");
    assert.equal(refused.error_code, 'AUTHORIZATION_FAILED');
  });
}
