export type { EnqueueOptions } from './enqueue.ts';
export { makeJobs } from './jobs.ts';
export type { Jobs } from './jobs.ts';
export { installQueue, startRunner } from './runner.ts';
export type { JobRunner, RunnerOptions } from './runner.ts';
export type { JobContext, Task } from './tasks.ts';
