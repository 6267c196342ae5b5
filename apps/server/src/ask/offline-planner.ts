import { createHash } from 'node:crypto';
import type { Catalogue, MaskKind, SourceTypes } from '@aureus/contract';
import { shownMask } from '@aureus/sqlguard';
import { type Lexicon, type Planned, type PlannerSlice, compileLexicon, plan } from '@aureus/planner';
import { type Candidate, type Grounded, type Planner, Refusal } from './stages.ts';

const KEPT_LEXICONS = 64;

/** Readings looked through for a choice; the planner offers three at a time. */
const MOST_READINGS = 12;

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
      const read = (choice?: string): Planned =>
        plan({
          question: question.text,
          lexicon,
          instant: question.instant,
          ...(choice === undefined ? {} : { choice }),
        });
      const idOf = (choice: string): string => choiceId(grounded.catalogue.digest, choice);
      const planned =
        question.choice === null ? read() : readChosen(read, (choice) => idOf(choice) === question.choice);
      const alternatives = planned.alternatives.map((one) => ({ ...one, choice: idOf(one.choice) }));
      if (planned.kind === 'not_understood') {
        throw new Refusal('NOT_UNDERSTOOD', planned.message, {
          rules: ['planner.not_understood'],
          view: { tokens: planned.tokens, alternatives },
        });
      }
      return { ...planned.reading, alternatives } satisfies Candidate;
    },
  };
}

/** What the asker sends back for a reading: the same while the catalogue and the reading's meaning are the same. */
function choiceId(catalogueDigest: string, choice: string): string {
  return createHash('sha256').update(`${catalogueDigest}\0${choice}`).digest('base64url');
}

/**
 * The reading that was chosen. It is found among the readings of the question as they are now, and nowhere else: what is
 * sent back is an id, so nobody can bring in a reading of their own. The first reading is offered only beside another
 * one, so the others are looked through in turn.
 */
function readChosen(read: (choice?: string) => Planned, isChosen: (choice: string) => boolean): Planned {
  const first = read();
  const offered = new Set(first.alternatives.map((one) => one.choice));
  for (const choice of offered) {
    const reading = read(choice);
    if (isChosen(choice)) return reading;
    for (const one of reading.alternatives) if (offered.size < MOST_READINGS) offered.add(one.choice);
  }
  const { tokens } = first.kind === 'reading' ? first.reading : first;
  const message = 'That reading is no longer there: the data or the catalogue has changed since. Choose again.';
  return { kind: 'not_understood', message, tokens, alternatives: first.alternatives };
}

/** The asker's slice: known datasets, values and masks as their own profile sees them. */
function sliceOf({ catalogue, ground, question }: Grounded): PlannerSlice {
  const profile = ground.chosen?.profile;
  const masks: Record<string, Record<string, MaskKind>> = {};
  const datasets = catalogue.datasets.map((dataset): Catalogue['datasets'][number] => {
    const relation = profile?.relations[dataset.name];
    if (profile !== undefined && relation !== undefined) {
      const shown = dataset.columns.map(({ name }): [string, MaskKind] => [
        name,
        shownMask(catalogue, profile, { dataset: dataset.name, column: name }),
      ]);
      masks[dataset.name] = Object.fromEntries(shown);
    }
    const counted = profile?.statistics[dataset.name]?.values;
    const columns = dataset.columns
      .filter((column) => column.class !== 'unclassified')
      .map((column) => ({ ...column, type: plainType(column, catalogue.source.types) }));
    return { ...dataset, columns: counted === undefined ? columns : columns.map((one) => withOwnValues(one, counted)) };
  });
  const chosen = datasets.filter((one) => question.datasetId === null || one.id === question.datasetId);
  return { catalogue: { ...catalogue, datasets: chosen.length === 0 ? datasets : chosen }, masks };
}

/** The planner knows built-in types: a domain is what it stands over, an enum is compared with text, a loose text is shown. */
function plainType({ type: name, comparesLoosely }: Columns[number], types: SourceTypes = {}): string {
  if (comparesLoosely) return 'unknown';
  const own = Object.hasOwn(types, name) ? types[name] : undefined;
  if (own === undefined) return name;
  return own.kind === 'enum' ? 'text' : own.base;
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
