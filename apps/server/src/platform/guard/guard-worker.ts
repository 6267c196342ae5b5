/** The program of a guard's thread: PostgreSQL's parser and sqlguard, no database, no environment, no secret. */
import { parentPort } from 'node:worker_threads';
import { loadParser } from './load-parser.ts';
import { serveGuard } from './serve-guard.ts';

if (parentPort !== null) serveGuard(parentPort, await loadParser());
