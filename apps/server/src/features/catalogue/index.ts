export {
  type CatalogueRoom,
  type Ground,
  type Publication,
  type SourceConnection,
  makeCatalogue,
} from './catalogue-actions.ts';
export { catalogueJobs } from './catalogue-jobs.ts';
export { catalogueRoutes } from './catalogue-routes.ts';
export type { ProvisionedProfile, Statistics } from './profile-store.ts';
