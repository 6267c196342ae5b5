import type { Expr } from './nodes.ts';

type ExprOf<Kind extends Expr['kind']> = Extract<Expr, { kind: Kind }>;

/** An answer for every kind of expression: a table that lacks one does not compile. */
export type Answers<Context, Answer> = {
  readonly [Kind in Expr['kind']]: (expr: ExprOf<Kind>, context: Context) => Answer;
};

/** The table's answer for this expression. */
export function visit<Context, Answer>(answers: Answers<Context, Answer>, expr: Expr, context: Context): Answer {
  // The table holds, for each kind, the function that takes that kind.
  const answer = answers[expr.kind] as (expr: Expr, context: Context) => Answer;
  return answer(expr, context);
}
