import type { Expr } from '../ir/nodes.ts';
import { readJsonPath } from '../pg/json-path.ts';
import { refuse } from '../verdict.ts';
import { literalText } from '../ir/literals.ts';

/** `$min` in a path that nobody gives a value is an error on the server. */
export function checkVariables(path: Expr, given: Expr | undefined): void {
  const wanted = readJsonPath(literalText(path) ?? '')?.variables ?? new Set<string>();
  if (wanted.size === 0) return;
  const names = given === undefined ? new Set<string>() : namesIn(given);
  if (!wanted.isSubsetOf(names))
    refuse('function.literal_needed', {
      at: path.at,
      name: 'jsonpath',
      hint: `Give ${[...wanted].map((name) => `"${name}"`).join(', ')} in a literal object, as in '{"min": 5}'.`,
    });
}

/** Keys of an object that is written out. */
function namesIn(given: Expr): ReadonlySet<string> {
  if (given.kind === 'call' && given.name === 'jsonb_build_object' && !given.variadic)
    return new Set(given.args.flatMap((arg, index) => (index % 2 === 0 ? [literalText(arg) ?? ''] : [])));
  try {
    const object: unknown = JSON.parse(literalText(given) ?? '');
    return new Set(typeof object === 'object' && object !== null && !Array.isArray(object) ? Object.keys(object) : []);
  } catch {
    return new Set();
  }
}
