import type { Col, Schema, Table } from './lexicon/table.ts';
import type { ColRef, Path, Step } from './meaning.ts';
import { plural } from './words.ts';

/** The words of a schema as sentences use them. */
export type Phrases = {
  readonly one: (table: string) => string;
  readonly many: (table: string) => string;
  readonly col: (ref: ColRef) => string;
  /** A column that rows are put together by, named for what its mask leaves of it. */
  readonly grouped: (ref: ColRef) => string;
  /** The flag said of rows: "they are flagged", "their customers are not politically exposed persons". */
  readonly flag: (ref: ColRef, truth: boolean) => string;
  /** The entity at the end of a path, with the way to it where it is not the plain one. */
  readonly entity: (table: string, path: Path) => string;
  /** The way that rows far along a path belong to the row: "of their customers". */
  readonly via: (path: Path) => string;
  readonly isDate: (ref: ColRef) => boolean;
  /** "highest first", "from A to Z". */
  readonly way: (ref: ColRef | null, dir: 'asc' | 'desc') => string;
};

const KEY_WORDS = new Set(['id', 'no', 'number', 'code', 'key', 'ref', 'fk']);

/** The words of a key without those that only say that it is one: "origin airport id" is the origin airport. */
function roleOf(col: Col | undefined): string {
  return (col?.words ?? []).filter((word) => !KEY_WORDS.has(word)).join(' ');
}

function keysBetween(table: Table | undefined, parent: string): number {
  return table?.links.filter((link) => link.to === parent).length ?? 0;
}

/** What a step leads to; of two keys to one parent, the one taken. */
function stepName(schema: Schema, step: Step, name: string): string {
  const [child, parent, at] = step.many ? [step.to, step.from, 1] : [step.from, step.to, 0];
  const owner = schema.tables.get(child);
  if (keysBetween(owner, parent) < 2) return name;
  const role = roleOf(owner?.byName.get(step.columns[0]?.[at as 0 | 1] ?? ''));
  if (role === '') return name;
  if (step.many) return `${name} by ${role}`;
  return role.endsWith(name) ? role : `${role} ${name}`;
}

/** What a partial mask leaves of a column. */
function leftOf(col: Col): string {
  const stem = col.words.at(-1) === 'date' ? col.words.slice(0, -1).join(' ') : col.label;
  switch (col.mask) {
    case 'year':
      return `${stem} year`;
    case 'year_month':
      return `${stem} month`;
    case 'domain':
      return `${col.label} domain`;
    case 'initials':
      return `initials of the ${col.label}`;
    case 'last2':
    case 'last4':
      return `last ${col.mask === 'last2' ? 'two' : 'four'} characters of the ${col.label}`;
    default:
      return col.label;
  }
}

const isShort = ({ length }: string): boolean => length <= 4;

function initialsOf(name: string): string {
  return name
    .split(' ')
    .map((word) => word[0] ?? '')
    .join('');
}

/** "pep" is spelled out by the synonym whose initials it is. */
function spelledOut(col: Col, short: string): string | undefined {
  const names = [...col.source.synonyms, col.source.description].map((name) => name.toLowerCase());
  return isShort(short) ? names.find((name) => name.includes(' ') && initialsOf(name) === short) : undefined;
}

/** The flag said of several rows; null if its name is neither a verb's nor a quality's. */
function flagText(col: Col, truth: boolean): string | null {
  const verb = /^(is|was|has|can)$/.exec(col.words[0] ?? '')?.[0];
  const rest = col.label
    .split(' ')
    .slice(verb === undefined ? 0 : 1)
    .join(' ');
  const not = truth ? '' : ' not';
  const spelled = spelledOut(col, rest);
  if (verb === 'has') return truth ? `have ${rest}` : `do not have ${rest}`;
  if (verb === 'can') return `can${not} ${rest}`;
  const be = verb === 'was' ? 'were' : 'are';
  if (spelled !== undefined) return `${be}${not} ${plural(spelled)}`;
  return verb !== undefined || /(ed|able|ible|ive|al|id|en)$/.test(rest) ? `${be}${not} ${rest}` : null;
}

/** Each further table on the way to the end of the path, nearest to the end first. */
function chain(schema: Schema, path: Path, name: (table: string, step: Step) => string): string {
  return path
    .map((step, i) => `of ${i === 0 ? 'their' : 'the'} ${stepName(schema, step, name(step.to, step))}`)
    .toReversed()
    .join(' ');
}

export function phrasesOf(schema: Schema): Phrases {
  const one = (table: string): string => schema.tables.get(table)?.singular ?? table;
  const many = (table: string): string => schema.tables.get(table)?.plural ?? plural(table);
  const find = (ref: ColRef): Col | undefined => schema.tables.get(ref.table)?.byName.get(ref.column);
  const far = (path: Path): string => (path.length === 0 ? '' : ` ${chain(schema, path, (table) => one(table))}`);
  const col = (ref: ColRef): string => `${find(ref)?.label ?? ref.column}${far(ref.path)}`;
  const grouped = (ref: ColRef): string => {
    const found = find(ref);
    return `${found === undefined ? ref.column : leftOf(found)}${far(ref.path)}`;
  };
  const flag = (ref: ColRef, truth: boolean): string => {
    const found = find(ref);
    const said = found === undefined ? null : flagText(found, truth);
    if (said === null) return `${col(ref)} is ${truth ? 'true' : 'false'}`;
    return ref.path.length === 0 ? `they ${said}` : `their ${many(ref.table)} ${said}`;
  };
  const entity = (table: string, path: Path): string => {
    const last = path.at(-1);
    const name = last === undefined ? one(table) : stepName(schema, last, one(table));
    return `${name}${far(path.slice(0, -1))}`;
  };
  const via = (path: Path): string => {
    const [only] = path;
    if (path.length > 1)
      return ` ${chain(schema, path.slice(0, -1), (table, step) => (step.many ? many(table) : one(table)))}`;
    return only === undefined
      ? ''
      : stepName(schema, only, '')
          .replace(/^ ?(?=\S)/, ' ')
          .trimEnd();
  };
  const isDate = (ref: ColRef): boolean => find(ref)?.role === 'date';
  const way = (ref: ColRef | null, dir: 'asc' | 'desc'): string => {
    const found = ref === null ? undefined : find(ref);
    if (found?.kind === 'text') return dir === 'asc' ? 'from A to Z' : 'from Z to A';
    if (ref !== null && isDate(ref)) return dir === 'asc' ? 'earliest first' : 'latest first';
    return dir === 'asc' ? 'lowest first' : 'highest first';
  };
  return { one, many, col, grouped, flag, entity, via, isDate, way };
}
