export { enqueue } from './enqueue.ts';
export type { EnqueueOptions } from './enqueue.ts';
export { SILENCE_MS } from './heartbeat.ts';
export { loadIsWorked } from './queue-store.ts';
export { installQueue, startRunner } from './runner.ts';
export type { JobContext, JobRunner, RunnerOptions, Task } from './runner.ts';
