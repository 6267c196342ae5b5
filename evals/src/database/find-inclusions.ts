import pg from 'pg';
import { toSingular, type FoundKey, type FoundRelation } from './make-catalogue.ts';

/** Share of a column's values that must occur in the parent's key. */
const ENOUGH = 0.98;
/** Fewer different values than this prove nothing about text whose name says nothing. */
const TELLING = 10;

type Candidate = {
  readonly child: FoundRelation;
  readonly column: string;
  readonly parent: FoundRelation;
  readonly key: string;
};

/**
 * Keys that nobody declared: a column whose values occur in another relation's one-column primary key. Names vouch for
 * numbers, which would meet by chance; text may stand on its values alone.
 */
export async function findInclusions(url: string, relations: readonly FoundRelation[]): Promise<FoundRelation[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const found = new Map<FoundRelation, FoundKey[]>();
    for (const candidate of candidates(relations)) {
      if (!(await isIncluded(client, candidate))) continue;
      const { child, column, parent, key } = candidate;
      const keys = found.get(child) ?? [];
      found.set(child, [...keys, { columns: [column], table: parent.name, references: [key] }]);
    }
    return relations.map((relation) => ({
      ...relation,
      foreignKeys: [...relation.foreignKeys, ...(found.get(relation) ?? [])],
    }));
  } finally {
    await client.end();
  }
}

function candidates(relations: readonly FoundRelation[]): Candidate[] {
  return relations.flatMap((parent) => {
    const [key, ...more] = parent.primaryKey;
    if (key === undefined || more.length > 0) return [];
    const type = parent.columns.find(({ name }) => name === key)?.type ?? '';
    return relations
      .filter((child) => child !== parent)
      .flatMap((child) =>
        child.columns
          .filter((column) => sameFamily(column.type, type) && !isDeclared(child, column.name))
          .filter((column) => isText(type) || isNamedAfter(column.name, parent.name, key))
          .map((column) => ({ child, column: column.name, parent, key })),
      );
  });
}

const isText = (type: string): boolean => /^(text|character)/.test(type);
const isWhole = (type: string): boolean => /^(smallint|integer|bigint)/.test(type);
const sameFamily = (a: string, b: string): boolean => (isText(a) && isText(b)) || (isWhole(a) && isWhole(b));

function isDeclared(child: FoundRelation, column: string): boolean {
  return child.foreignKeys.some(({ columns }) => columns.includes(column));
}

/** `city_id`, `cities_id` or `cityid` for the key `id` of `cities`, or the key's own name where that says something. */
function isNamedAfter(column: string, parent: string, key: string): boolean {
  if (column === key && key !== 'id') return true;
  const singular = toSingular(parent);
  return [`${singular}_${key}`, `${parent}_${key}`, `${singular}${key}`].includes(column);
}

async function isIncluded(client: pg.Client, { child, column, parent, key }: Candidate): Promise<boolean> {
  const [own, other] = [pg.escapeIdentifier(column), pg.escapeIdentifier(key)];
  const nameOf = ({ schema, name }: FoundRelation) => `${pg.escapeIdentifier(schema)}.${pg.escapeIdentifier(name)}`;
  const { rows } = await client.query<{ all: number; met: number }>(
    `SELECT count(*)::int AS all, (count(*) FILTER (WHERE EXISTS (SELECT FROM ${nameOf(parent)} p WHERE p.${other} = c.v)))::int AS met
     FROM (SELECT DISTINCT ${own} AS v FROM ${nameOf(child)} WHERE ${own} IS NOT NULL) c`,
  );
  const { all = 0, met = 0 } = rows[0] ?? {};
  const isTelling = isNamedAfter(column, parent.name, key) ? all > 0 : all >= TELLING;
  return isTelling && met / all >= ENOUGH;
}
