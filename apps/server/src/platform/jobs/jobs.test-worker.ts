/** A worker that takes a job, says so and never finishes: it is there to be killed. */
import { makeLog } from '#platform/log';
import { startRunner } from './runner.ts';

await startRunner({
  url: process.env['WORKER_URL'] ?? '',
  concurrency: 1,
  log: makeLog({ level: 'CRITICAL', service: 'test' }),
  beatMs: 50,
  silenceMs: 500,
  tasks: {
    hang: () => {
      process.stdout.write('taken\n');
      return new Promise(() => undefined);
    },
  },
});
