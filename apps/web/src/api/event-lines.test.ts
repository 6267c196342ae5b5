import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makeEventReader } from './event-lines.ts';

test('joins the data lines of one event and keeps its id', () => {
  const reader = makeEventReader();
  assert.deepEqual(reader.push('id: 7\ndata: {"a":\ndata: 1}\n\n'), [{ id: '7', data: '{"a":\n1}' }]);
});

test('reads the same events however the bytes are cut', () => {
  const text = ': keep open\r\n\r\nid: 1\r\ndata: one\r\n\r\nid: 2\r\ndata: two\r\n\r\n';
  for (let at = 0; at <= text.length; at += 1) {
    const reader = makeEventReader();
    const events = [...reader.push(text.slice(0, at)), ...reader.push(text.slice(at))];
    assert.deepEqual(events, [
      { id: '1', data: 'one' },
      { id: '2', data: 'two' },
    ]);
  }
});

test('says nothing for comments and for events without data', () => {
  const reader = makeEventReader();
  assert.deepEqual(reader.push(': ping\n\nid: 3\nevent: state\n\n'), []);
});

test('takes away one leading space of a value, not two', () => {
  assert.deepEqual(makeEventReader().push('data:  x\n\n'), [{ id: null, data: ' x' }]);
});
