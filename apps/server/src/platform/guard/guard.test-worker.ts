/** A guard's thread with a parser that hangs, breaks, dies or lies when the text tells it to. */
import { parentPort } from 'node:worker_threads';
import type { Parse } from '@aureus/sqlguard';
import { loadParser } from './load-parser.ts';
import { serveGuard } from './serve-guard.ts';

const parse = await loadParser();
let lies = 0;

const planted: Parse = (sql) => {
  if (sql.includes('hang')) for (;;);
  if (sql.includes('abort')) throw new Error('memory access out of bounds');
  if (sql.includes('exit')) process.exit(7);
  if (sql.includes('devour'))
    for (const eaten: unknown[] = []; ;) eaten.push(Array.from({ length: 1 << 16 }, () => ({})));
  // The first reading differs from every later one.
  if (sql.includes('lie') && lies++ > 0) return parse('SELECT 1');
  // Not a tree at all: what the guard makes of it is its own fault.
  if (sql.includes('poison')) return new Proxy({}, { get: () => (0 as unknown as () => never)() });
  return parse(sql);
};

if (parentPort !== null) serveGuard(parentPort, planted);
