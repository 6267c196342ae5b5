import { isMadeJson, jsonParts } from '../size/json-parts.ts';
import { amountOf } from './amounts.ts';
import { scaleOf } from './looks.ts';
import type { Output, Target } from './nodes.ts';

/** What a SELECT list looks like from outside. */
export function outputsOf(targets: readonly Target[]): readonly Output[] {
  return targets.map(({ expr, name, printed }) => {
    const output = {
      name,
      printed,
      type: expr.type,
      mod: expr.mod,
      size: expr.size,
      usual: expr.usual,
      deps: expr.deps,
      at: expr.at,
      scale: scaleOf(expr),
      amountOf: amountOf(expr),
    };
    return {
      ...output,
      ...(isMadeJson(expr) ? { parts: jsonParts(expr) } : {}),
      ...(expr.sortedBy === undefined ? {} : { sortedBy: expr.sortedBy }),
      ...(expr.domain === undefined ? {} : { domain: expr.domain }),
    };
  });
}
