import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { makeClock } from './clock.ts';
import { isId, newId, newPersonId } from './ids.ts';
import { makeLog } from './log.ts';

describe('ids', () => {
  it('sort in the order in which they were made, also within a millisecond and when the clock steps back', () => {
    const now = Date.now() + 60_000;
    const made = Array.from({ length: 10_000 }, (_, at) => newId(at < 9_000 ? now : now - 5_000));
    assert.deepEqual(made, made.toSorted());
    assert.equal(new Set(made).size, made.length);
  });

  it('are UUIDs of version 7, those of persons of version 4', () => {
    assert.match(newId(), /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab]/);
    assert.match(newPersonId(), /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab]/);
    assert.ok(isId(newId()) && isId(newPersonId()));
    assert.ok(!isId('') && !isId(`${newId()} `) && !isId('x'.repeat(36)));
  });
});

describe('the clock', () => {
  it('tells the true time, and as the instant of a question the fixed one', () => {
    const fixed = new Date('2026-03-31T12:00:00Z');
    const clock = makeClock(fixed);
    assert.deepEqual(clock.instant(), fixed);
    assert.ok(Math.abs(clock.now().getTime() - Date.now()) < 1_000);
    clock.instant().setFullYear(1999);
    assert.deepEqual(clock.instant(), new Date('2026-03-31T12:00:00Z'));
  });

  it('takes the true time as the instant where none is fixed', () => {
    assert.ok(Math.abs(makeClock().instant().getTime() - Date.now()) < 1_000);
  });
});

describe('the log', () => {
  const lines: Record<string, unknown>[] = [];
  const destination = { write: (line: string) => void lines.push(JSON.parse(line) as Record<string, unknown>) };

  it('writes the object of the specification, with the trace it stands in', () => {
    const log = makeLog({ level: 'INFO', service: 'api', destination }).module('ask');
    log.traced({ traceId: 't', spanId: 's' }).warning('A sentence.', { rows: 3 });
    const [line] = lines.splice(0);
    assert.match(String(line?.['timestamp']), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    delete line?.['timestamp'];
    assert.deepEqual(line, {
      level: 'WARNING',
      service: 'api',
      module: 'ask',
      context: { rows: 3 },
      trace_id: 't',
      span_id: 's',
      message: 'A sentence.',
    });
  });

  it('knows five levels and is silent below its own', () => {
    const log = makeLog({ level: 'WARNING', service: 'api', destination });
    log.debug('-');
    log.info('-');
    log.warning('w');
    log.error('e');
    log.critical('c');
    assert.deepEqual(
      lines.splice(0).map(({ level, trace_id: trace }) => [level, trace]),
      [
        ['WARNING', null],
        ['ERROR', null],
        ['CRITICAL', null],
      ],
    );
  });
});
