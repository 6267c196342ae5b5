import type { Catalogue, MaskKind } from '@aureus/contract';
import { type Lexicon, type PlannerSlice, compileLexicon, plan } from '@aureus/planner';
import { type Candidate, type Grounded, type Planner, Refusal } from './stages.ts';

const KEPT_LEXICONS = 64;

/** The planner that needs no model, no network and no key. Lexicons are kept by what they were compiled from. */
export function makeOfflinePlanner(version: string): Planner {
  const lexicons = new Map<string, Lexicon>();

  function lexiconOf(grounded: Grounded): Lexicon {
    const { catalogue, ground, question } = grounded;
    const key = [catalogue.digest, ground.reach.profile.digest, ground.chosen?.profile.digest, question.datasetId].join(
      ' ',
    );
    const kept = lexicons.get(key);
    if (kept !== undefined) return kept;
    const made = compileLexicon(sliceOf(grounded));
    if (lexicons.size >= KEPT_LEXICONS) lexicons.delete(lexicons.keys().next().value ?? '');
    lexicons.set(key, made);
    return made;
  }

  return {
    name: 'offline',
    version,
    repairs: false,
    plan: async (grounded) => {
      const { question } = grounded;
      const lexicon = lexiconOf(grounded);
      const choice = question.choice === null ? {} : { choice: question.choice };
      const planned = plan({ question: question.text, lexicon, instant: question.instant, ...choice });
      if (planned.kind === 'not_understood') {
        const { message, tokens, alternatives } = planned;
        throw new Refusal('NOT_UNDERSTOOD', message, {
          rules: ['planner.not_understood'],
          view: { tokens, alternatives },
        });
      }
      return { ...planned.reading, alternatives: planned.alternatives } satisfies Candidate;
    },
  };
}

/** The asker's slice: known datasets, values and masks as their own profile sees them. */
function sliceOf({ catalogue, ground, question }: Grounded): PlannerSlice {
  const profile = ground.chosen?.profile;
  const masks: Record<string, Record<string, MaskKind>> = {};
  const datasets = catalogue.datasets.map((dataset): Catalogue['datasets'][number] => {
    const relation = profile?.relations[dataset.name];
    if (relation !== undefined) masks[dataset.name] = { ...relation.columns };
    const counted = profile?.statistics[dataset.name]?.values;
    const columns = dataset.columns.filter((column) => column.class !== 'unclassified');
    return { ...dataset, columns: counted === undefined ? columns : columns.map((one) => withOwnValues(one, counted)) };
  });
  const chosen = datasets.filter((one) => question.datasetId === null || one.id === question.datasetId);
  return { catalogue: { ...catalogue, datasets: chosen.length === 0 ? datasets : chosen }, masks };
}

type Columns = Catalogue['datasets'][number]['columns'];

/** A value that occurs only in hidden rows must not be linked, or the link would tell that it exists. */
function withOwnValues(
  column: Columns[number],
  counted: Readonly<Record<string, Readonly<Record<string, number>>>>,
): Columns[number] {
  const seen = counted[column.name];
  if (column.values === undefined || seen === undefined) return column;
  const values = column.values
    .filter((one) => seen[one.value] !== undefined)
    .map((one) => ({ ...one, frequency: seen[one.value] ?? 0 }));
  return { ...column, values };
}
