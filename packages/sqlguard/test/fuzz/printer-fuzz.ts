import type { Expr, Query } from '../../src/ir/nodes.ts';
import { childrenOf, partsOf } from '../../src/ir/children.ts';
import { UNPLACED } from '../../src/print/placing.ts';
import { printExpr, printQuery } from '../../src/print/print.ts';
import { isSameTree } from '../../src/print/same-tree.ts';
import { treeQuery } from '../../src/print/tree.ts';
import { parse } from '../parse.ts';
import type { Random } from './random.ts';
import { randomQuery } from './random-trees.ts';

export const randomTree = (random: Random): Query => randomQuery(random, 1 + random.below(4));

/** Does the text of this tree parse to what the tree means? */
export function isReadBack(query: Query, sql = printQuery(query, UNPLACED, true)): boolean {
  try {
    const { stmts } = parse(sql) as { stmts: { stmt: unknown }[] };
    return stmts.length === 1 && isSameTree(stmts[0]?.stmt, { SelectStmt: treeQuery(query, UNPLACED, true) });
  } catch {
    return false;
  }
}

/** Texts of trees that do not come back as they were meant. */
export function misreadTrees(random: Random, count: number): readonly string[] {
  const misread: string[] = [];
  for (let index = 0; index < count; index += 1) {
    const query = randomTree(random);
    if (!isReadBack(query)) misread.push(printQuery(query, UNPLACED, true));
  }
  return misread;
}

/**
 * The printed text as a printer would write it that forgets the brackets around one kind of expression: null where the
 * tree has none of that kind inside another expression.
 */
export function withoutBracketsOf(query: Query, kind: Expr['kind']): string | null {
  const found = partsOf(query)
    .exprs.flatMap(below)
    .find((expr) => expr.kind === kind);
  if (found === undefined) return null;
  const text = printExpr(found, UNPLACED);
  return printQuery(query, UNPLACED, true).replace(text, () => text.replace(/^\((.*)\)/s, ' $1 '));
}

const below = (expr: Expr): readonly Expr[] => childrenOf(expr).flatMap((child) => [child, ...below(child)]);
