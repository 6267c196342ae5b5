import type { Schema, Table } from '../lexicon/table.ts';
import type { Meaning, Query, Show } from '../meaning.ts';
import { narrow } from './attach.ts';
import { colOf } from './reach.ts';
import type { Pending, Result, SetSem, ShowSem } from './sems.ts';

/** What is shown of each thing: its name ("which"), key and name (said without a verb), or the whole row ("show"). */
export type Width = 'name' | 'keyed' | 'row';
type Naming = { readonly names: readonly string[]; readonly keyed: boolean };

/** The rows of a set as a list, with the columns that the wording asks for. */
export function listed(schema: Schema, sem: SetSem | ShowSem, width: Width): Meaning {
  const show = 'show' in sem ? sem.show : [];
  const only = 'mode' in sem && sem.mode === 'only';
  const names = schema.tables.get(sem.set.table)?.names ?? [];
  const star = !only && (width === 'row' || names.length === 0);
  const named: readonly Show[] =
    star || only ? [] : namesOf(schema, sem.set.table, { names, keyed: width === 'keyed' });
  const ranked: readonly Show[] =
    sem.set.best !== null &&
    sem.set.best.n !== null &&
    show.length === 0 &&
    !(star && sem.set.best.by.kind === 'column')
      ? [{ kind: 'measure', measure: sem.set.best.by }]
      : [];
  const query: Query = {
    kind: 'list',
    set: sem.set,
    show: [...named, ...show, ...ranked],
    star,
    distinct: !star && schema.tables.get(sem.set.table)?.repeats === true && sem.set.best?.n == null,
    order: null,
    limit: null,
    per: [],
  };
  return { query, assumptions: sem.notes };
}

/** The columns that name a row, and its key where a mask hides part of the name. */
function namesOf(schema: Schema, table: string, { names, keyed }: Naming): readonly Show[] {
  const masked = names.some((name) => colOf(schema, table, name)?.masked === true);
  const keys = masked || keyed ? (schema.tables.get(table)?.key ?? []) : [];
  return [...new Set([...keys, ...names])].map((column) => ({ kind: 'column', col: { table, column, path: [] } }));
}

/** People are asked for with "who": customers, employees, whatever the catalogue knows by a person's name. */
export function who(schema: Schema, pending: Pending): readonly Result<Meaning>[] {
  return [...schema.tables.values()]
    .filter((table) => isPerson(table))
    .flatMap((table) =>
      narrow(schema, { set: { table: table.name, preds: [], best: null }, notes: [] }, pending).map((one) => ({
        sem: listed(schema, one.sem, 'name'),
        cost: (one.cost ?? 0) + 0.1,
      })),
    );
}

const PEOPLE = new Set([
  'customer',
  'client',
  'employee',
  'person',
  'user',
  'patient',
  'student',
  'member',
  'doctor',
  'author',
  'teacher',
  'player',
  'driver',
  'salesperson',
  'agent',
  'actor',
  'borrower',
  'staff',
  'manager',
  'trader',
  'rider',
  'guest',
]);

function isPerson(table: Table): boolean {
  return (
    table.names.length > 0 &&
    (table.byName.get(table.names[0] ?? '')?.source.class === 'person_name' ||
      PEOPLE.has(table.singular.split(' ').at(-1) ?? ''))
  );
}
