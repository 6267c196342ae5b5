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
  return queriesOf(dataset, profiled, names.schema).flatMap(({ name, query }) => {
    const view = `${quoteName(names.schema)}.${quoteName(name)}`;
    const made = [
      // A barrier, because a predicate pushed below the filter would raise its errors on hidden rows.
      `CREATE VIEW ${view}${name === dataset.name ? '' : ' WITH (security_barrier=true)'} AS ${query}`,
      `ALTER VIEW ${view} OWNER TO ${quoteName(names.owner)}`,
      `REVOKE ALL ON ${view} FROM PUBLIC`,
    ];
    return name === dataset.name ? [...made, `GRANT SELECT ON ${view} TO ${quoteName(names.login)}`] : made;
  });
}

type ViewQuery = { readonly name: string; readonly query: string };

function queriesOf(dataset: Dataset, profiled: ProfiledRelation, schema: string): readonly ViewQuery[] {
  const { name } = dataset;
  const shown = (below: Parameters<typeof maskSelect>[2]): ViewQuery => ({
    name,
    query: printQuery(maskSelect(dataset, profiled, below), UNPLACED, true),
  });
  if (profiled.filter === null) return [shown({ schema: dataset.schema, name: dataset.relation })];
  const rows = rowsViewName(name);
  return [
    { name: rows, query: printQuery(rowSelect(dataset, profiled.filter), UNPLACED, true) },
    shown({ schema, name: rows }),
  ];
}

/** What each view of a profile asks, in the order in which they are made; a view below another stands in `schema`. */
export function viewQueries(catalogue: Catalogue, profile: MaskProfile, schema: string): readonly ViewQuery[] {
  return withSourceTypes(catalogue).datasets.flatMap((dataset) => {
    const profiled = Object.hasOwn(profile.relations, dataset.name) ? profile.relations[dataset.name] : undefined;
    return profiled === undefined ? [] : queriesOf(dataset, profiled, schema);
  });
}

/** A dataset as a profile shows it, in parentheses to stand in a FROM: what provision `inline` reads, for counting rows. */
export function inlineRelation(catalogue: Catalogue, name: string, profiled: ProfiledRelation): string {
  const dataset = withSourceTypes(catalogue).datasets.find((one) => one.name === name);
  if (dataset === undefined) throw new Error(`${name} is not in the catalogue`);
  return `(${printQuery(inlined(dataset, profiled, dataset.name).query, UNPLACED, false)})`;
}
