import type { Catalogue, Dataset } from '@aureus/contract';
import { rowsViewName, shownMask } from '@aureus/sqlguard';
import { type Expected, PROVISIONER, VIEW_OWNER } from '#platform/source';
import type { SourceRow } from './catalogue-store.ts';
import type { ProvisionedProfile, StoredProfile } from './profile-store.ts';

/** How many sessions one profile's login may have on the bank's server. */
export const CONNECTIONS_PER_LOGIN = 8;

/** Of these, what one worker's questions may hold: the look before a question and `doctor` sign in beside them. */
export const QUESTIONS_PER_LOGIN = CONNECTIONS_PER_LOGIN - 2;

type Seen = ProvisionedProfile & Partial<Pick<StoredProfile, 'views'>>;

/** What a profile's login must find on the bank's server. Views that are taken away are expected nowhere. */
export function toExpected(catalogue: Catalogue, source: SourceRow, profile: Seen): Expected {
  const datasets = catalogue.datasets.filter(
    (one) => profile.relations[one.name] !== undefined && !source.away.includes(one.name),
  );
  const isInline = profile.provision === 'inline';
  return {
    provision: profile.provision,
    serverMajor: catalogue.source.serverMajor,
    login: profile.login,
    schema: profile.maskedSchema,
    owner: VIEW_OWNER,
    provisioner: PROVISIONER,
    connections: CONNECTIONS_PER_LOGIN,
    relations: datasets.map((dataset) => toRelation(dataset, source)),
    published: catalogue.datasets.map(({ schema, relation }) => ({ schema, relation })),
    types: catalogue.source.types ?? {},
    views: isInline ? {} : Object.fromEntries(datasets.flatMap((dataset) => toViews(dataset, profile))),
    away: source.away.flatMap((name) => [name, rowsViewName(name)]),
    walled: datasets
      .filter((one) => one.rowSecurity === true)
      .map(({ name, schema, relation }) =>
        isInline ? { schema, relation } : { schema: profile.maskedSchema, relation: name },
      ),
    withheld: isInline ? [] : datasets.flatMap((dataset) => toWithheld(catalogue, dataset, profile)),
  };
}

const shown = (dataset: Dataset) => dataset.columns.filter((column) => column.class !== 'unclassified');

/** A relation without a baseline is expected under no oid: it was never looked at. */
function toRelation(dataset: Dataset, source: SourceRow): Expected['relations'][number] {
  const baseline = source.baseline[dataset.name];
  return {
    schema: dataset.schema,
    relation: dataset.relation,
    oid: baseline?.oid ?? null,
    kind: baseline?.kind ?? null,
    // The guard reads by what was published, whatever was there when somebody looked.
    primaryKey: dataset.primaryKey,
    places: baseline?.places ?? null,
    policies: baseline?.policies ?? null,
    columns: shown(dataset).map(({ name, type, collation = null, comparesLoosely = false }) => ({
      name,
      type,
      collation,
      comparesLoosely,
    })),
    rowSecurity: dataset.rowSecurity === true,
  };
}

const isFiltered = (profile: Seen, name: string): boolean => profile.relations[name]?.filter != null;

function toViews({ name }: Dataset, profile: Seen): [string, string | null][] {
  const names = isFiltered(profile, name) ? [name, rowsViewName(name)] : [name];
  return names.map((view) => [view, profile.views?.[view] ?? null]);
}

function toWithheld(catalogue: Catalogue, dataset: Dataset, profile: Seen): Expected['withheld'] {
  const { name, schema, relation } = dataset;
  const rows = rowsViewName(name);
  const filtered = isFiltered(profile, name);
  const over = filtered ? { schema: profile.maskedSchema, relation: rows } : { schema, relation };
  const unclassified = dataset.columns.filter((column) => column.class === 'unclassified');
  const redacted = shown(dataset).filter(
    (column) => shownMask(catalogue, profile, { dataset: name, column: column.name }) === 'redact',
  );
  return [
    ...[...unclassified, ...redacted].map((column) => ({ view: name, ...over, column: column.name })),
    ...(filtered ? unclassified.map((column) => ({ view: rows, schema, relation, column: column.name })) : []),
  ];
}
