import type { Random } from './random.ts';
import type { Columns, Relation, Type } from './relations.ts';
import { LITERALS, LOOSE, RAISING, RAISING_SEEN, TOTAL } from './vocabulary.ts';

/** One entry of FROM: `relation` where it is a dataset itself. */
export type Source = { readonly alias: string; readonly columns: Columns; readonly relation: Relation | null };
export type Make = (type: Type, budget: number) => string;
/** A subquery of one column of the type, that may look at the sources around it. */
export type Subquery = (type: Type, form: 'scalar' | 'any' | 'exists' | 'array', outer: readonly Source[]) => string;
export type Surroundings = {
  readonly random: Random;
  readonly sources: readonly Source[];
  readonly outer: readonly Source[];
  /** Absent where the nesting is deep enough. */
  readonly subquery: Subquery | null;
};

/** Every `{type}` an expression of its own, every `{type:a}` of one template the same. */
export function fill(make: Make, template: string, budget: number): string {
  const kept = new Map<string, string>();
  return template.replace(/\{(\w+)(:a)?\}/g, (spelled, type: Type, again?: string) => {
    const made = kept.get(spelled) ?? make(type, budget);
    if (again !== undefined) kept.set(spelled, made);
    return made;
  });
}

/** Random expressions over what FROM and the queries around it show. */
export function expressionMaker({ random, sources, outer, subquery }: Surroundings): Make {
  const visible = [...sources, ...(random.chance(0.5) ? outer : [])];
  const columns = (type: Type): readonly string[] =>
    visible.flatMap(({ alias, columns: all }) =>
      Object.entries(all).flatMap(([name, own]) => (own === type ? [`${alias}.${name}`] : [])),
    );
  const leaf = (type: Type): string => {
    const own = columns(type);
    return own.length > 0 && random.chance(0.85) ? random.pick(own) : random.pick(LITERALS[type]);
  };
  const filled = (template: string, budget: number): string => fill(make, template, budget);
  const raising = (type: Type, budget: number): string | null => {
    const list = (random.chance(0.06) ? RAISING_SEEN : RAISING)[type];
    if (list === undefined) return null;
    const template = random.pick(list);
    const row = sources.find(({ relation }) => relation !== null && template.includes(`@${relation.slice(0, 1)}.`));
    return row ? filled(template.replaceAll(/@[pdc]/g, row.alias), budget) : null;
  };
  const nested = (type: Type, budget: number): string | null => {
    if (subquery === null || !random.chance(0.08)) return null;
    const inner = [...sources, ...outer];
    if (type === 'texts') return `array(${subquery('text', 'array', inner)})`;
    if (type !== 'bool') return `(${subquery(type, 'scalar', inner)})`;
    if (random.chance(0.5)) return `${random.pick(['', 'not '])}exists (${subquery('int', 'exists', inner)})`;
    const compared = random.pick(['text', 'int', 'date'] as const);
    const how = random.pick(['in', 'not in', '= any', '< all']);
    return `(${make(compared, budget)} ${how} (${subquery(compared, 'any', inner)}))`;
  };
  const make: Make = (type, budget) => {
    if (budget <= 0 || random.chance(0.25)) return leaf(type);
    const special = random.chance(0.1) ? raising(type, budget - 1) : nested(type, budget - 1);
    const templates = random.chance(0.02) ? (LOOSE[type] ?? TOTAL[type]) : TOTAL[type];
    return special ?? filled(random.pick(templates), budget - 1);
  };
  return make;
}
