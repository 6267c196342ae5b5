import type { Column, Dataset } from '@aureus/contract';
import type { PlannerSlice } from '../types.ts';
import { inferDate, inferDisplay, inferRole, isJunction, isUnique, kindOf, RATE_WORDS } from './inference.ts';
import { linksByName, linksByValues, toLink } from './inferred-links.ts';
import type { Namer } from './naming.ts';
import { labelOf, makeNamer } from './naming.ts';
import type { Col, Link, Schema, Table } from './table.ts';
import { plural } from '../words.ts';

type Scene = { readonly slice: PlannerSlice; readonly namer: Namer };

function toCol(dataset: Dataset, column: Column, { slice, namer }: Scene): Col {
  const kind = kindOf(column.type.toLowerCase());
  const words = namer.column(dataset.name, column.name);
  const isKey = dataset.primaryKey.includes(column.name) && dataset.primaryKey.length === 1;
  const inKey = dataset.foreignKeys.some((key) => key.columns.includes(column.name));
  const mask = slice.masks[dataset.name]?.[column.name] ?? 'full';
  const isRate = words.some((word) => RATE_WORDS.has(word));
  return {
    table: dataset.name,
    name: column.name,
    words,
    label: labelOf(column.name, words),
    kind,
    role: inferRole(column, kind, words, isKey || inKey),
    type: column.type,
    notNull: column.notNull,
    additive: column.additivity === undefined ? !isRate : column.additivity !== 'non_additive',
    unit: column.unit ?? null,
    masked: mask !== 'full' || column.class === 'unclassified',
    mask,
    source: column,
  };
}

function keyOf(dataset: Dataset, display: string | null): readonly string[] {
  if (dataset.primaryKey.length > 0) return dataset.primaryKey;
  const named = dataset.columns.find(({ name }) => name === display);
  return isUnique(named) && display !== null ? [display] : [];
}

function linksOf(dataset: Dataset, { slice, namer }: Scene): readonly Link[] {
  const all = slice.catalogue.datasets;
  const known = new Set(all.map(({ name }) => name));
  const declared = dataset.foreignKeys
    .filter((key) => known.has(key.references.dataset))
    .map((key) => toLink(dataset, key));
  const named = linksByName(dataset, all, namer).filter(
    (link) => !declared.some((other) => other.to === link.to || other.columns[0]?.[0] === link.columns[0]?.[0]),
  );
  const links = [...declared, ...named];
  return [...links, ...linksByValues(dataset, all, links)].filter((link) =>
    link.columns.every(([from, to]) => from !== '' && to !== ''),
  );
}

/** "first name" and "last name" together name a person where no one column does. */
function namesOf(cols: readonly Col[], display: string | null): readonly string[] {
  if (display !== null) return [display];
  const part = (word: string): Col | undefined =>
    cols.find((col) => col.kind === 'text' && col.words.at(-1) === 'name' && col.words.at(-2) === word);
  const [first, last] = [part('first'), part('last')];
  return first === undefined || last === undefined ? [] : [first.name, last.name];
}

function toTable(dataset: Dataset, scene: Scene): Table {
  const cols = dataset.columns
    .filter((column) => column.class !== 'unclassified')
    .map((column) => toCol(dataset, column, scene));
  const words = scene.namer.table(dataset.name);
  const byName = new Map(cols.map((col) => [col.name, col]));
  const found = inferDisplay(dataset, cols, words.join(' '));
  const display = found !== null && byName.has(found) ? found : null;
  const named = dataset.entity.singular.toLowerCase().replace(/_/g, ' ');
  const raw = dataset.name.toLowerCase().replace(/_/g, ' ');
  const isBare = named === '' || (raw.startsWith(named) && raw.length - named.length <= 2);
  const key = keyOf(dataset, display);
  return {
    name: dataset.name,
    words,
    singular: isBare ? words.join(' ') : named,
    plural: isBare
      ? [...words.slice(0, -1), plural(words.at(-1) ?? '')].join(' ')
      : dataset.entity.plural.toLowerCase().replace(/_/g, ' '),
    cols,
    byName,
    synonyms: dataset.synonyms,
    key: key.filter((name) => byName.has(name)),
    display,
    names: namesOf(cols, display),
    defaultDate: inferDate(dataset, cols),
    terms: dataset.terms,
    rows: dataset.rowEstimate,
    samples: dataset.sampleQuestions,
    links: linksOf(dataset, scene),
    junction: isJunction(dataset),
    repeats: key.length === 0 && display !== null,
  };
}

/** The asker's slice as tables and links. Pure: equal slices give equal schemas. */
export function toSchema(slice: PlannerSlice): Schema {
  const scene = { slice, namer: makeNamer(slice.catalogue.datasets) };
  const tables = slice.catalogue.datasets.map((dataset) => toTable(dataset, scene));
  return { tables: new Map(tables.map((table) => [table.name, table])), timeZone: slice.catalogue.source.timeZone };
}
