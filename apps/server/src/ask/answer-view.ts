import type { Dataset, MaskedRelationView, ResultColumn, Scope, Withheld } from '@aureus/contract';
import { type Compiled as CompiledText, type OutputColumn, shownMask } from '@aureus/sqlguard';
import { policyOfMask, policyOfRows } from './deciding-rules.ts';
import type { Fetched, Permitted, StageTime } from './stages.ts';

/** What a person's right to see the stored rows is judged by: the masks and row filters the rows were made under. */
export type MadeUnder = {
  readonly datasets: readonly string[];
  readonly columns: readonly { readonly dataset: string; readonly column: string; readonly mask: string }[];
  readonly filters: Readonly<Record<string, readonly string[] | null>>;
};

/** What the finished question shows besides its rows: read from the checked tree by code, so that a hijacked meaning shows. */
export function toAnswerView(fetched: Fetched, stages: readonly StageTime[]) {
  const { compiled, permitted } = fetched.cleared.intended.compiled;
  const { planned } = permitted.guarded;
  const { candidate } = planned;
  const scope = scopeOf(permitted);
  return {
    reading: [candidate.sentence, ...coverage(scope)].join(' '),
    details: {
      assumptions: [...candidate.assumptions, ...standing(permitted)],
      tokens: candidate.tokens,
      alternatives: candidate.alternatives,
      columns: compiled.columns.map((column) => toResultColumn(column, permitted)),
      undetermined: compiled.undetermined,
      withheld: withheldOf(permitted),
      scope,
      masked_relations: compiled.maskedRelations.map(toMaskedRelation),
      sql_marks: compiled.marks,
      stages,
      planner: planned.planner.name,
      policy_set: planned.grounded.ground.reach.policySet.digest,
      made_under: madeUnder(permitted),
    },
  };
}

/** One sentence a filter, naming all the datasets that it acts on. */
function coverage(scope: readonly Scope[]): string[] {
  return [...Map.groupBy(scope, (one) => one.filter)].map(
    ([filter, all]) => `Covers only ${all.map((one) => one.dataset).join(' and ')} where ${filter}.`,
  );
}

/** What the answer stands on where it is not the person's own profile behind views on the bank's server. */
function standing({ exact, profile }: Permitted): string[] {
  return [
    ...(exact ? [] : ['Your own view of the data is being prepared; this answer uses a narrower one.']),
    ...(profile.provision === 'inline'
      ? [
          "This source is not hardened: the bank gave one read-only login, so masks stand in the query and not on the bank's server.",
        ]
      : []),
    ...(profile.byHand
      ? [
          "What hides values and rows on the bank's server was made by hand: Atlas has not seen that it is what was approved.",
        ]
      : []),
  ];
}

const reachOf = (permitted: Permitted) => permitted.guarded.planned.grounded.ground.reach;

const datasetNamed = (permitted: Permitted, name: string): Dataset | undefined =>
  permitted.guarded.planned.grounded.catalogue.datasets.find((one) => one.name === name);

const maskOf = (permitted: Permitted, dataset: string, column: string) =>
  shownMask(permitted.guarded.planned.grounded.catalogue, permitted.profile, { dataset, column });

function toResultColumn(output: OutputColumn, permitted: Permitted): ResultColumn {
  const [source, ...others] = output.sources;
  const same = source !== undefined && others.length === 0 && source.direct ? source : null;
  const column = same && datasetNamed(permitted, same.dataset)?.columns.find((one) => one.name === same.column);
  return {
    name: output.name,
    label: toLabel(output.name),
    description: column?.description ?? '',
    type: output.type,
    role: column?.role ?? 'measure',
    unit: unitOf(output, permitted),
    scale: output.scale,
    class: column?.class ?? 'none',
    mask: column && same ? maskOf(permitted, same.dataset, same.column) : 'full',
  };
}

/** The unit of the columns that the values are amounts of, if they agree: a count has none, dollars and months are none. */
function unitOf({ amountOf }: OutputColumn, permitted: Permitted): string | null {
  const units = new Set(
    amountOf.map(({ dataset, column }) => {
      const found = datasetNamed(permitted, dataset)?.columns.find((one) => one.name === column);
      return found?.unit ?? null;
    }),
  );
  const [unit = null] = units;
  return units.size === 1 ? unit : null;
}

function toLabel(name: string): string {
  const words = name.replaceAll('_', ' ').trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Every use of a column that this person does not see in full, with the policy that set its mask. */
function withheldOf(permitted: Permitted): Withheld[] {
  const uses = new Map<string, Withheld>();
  for (const use of permitted.guarded.facts.columns) {
    const mask = maskOf(permitted, use.dataset, use.column);
    if (mask === 'full') continue;
    const key = `${use.dataset}.${use.column}`;
    const before = uses.get(key)?.used_in ?? [];
    const policy = policyOfMask(reachOf(permitted).masks.get(key) ?? [], mask);
    uses.set(key, {
      dataset: use.dataset,
      column: use.column,
      mask,
      used_in: [...new Set([...before, use.use])],
      policy,
    });
  }
  return [...uses.values()];
}

function scopeOf(permitted: Permitted): Scope[] {
  return permitted.guarded.facts.datasets.flatMap((dataset) => {
    const filter = permitted.profile.relations[dataset]?.filter;
    if (filter == null) return [];
    const policy = policyOfRows(reachOf(permitted).filters.get(dataset) ?? []);
    return [{ dataset, filter: filterWords(filter), policy }];
  });
}

const filterWords = (filter: { column: string; values: readonly string[] }): string =>
  `${filter.column.replaceAll('_', ' ')} is ${filter.values.join(' or ')}`;

const toMaskedRelation = (one: CompiledText['maskedRelations'][number]): MaskedRelationView => ({
  dataset: one.dataset,
  provision: one.provision,
  columns: one.columns.map(({ column, mask }) => ({ column, mask })),
  filter: one.filter === null ? null : filterWords(one.filter),
});

function madeUnder(permitted: Permitted): MadeUnder {
  const { datasets, columns } = permitted.guarded.facts;
  const touched = new Map(columns.map((use) => [`${use.dataset}.${use.column}`, use]));
  return {
    datasets,
    columns: [...touched.values()].map(({ dataset, column }) => ({
      dataset,
      column,
      mask: maskOf(permitted, dataset, column),
    })),
    filters: Object.fromEntries(
      datasets.map((name) => [name, permitted.profile.relations[name]?.filter?.values ?? null]),
    ),
  };
}
