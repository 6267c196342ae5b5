import type { Catalogue, Dataset } from '@aureus/contract';
import { UNPLACED } from '../print/placing.ts';
import { printQuery } from '../print/print.ts';
import { quoteName } from '../print/quote.ts';
import type { MaskProfile, ProfiledRelation } from '../types.ts';
import { withSourceTypes } from '../with-source-types.ts';
import { maskSelect, rowSelect } from './masked-relation.ts';
import { inlined } from './placings.ts';
import { judgeViewNames, rowsViewName } from './view-names.ts';

type Names = { readonly schema: string; readonly owner: string; readonly login: string };

/**
 * DDL of one profile's views, in order: schema, views, grants. The owner needs SELECT on the base relations before;
 * the login can read the mask views and nothing else. Throws if two views would come under one name.
 */
export function viewStatements(catalogue: Catalogue, profile: MaskProfile, names: Names): readonly string[] {
  const wrong = judgeViewNames(catalogue.datasets);
  if (wrong !== null) throw new Error(wrong);
  const schema = quoteName(names.schema);
  const views = withSourceTypes(catalogue).datasets.flatMap((dataset) => {
    const profiled = Object.hasOwn(profile.relations, dataset.name) ? profile.relations[dataset.name] : undefined;
    return profiled === undefined ? [] : viewsOf(dataset, profiled, names);
  });
  return [
    `CREATE SCHEMA ${schema} AUTHORIZATION ${quoteName(names.owner)}`,
    `REVOKE ALL ON SCHEMA ${schema} FROM PUBLIC`,
    ...views,
    `GRANT USAGE ON SCHEMA ${schema} TO ${quoteName(names.login)}`,
  ];
}

function viewsOf(dataset: Dataset, profiled: ProfiledRelation, names: Names): readonly string[] {
  const view = (name: string): string => `${quoteName(names.schema)}.${quoteName(name)}`;
  const owned = (name: string): string => `ALTER VIEW ${view(name)} OWNER TO ${quoteName(names.owner)}`;
  const closed = (name: string): string => `REVOKE ALL ON ${view(name)} FROM PUBLIC`;
  const rows = rowsViewName(dataset.name);
  const below =
    profiled.filter === null
      ? { schema: dataset.schema, name: dataset.relation }
      : { schema: names.schema, name: rows };
  const filtered =
    profiled.filter === null
      ? []
      : [
          // A barrier, because a predicate pushed below the filter would raise its errors on hidden rows.
          `CREATE VIEW ${view(rows)} WITH (security_barrier=true) AS ${printQuery(rowSelect(dataset, profiled.filter), UNPLACED, true)}`,
          owned(rows),
          closed(rows),
        ];
  return [
    ...filtered,
    `CREATE VIEW ${view(dataset.name)} AS ${printQuery(maskSelect(dataset, profiled, below), UNPLACED, true)}`,
    owned(dataset.name),
    closed(dataset.name),
    `GRANT SELECT ON ${view(dataset.name)} TO ${quoteName(names.login)}`,
  ];
}

/** A dataset as a profile shows it, in parentheses to stand in a FROM: what provision `inline` reads, for counting rows. */
export function inlineRelation(catalogue: Catalogue, name: string, profiled: ProfiledRelation): string {
  const dataset = withSourceTypes(catalogue).datasets.find((one) => one.name === name);
  if (dataset === undefined) throw new Error(`${name} is not in the catalogue`);
  return `(${printQuery(inlined(dataset, profiled, dataset.name).query, UNPLACED, false)})`;
}
