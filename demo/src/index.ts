export { catalogueDatasets, type Publication } from './catalogue-datasets.ts';
export { demoPeople, morePeople, type DemoPerson } from './demo-people.ts';
export { JURISDICTIONS, SIZES, type Jurisdiction, type TableName } from './mix.ts';
export { keySql, schemaSql } from './schema.ts';
