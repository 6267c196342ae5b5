import { AtlasError } from '@aureus/contract';
import type pg from 'pg';
import { wireOf } from './wire.ts';

/** What a message may have beyond the rows' own bytes: columns of a result, plans, the server's errors. */
const MARGIN = 1 << 20;

const caps = new WeakMap<pg.ClientBase, number>();

/** From now on, no message of the server may be larger than so many bytes of rows. */
export const capMessages = (client: pg.ClientBase, bytes: number): void => void caps.set(client, bytes);

/**
 * node-pg holds a message whole before anyone may count it, and dies of one beyond the longest string of JavaScript. A bank
 * may store such a value, and an error of its server may quote it: what announces itself as larger than the cap ends the
 * connection before it is held. To be called before the client connects, so that the first byte is the first message's.
 */
export function watchMessages(client: pg.ClientBase): void {
  const { connection } = wireOf(client);
  const watch = (): void => {
    const { stream } = connection;
    const read = readLengths((length) => {
      if (length > (caps.get(client) ?? 0) + MARGIN) stream.destroy(new TooLarge(length));
    });
    stream.prependListener('data', read);
  };
  connection.once(connection.ssl === false ? 'connect' : 'sslconnect', watch);
}

const HEADER = 5;

/** Of each message the length that its header announces: one byte of type, four of a length that counts itself. */
function readLengths(tell: (length: number) => void): (chunk: Buffer) => void {
  let seen = 0;
  let length = 0;
  let left = 0;
  const readHeader = (byte: number): void => {
    length = seen === 0 ? 0 : length * 256 + byte;
    seen = (seen + 1) % HEADER;
    if (seen > 0) return;
    left = length - 4;
    tell(length);
  };
  return (chunk) => {
    let at = 0;
    while (at < chunk.length) {
      const passed = Math.min(left, chunk.length - at);
      if (passed > 0) left -= passed;
      else readHeader(chunk[at] ?? 0);
      at += Math.max(passed, 1);
    }
  };
}

/** Asked again, the same question ends the same way. */
export class TooLarge extends AtlasError {
  constructor(bytes: number) {
    super(
      'SQL_VALIDATION_FAILED',
      'One row of the answer is larger than Atlas takes. Ask for fewer columns, or for shorter ones.',
      { detail: `a message of ${bytes} bytes` },
    );
  }
}
