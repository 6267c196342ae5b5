import { type Catalogue, type Column, type Dataset, LADDERS, type MaskKind } from '@aureus/contract';
import { createHash } from 'node:crypto';
import { type AccessDecision, type AccessRequest, type Entity, type PolicySet, judgeAccess } from './policy-set.ts';

/** What policies know of a person. */
export type Principal = {
  readonly id: string;
  readonly role: string;
  readonly team: string;
  readonly oversees: readonly string[];
  readonly jurisdictions: readonly string[];
  readonly active: boolean;
};

/** Live grants of a person: datasets opened, and wider rungs by "dataset.column". */
export type Grants = {
  readonly datasets: readonly string[];
  readonly masks: Readonly<Record<string, readonly MaskKind[]>>;
};

export const NO_GRANTS: Grants = { datasets: [], masks: {} };

export type RecordedDecision = AccessRequest & AccessDecision;

export type DatasetReach = {
  readonly dataset: string;
  /** `ask`: at once; `approval`: after a second person; `refused`: known, but not to be asked about. */
  readonly may: 'ask' | 'approval' | 'refused';
  /** The deciding request, and the ones before it. */
  readonly decisions: readonly RecordedDecision[];
  readonly reason: string;
};

export type ProfiledDataset = {
  readonly columns: Readonly<Record<string, MaskKind>>;
  readonly filter: { readonly column: string; readonly values: readonly string[] } | null;
};

export type Profile = { readonly digest: string; readonly relations: Readonly<Record<string, ProfiledDataset>> };

/** Everything access decides about one person over one catalogue: which datasets exist for them, and how they see them. */
export type Reach = {
  readonly policySet: PolicySet;
  /** The leaf that put the policy set in force. */
  readonly policyLeaf: string;
  readonly known: readonly DatasetReach[];
  readonly profile: Profile;
  /** The decisions behind each column's mask and each row filter, by "dataset.column" and "dataset". */
  readonly masks: ReadonlyMap<string, readonly RecordedDecision[]>;
  readonly filters: ReadonlyMap<string, readonly RecordedDecision[]>;
};

type Asking = { readonly set: PolicySet; readonly principal: Entity; readonly grants: Grants; readonly at: Date };

/** What a person sees of one dataset. Knows no time and no purpose, so it may be remembered; `query` never is. */
export type Sight = {
  readonly knows: RecordedDecision;
  readonly rows: { readonly values: readonly string[] | null; readonly decisions: readonly RecordedDecision[] };
  readonly columns: Readonly<Record<string, MaskKind>>;
  readonly masks: ReadonlyMap<string, readonly RecordedDecision[]>;
};

/** Gives back what was made under an equal key before, or makes it. Keys hold everything that a decision depends on. */
export type Remember = (key: string, make: () => Sight) => Sight;

/**
 * Decides a person's reach. Before all stands `know`: without it the dataset does not exist for them. The profile
 * covers exactly the datasets they may ask about, at once or with approval, and is the person's, not the question's.
 */
export function decideReach(
  { set, leafHash }: { set: PolicySet; leafHash: string },
  person: Principal,
  catalogue: Catalogue,
  { grants, at, remember = (_, make) => make() }: { grants: Grants; at: Date; remember?: Remember },
): Reach {
  const asking: Asking = { set, principal: principalOf(person), grants, at };
  const asker = JSON.stringify([set.digest, set.schemaDigest, asking.principal, grants, catalogue.digest]);
  const known: DatasetReach[] = [];
  const relations: Record<string, ProfiledDataset> = {};
  const masks = new Map<string, readonly RecordedDecision[]>();
  const filters = new Map<string, readonly RecordedDecision[]>();
  for (const dataset of catalogue.datasets) {
    const sight = remember(`${asker} ${dataset.name}`, () => decideSight(asking, dataset));
    if (!sight.knows.allowed || sight.rows.values?.length === 0) continue;
    const reach = decideDataset(asking, dataset, sight.knows);
    known.push(reach);
    if (reach.may === 'refused') continue;
    filters.set(dataset.name, sight.rows.decisions);
    for (const [column, decisions] of sight.masks) masks.set(`${dataset.name}.${column}`, decisions);
    relations[dataset.name] = { columns: sight.columns, filter: filterOf(dataset, sight.rows.values) };
  }
  const profile = { digest: digestOf(relations), relations };
  return { policySet: set, policyLeaf: leafHash, known, profile, masks, filters };
}

function decideSight(asking: Asking, dataset: Dataset): Sight {
  const columns: Record<string, MaskKind> = {};
  const masks = new Map<string, readonly RecordedDecision[]>();
  for (const column of dataset.columns) {
    if (column.class === 'unclassified') continue;
    const { mask, decisions } = decideMask(asking, dataset, column);
    columns[column.name] = mask;
    masks.set(column.name, decisions);
  }
  const knows = ask(asking, 'know', datasetEntity(dataset), {});
  return { knows, rows: decideRows(asking, dataset), columns, masks };
}

function decideDataset(asking: Asking, dataset: Dataset, knows: RecordedDecision): DatasetReach {
  const context = {
    time: Math.floor(asking.at.getTime() / 1000),
    granted: asking.grants.datasets.includes(dataset.name),
  };
  const query = ask(asking, 'query', datasetEntity(dataset), context);
  if (query.allowed) return { dataset: dataset.name, may: 'ask', decisions: [knows, query], reason: '' };
  const waiting = ask(asking, 'query_with_approval', datasetEntity(dataset), context);
  return {
    dataset: dataset.name,
    may: waiting.allowed ? 'approval' : 'refused',
    decisions: [knows, query, waiting],
    reason: reasonOf(asking.set, query),
  };
}

/** The words of the policies that decided; where none permitted, that is the reason. */
function reasonOf(set: PolicySet, decision: AccessDecision): string {
  const said = decision.policies.map((id) => set.reasons[id] ?? '').filter((text) => text !== '');
  return said.length > 0 ? said.join(' ') : 'No policy permits it.';
}

function decideRows(asking: Asking, dataset: Dataset): { values: string[] | null; decisions: RecordedDecision[] } {
  if (dataset.jurisdictionColumn === null) return { values: null, decisions: [] };
  const decisions = dataset.jurisdictions.map((jurisdiction) =>
    ask(asking, 'read_rows', datasetEntity(dataset), { jurisdiction }),
  );
  return { values: dataset.jurisdictions.filter((_, at) => decisions[at]?.allowed === true), decisions };
}

function filterOf(dataset: Dataset, values: readonly string[] | null): ProfiledDataset['filter'] {
  if (dataset.jurisdictionColumn === null || values === null) return null;
  if (values.length === dataset.jurisdictions.length) return null;
  return { column: dataset.jurisdictionColumn, values: values.toSorted() };
}

/** Asks from the widest rung down; the first one allowed, without errors, is the mask. `redact` needs no permission. */
function decideMask(
  asking: Asking,
  dataset: Dataset,
  column: Column,
): { mask: MaskKind; decisions: RecordedDecision[] } {
  const granted = asking.grants.masks[`${dataset.name}.${column.name}`] ?? [];
  const decisions: RecordedDecision[] = [];
  const ladder: readonly MaskKind[] = LADDERS[column.class];
  for (const mask of ladder.toReversed()) {
    if (mask === 'redact') break;
    const decision = ask(asking, 'see', columnEntity(dataset, column), { mask, granted });
    decisions.push(decision);
    if (decision.allowed) return { mask, decisions };
  }
  return { mask: 'redact', decisions };
}

function ask(asking: Asking, action: string, resource: Entity, context: AccessRequest['context']): RecordedDecision {
  const request: AccessRequest = { principal: asking.principal, action, resource, context };
  return { ...request, ...judgeAccess(asking.set, request) };
}

const principalOf = (person: Principal): Entity => ({
  type: 'Atlas::Person',
  id: person.id,
  attributes: {
    active: person.active,
    role: person.role,
    team: person.team,
    oversees: person.oversees,
    jurisdictions: person.jurisdictions,
  },
});

const datasetEntity = (dataset: Dataset): Entity => ({
  type: 'Atlas::Dataset',
  id: dataset.id,
  attributes: {
    name: dataset.name,
    domain: dataset.domain,
    published: true,
    approved_for_viewers: dataset.approvedForViewers,
    approval_required: dataset.approvalRequired,
    jurisdictions: dataset.jurisdictions,
  },
});

const columnEntity = (dataset: Dataset, column: Column): Entity => ({
  type: 'Atlas::Column',
  id: `${dataset.id}/${column.name}`,
  attributes: { dataset: dataset.name, name: column.name, class: column.class },
});

/** Profiles are few (roles × grants × jurisdictions): equal maps must have equal digests, so keys are sorted. */
function digestOf(relations: Readonly<Record<string, ProfiledDataset>>): string {
  const byName = <T>(entries: [string, T][]): [string, T][] => entries.toSorted(([a], [b]) => (a < b ? -1 : 1));
  const canonical = byName(Object.entries(relations)).map(([name, { columns, filter }]) => [
    name,
    byName(Object.entries(columns)),
    filter,
  ]);
  return createHash('sha256').update(JSON.stringify(canonical)).digest('hex');
}
