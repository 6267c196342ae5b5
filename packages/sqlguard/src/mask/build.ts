import { PLAIN_CALL, typed } from '../bind/make.ts';
import type { Call, Cast, Collate, Expr, Literal, Operation } from '../ir/nodes.ts';
import { pathOf, type TypeName } from '../pg/types.ts';

/** Short constructors for expressions that we write ourselves. Sizes are those of masks: small. */
const made = (type: TypeName) => typed({ type, at: -1, size: 64 }, []);

export const call = (name: string, type: TypeName, ...args: readonly Expr[]): Call => ({
  kind: 'call',
  name,
  args,
  ...PLAIN_CALL,
  ...made(type),
});
export const operation = (op: string, type: TypeName, left: Expr, right: Expr): Operation => ({
  kind: 'operation',
  op,
  left,
  right,
  ...made(type),
});
export const asType = (arg: Expr, type: TypeName): Cast => ({ kind: 'cast', arg, ...made(type) });
export const text = (value: string): Cast =>
  asType({ kind: 'literal', form: 'string', value, ...made('unknown') }, 'text');
export const number = (value: number): Literal => ({
  kind: 'literal',
  form: 'number',
  value: String(value),
  ...made('int4'),
});
export const nothing = (type: TypeName): Cast =>
  asType({ kind: 'literal', form: 'null', value: '', ...made('unknown') }, type);
/** Positions are found under "C", so that no collation of the column can fail or change them. */
export const bytewise = (arg: Expr): Collate => ({ kind: 'collate', arg, collation: 'C', ...made('text') });
/** Under a collation as the catalogue spells it; one without a schema is the server's. */
export function collated(arg: Expr, spelled: string): Collate {
  const [first = '', second] = pathOf(spelled);
  const named = second === undefined ? { collation: first } : { collation: second, schema: first };
  return { kind: 'collate', arg, ...named, ...made(arg.type) };
}
export const isNull = (arg: Expr): Expr => ({ kind: 'null_test', arg, negated: false, ...made('bool') });
export const and = (...args: readonly Expr[]): Expr => ({ kind: 'logic', op: 'and', args, ...made('bool') });
export const choose = (whens: readonly (readonly [Expr, Expr])[], otherwise: Expr): Expr => ({
  kind: 'case',
  arg: null,
  whens: whens.map(([when, result]) => ({ when, result })),
  otherwise,
  ...made(otherwise.type),
});
