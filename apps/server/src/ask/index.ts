export type { AskDeps } from './ask-deps.ts';
export { askJobs } from './ask-jobs.ts';
export { askRoutes } from './ask-routes.ts';
export { closeOverdue } from './close-overdue.ts';
export { makeOfflinePlanner } from './offline-planner.ts';
export { judgeEvidenceSight } from './read-actions.ts';
export type { Candidate, Grounded, Planner } from './stages.ts';
export { Refusal } from './stages.ts';
export { submit } from './submit.ts';
