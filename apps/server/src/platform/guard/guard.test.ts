import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { CATALOGUE, INSTANT, MASKED } from '../../../../../packages/sqlguard/test/bank.ts';
import { hostileText } from '../../../../../packages/sqlguard/test/fuzz/hostile-text.ts';
import { makeRandom } from '../../../../../packages/sqlguard/test/fuzz/random.ts';
import { type Log, makeLog } from '../log.ts';
import { type GuardRoom, makeGuardRoom } from './index.ts';

const logged: string[] = [];
const log: Log = makeLog({ level: 'DEBUG', service: 'test', destination: { write: (line) => void logged.push(line) } });
const program = new URL('./guard.test-worker.ts', import.meta.url);

const rooms: GuardRoom[] = [];
const open = (more: { program?: URL; deadlineMs?: number; threads?: number } = {}): GuardRoom => {
  const room = makeGuardRoom({ log, threads: 1, ...more });
  rooms.push(room);
  return room;
};
after(() => Promise.all(rooms.map((room) => room.close())));

const candidate = (sql: string, catalogue = CATALOGUE) => ({ sql, catalogue, instant: INSTANT });
const HONEST = 'SELECT id, amount FROM loans WHERE amount > 10';

async function ruleOf(room: GuardRoom, sql: string): Promise<string> {
  const judged = await room.guard(candidate(sql));
  return judged.ok ? 'accepted' : judged.verdict.rule;
}

test('guards and compiles in a thread, with facts that the second reading reaches again', async () => {
  const room = open();
  const guarded = await room.guard(candidate(HONEST));
  assert.ok(guarded.ok);
  assert.deepEqual(guarded.facts.datasets, ['loans']);
  assert.match(guarded.factsDigest, /^[0-9a-f]{64}$/);
  const order = { profile: MASKED, provision: 'views', maskedSchema: 'atlas_m_test', rowCap: 11 } as const;
  const compiled = await room.compile({ ...candidate(HONEST), ...order, factsDigest: guarded.factsDigest });
  assert.ok(compiled.ok);
  assert.match(compiled.sql, /"atlas_m_test"\."loans".*LIMIT 11/s);
  assert.deepEqual(compiled.facts, guarded.facts);
  const other = await room.compile({
    ...candidate('SELECT id FROM loans'),
    ...order,
    factsDigest: guarded.factsDigest,
  });
  assert.equal(other.ok ? 'accepted' : other.verdict.rule, 'guard.inconsistent');
});

test('keeps a catalogue apart from the next, also when more pass by than a thread keeps', async () => {
  const room = open();
  const slices = Array.from({ length: 20 }, (_, at) => ({ ...CATALOGUE, digest: `d${at}` }));
  const [customers] = CATALOGUE.datasets;
  assert.ok(customers);
  for (const slice of [...slices, ...slices]) {
    const less = { ...slice, datasets: [customers] };
    assert.ok((await room.guard(candidate(HONEST, slice))).ok);
    const refused = await room.guard(candidate(HONEST, less));
    assert.equal(refused.ok ? 'accepted' : refused.verdict.rule, 'relation.unknown');
  }
});

test('a parser that hangs costs its own question alone', async () => {
  const room = open({ program, deadlineMs: 1000 });
  await room.start();
  const [first, second] = await Promise.all([ruleOf(room, 'SELECT hang'), ruleOf(room, HONEST)]);
  assert.deepEqual([first, second], ['input.too_slow', 'accepted']);
  assert.ok(logged.some((line) => line.includes('"level":"WARNING"') && line.includes('input.too_slow')));
});

test('a parser that breaks, dies or eats all memory ends its own question in a verdict', async () => {
  const room = open({ program, deadlineMs: 60_000 });
  const ends = [];
  for (const word of ['abort', 'exit', 'devour', 'poison']) {
    ends.push(await ruleOf(room, `SELECT '${word}'`), await ruleOf(room, HONEST));
  }
  const rules = ['parse.failed', 'guard.crashed', 'guard.crashed', 'guard.failed'];
  assert.deepEqual(
    ends,
    rules.flatMap((rule) => [rule, 'accepted']),
  );
  const told = logged.filter((line) => rules.some((rule) => line.includes(`"${rule}"`)));
  assert.equal(told.length, 4);
  assert.ok(
    told.every((line) => !line.includes('SELECT')),
    'a log line holds no text of a person',
  );
});

test('what went wrong inside is kept for the operator, and no word of it is public', async () => {
  const judged = await open({ program, deadlineMs: 60_000 }).guard(candidate("SELECT 'abort'"));
  assert.ok(!judged.ok);
  assert.match(judged.detail ?? '', /memory access out of bounds/);
  assert.doesNotMatch(judged.verdict.sentence, /memory/);
});

test('a text that is read otherwise the second time is refused', async () => {
  const room = open({ program, deadlineMs: 60_000 });
  const sql = 'SELECT id AS lie FROM loans';
  const guarded = await room.guard(candidate(sql));
  assert.ok(guarded.ok);
  const { factsDigest } = guarded;
  const order = { profile: MASKED, provision: 'views', maskedSchema: 'm', rowCap: 11, factsDigest } as const;
  const compiled = await room.compile({ ...candidate(sql), ...order });
  assert.equal(compiled.ok ? 'accepted' : compiled.verdict.rule, 'guard.inconsistent');
});

test('a thread that does not come up is told at the start, and to each question as a verdict', async () => {
  const room = open({ program: new URL('./nowhere.ts', import.meta.url) });
  await assert.rejects(() => room.start(), /does not start/);
  assert.equal(await ruleOf(room, HONEST), 'guard.crashed');
});

test('ten thousand hostile texts each get a verdict', async () => {
  const room = open({ threads: 2, deadlineMs: 60_000 });
  const random = makeRandom(20_260_401);
  const texts = Array.from({ length: 10_000 }, () => hostileText(random));
  const rules = await Promise.all(texts.map((sql) => ruleOf(room, sql)));
  assert.equal(rules.length, texts.length);
  const counted = Map.groupBy(rules, (rule) => rule);
  for (const inside of ['guard.failed', 'guard.crashed', 'parse.failed', 'print.mismatch', 'input.too_slow']) {
    assert.deepEqual(
      texts.filter((_, at) => rules[at] === inside).map((sql) => sql.slice(0, 200)),
      [],
      inside,
    );
  }
  assert.ok((counted.get('accepted')?.length ?? 0) > 100, 'some of them are mere questions');
  assert.ok(counted.size > 15, [...counted.keys()].join(' '));
});
