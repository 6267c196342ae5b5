import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { guard } from '@aureus/sqlguard';
import { ATTACKS } from './attacks.ts';
import { type AttackedBank, openAttackedBank } from './attacked-bank.ts';

/** The cursors are the question's own and the nameless one by which it is read. */
const CLEAN = { prepared: '0', cursors: '2', listening: '0', temporary: '0' };

describe('every attack', () => {
  let bank: AttackedBank;
  before(async () => {
    bank = await openAttackedBank();
  });
  after(() => bank.close());

  for (const [kind, texts] of Object.entries(ATTACKS)) {
    it(`is refused by the guard: ${kind}`, () => {
      for (const text of texts) {
        const sql = text.replaceAll('{people}', 'people').replaceAll('{schema}', 'bank');
        assert.equal(guard({ ...bank.guarded, sql }).ok, false, sql);
      }
    });

    it(`takes nothing and leaves nothing without a guard: ${kind}`, async () => {
      const before = await bank.state();
      for (const text of texts) {
        const told = await bank.attack(text.replaceAll('{people}', bank.people).replaceAll('{schema}', bank.schema));
        assert.doesNotMatch(told, /SECRET/, text);
      }
      assert.deepEqual(await bank.active(), []);
      assert.deepEqual(await bank.state(), before);
      // Of what a query makes up by `set_config` the name stays in the connection, as the threat model says, and no value.
      const { own, ...left } = await bank.sessionState();
      assert.ok(own === null || own === '', `${own}`);
      assert.deepEqual(left, CLEAN);
    });
  }

  it('sees no more when any setting that a person may change was changed', async () => {
    const settings = await bank.settings();
    assert.ok(settings.length > 150, `${settings.length} settings`);
    const shown = await bank.attack(bank.reading);
    assert.match(shown, /1977-01-01/);
    let changed = 0;
    for (const [name, value] of settings) {
      const told = await bank.attack(bank.readingUnder(name, value));
      assert.doesNotMatch(told, /SECRET|0707/, `${name} = ${value}`);
      if (told.startsWith('[')) changed += 1;
      if (told.startsWith('[')) assert.equal(told, shown, `${name} = ${value}`);
    }
    assert.ok(changed > 100, `${changed} were changed`);
  });

  it('ends no other question of the same profile, whose process it may well know', async () => {
    const neighbour = await bank.neighbour();
    const seen = await bank.attack(`SELECT pid FROM pg_stat_activity WHERE pid = ${neighbour.pid}`);
    assert.equal(seen, `[["${neighbour.pid}"]]`);
    for (const call of [`pg_terminate_backend(${neighbour.pid})`, `pg_cancel_backend(${neighbour.pid})`]) {
      assert.equal(guard({ ...bank.guarded, sql: `SELECT ${call}` }).ok, false, call);
      assert.match(await bank.attack(`SELECT ${call}`), /permission denied for function/, call);
    }
    assert.equal(await neighbour.isAlive(), true);
    await neighbour.end();
  });

  it('would be seen to take and to leave', async () => {
    const before = await bank.state();
    assert.match(await bank.asSuperuser("SELECT ssn FROM bank.people WHERE ssn LIKE '%SECRET%'"), /SECRET/);
    await bank.asSuperuser("SELECT nextval('bank.counter')");
    await bank.asSuperuser('SELECT lo_create(0)');
    const after = await bank.state();
    assert.notEqual(after['counter'], before['counter']);
    assert.notEqual(after['large objects'], before['large objects']);
  });
});
