export type { EnqueueOptions } from './enqueue.ts';
export { makeJobs } from './jobs.ts';
export type { Jobs } from './jobs.ts';
export { installQueue, startRunner } from './runner.ts';
export type { JobContext, JobRunner, RunnerOptions, Task } from './runner.ts';
