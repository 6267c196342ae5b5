export { catalogueDatasets, type Publication } from './catalogue-datasets.ts';
export { copyStreams, type CopyStream } from './copy-streams.ts';
export { demoPeople, morePeople, type DemoPerson } from './demo-people.ts';
export { DEMO_SEED, JURISDICTIONS, SIZES, type Jurisdiction, type TableName } from './mix.ts';
export { keySql, schemaSql } from './schema.ts';
