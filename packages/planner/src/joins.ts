import type { Schema } from './lexicon/table.ts';
import { nameWords } from './lexicon/naming.ts';
import type { Path, Step } from './meaning.ts';

export type Route = { readonly path: Path; readonly cost: number };

const UP = 0.25;
const DOWN = 0.3;
const CROSS_JUNCTION = 0.3;
/** Down to rows that hold more than two keys (sales, treatments) and up again. */
const CROSS_FACT = 0.5;
const UNDECLARED = 0.15;
const LONGEST = 4;

/** Steps that leave a table, along keys in both directions. */
export function stepsFrom(
  schema: Schema,
  table: string,
): readonly (Step & { readonly dear: number; readonly roles: readonly string[] })[] {
  const steps: (Step & { dear: number; roles: readonly string[] })[] = [];
  for (const other of schema.tables.values()) {
    for (const link of other.links) {
      const dear = link.declared ? 0 : UNDECLARED;
      if (link.from === table)
        steps.push({ from: table, to: link.to, columns: link.columns, many: false, dear, roles: link.roles });
      if (link.to === table) {
        const columns = link.columns.map(([from, to]) => [to, from] as const);
        steps.push({
          from: table,
          to: link.from,
          columns,
          many: !isUnique(
            schema,
            link.from,
            link.columns.map(([from]) => from),
          ),
          dear,
          roles: link.roles,
        });
      }
    }
  }
  return steps;
}

function isUnique(schema: Schema, table: string, columns: readonly string[]): boolean {
  const key = schema.tables.get(table)?.key ?? [];
  return key.length > 0 && key.every((name) => columns.includes(name));
}

function costOf(schema: Schema, path: Path, step: Step & { readonly dear: number }): number | null {
  const last = path.at(-1);
  if (last === undefined || (!last.many && !step.many)) return (step.many ? DOWN : UP) + step.dear;
  if (last.many && step.many) return DOWN + step.dear;
  if (last.many && path.length === 1)
    return (schema.tables.get(last.to)?.junction === true ? CROSS_JUNCTION : CROSS_FACT) + step.dear;
  if (last.many) return schema.tables.get(last.to)?.junction === true ? CROSS_JUNCTION + step.dear : null;
  // Up and then down again reaches siblings (another account of the same customer): a different thing, never meant unsaid.
  return null;
}

/** The routes one step longer than the given one. */
function grow(schema: Schema, from: string, to: string, route: Route): readonly Route[] {
  const here = route.path.at(-1)?.to ?? from;
  return stepsFrom(schema, here).flatMap((step) => {
    if ((step.to === from && to !== from) || route.path.some((done) => done.to === step.to)) return [];
    const cost = costOf(schema, route.path, step);
    if (cost === null) return [];
    const plain: Step = { from: step.from, to: step.to, columns: step.columns, many: step.many };
    return [{ path: [...route.path, plain], cost: route.cost + cost }];
  });
}

function search(schema: Schema, from: string, to: string): readonly Route[] {
  const found: Route[] = [];
  let frontier: readonly Route[] = [{ path: [], cost: 0 }];
  for (let depth = 0; depth < LONGEST; depth += 1) {
    const grown = frontier.flatMap((route) => grow(schema, from, to, route));
    found.push(...grown.filter((route) => route.path.at(-1)?.to === to));
    frontier = grown.filter((route) => route.path.at(-1)?.to !== to);
  }
  return found.sort((a, b) => a.cost - b.cost || a.path.length - b.path.length).slice(0, 3);
}

const cache = new WeakMap<Schema, Map<string, readonly Route[]>>();

/** The cheapest ways along keys from one table to another, best first; to itself it is the empty path. */
export function routes(schema: Schema, from: string, to: string): readonly Route[] {
  if (from === to) return [{ path: [], cost: 0 }];
  const known = cache.get(schema) ?? new Map<string, readonly Route[]>();
  cache.set(schema, known);
  const key = `${from}>${to}`;
  const done = known.get(key) ?? search(schema, from, to);
  known.set(key, done);
  return done;
}

/** Words in the names of keys that say which end a row begins or ends at. */
const ROLE_WORDS: Readonly<Record<'from' | 'onto', ReadonlySet<string>>> = {
  from: new Set(
    'from origin orig original source src sender sending departure dep seller payer debit start pickup'.split(' '),
  ),
  onto: new Set(
    'to destination dest dst target receiver recipient receiving arrival arr buyer payee credit end dropoff'.split(' '),
  ),
};

function speaksOf(schema: Schema, step: Step, words: ReadonlySet<string>): boolean {
  const columns = JSON.stringify(step.columns);
  const named = step.columns.some(([own, other]) => nameWords(step.many ? other : own).some((word) => words.has(word)));
  return (
    named ||
    stepsFrom(schema, step.from).some(
      (other) =>
        other.to === step.to &&
        JSON.stringify(other.columns) === columns &&
        other.roles.some((word) => words.has(word)),
    )
  );
}

/** Of routes along two keys to one parent, those whose key the preposition speaks of; all, if it speaks of none. */
export function routesInRole(
  schema: Schema,
  from: string,
  to: string,
  role: 'from' | 'onto' | undefined,
): readonly Route[] {
  const all = routes(schema, from, to);
  if (role === undefined) return all;
  const meant = all.filter((route) => route.path.some((step) => speaksOf(schema, step, ROLE_WORDS[role])));
  return meant.length > 0 ? meant : all;
}

/** Routes on which each row meets at most one row. */
export function routesUp(schema: Schema, from: string, to: string): readonly Route[] {
  return routes(schema, from, to).filter((route) => route.path.every((step) => !step.many));
}

/** True if the path goes down to rows and up again: one thing at its end may be met by several of them. */
export function fansOut(path: Path): boolean {
  const down = path.findIndex((step) => step.many);
  return down >= 0 && path.slice(down).some((step) => !step.many);
}
