export { type CatalogueRoom, type Ground, makeCatalogue } from './catalogue-actions.ts';
export type { Publication, SourceConnection } from './connect-actions.ts';
export { catalogueJobs } from './catalogue-jobs.ts';
export { catalogueRoutes } from './catalogue-routes.ts';
export { QUESTIONS_PER_LOGIN } from './expected-rules.ts';
export type { ProvisionedProfile, Statistics } from './profile-store.ts';
