export { ensureCluster, HomeInUse } from './cluster.ts';
export type { Cluster, ClusterOptions, Login } from './cluster.ts';
export { removeAbandonedShelters } from './shelter.ts';
