import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { toEventStream } from './event-stream.ts';
import type { StreamEvent } from './reply.ts';

async function collect(stream: AsyncIterable<string>, upTo = Number.POSITIVE_INFINITY): Promise<string[]> {
  const texts: string[] = [];
  for await (const text of stream) {
    texts.push(text);
    if (texts.length >= upTo) break;
  }
  return texts;
}

const never = (): Promise<never> => new Promise(() => undefined);
const open = new AbortController().signal;

describe('an event stream', () => {
  it('writes one event as id, name and one line of data', async () => {
    async function* events(): AsyncGenerator<StreamEvent> {
      yield { id: 1, data: { a: 'x\ny' } };
      yield { id: 2, event: 'state', data: 'b' };
    }
    const texts = await collect(toEventStream(events(), JSON.stringify, open));
    assert.deepEqual(texts, ['id: 1\ndata: {"a":"x\\ny"}\n\n', 'id: 2\nevent: state\ndata: "b"\n\n']);
  });

  it('sends a comment into a long silence', async () => {
    async function* events(): AsyncGenerator<StreamEvent> {
      await never();
      yield { id: 1, data: 1 };
    }
    assert.deepEqual(await collect(toEventStream(events(), JSON.stringify, open, 5), 2), [':\n\n', ':\n\n']);
  });

  it('ends when it is told to, though the next event never comes', async () => {
    const abort = new AbortController();
    let stopped = false;
    const events: AsyncIterable<StreamEvent> = {
      [Symbol.asyncIterator]: () => ({
        next: never,
        return: async () => {
          stopped = true;
          return { done: true, value: undefined };
        },
      }),
    };
    setTimeout(() => abort.abort(), 5);
    assert.deepEqual(await collect(toEventStream(events, JSON.stringify, abort.signal)), []);
    assert.ok(stopped);
    assert.deepEqual(await collect(toEventStream(events, JSON.stringify, abort.signal)), [], 'and before it began');
  });

  it('breaks where its source breaks', async () => {
    async function* events(): AsyncGenerator<StreamEvent> {
      yield { id: 1, data: 1 };
      throw new Error('the source broke');
    }
    await assert.rejects(collect(toEventStream(events(), JSON.stringify, open)), /the source broke/);
  });
});
