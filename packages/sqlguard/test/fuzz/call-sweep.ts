import { ALLOWED_TYPES } from '../../src/allow/types.ts';
import { REVIEWED_FUNCTIONS } from '../../src/allow/functions.ts';
import { REVIEWED_OPERATORS } from '../../src/allow/operators.ts';
import { CASTS } from '../../src/generated/casts.gen.ts';
import { FUNCTIONS } from '../../src/generated/functions.gen.ts';
import { OPERATORS } from '../../src/generated/operators.gen.ts';
import type { CastRow, FunctionRow, OperatorRow } from '../../src/pg/rows.ts';
import { AWKWARD } from './awkward-values.ts';
import type { Random } from './random.ts';

/** What a polymorphic argument may be: one choice a call, so that they agree. */
const POLYMORPHIC = ['text', 'int4', 'numeric', 'jsonb', 'date'] as const;
/** For arguments that must be literals: patterns, formats, units, counts. */
const LITERALS: Readonly<Record<string, readonly string[]>> = {
  text: [
    'a',
    '^.',
    '(b)(c)?',
    'g',
    'i',
    'YYYY-MM-DD',
    'FM999,990.00',
    'day',
    'month',
    'epoch',
    'century',
    '%s-%s',
    'xx',
    'NFKD',
    '',
  ],
  int4: ['0', '1', '2', '-1', '40'],
  jsonpath: [
    '$',
    '$.a[*]',
    '$.*',
    '$[*].type()',
    '$.a[*].double()',
    'lax $.a ? (@ > 1)',
    '-$[*]',
    '$.c',
    '$[0] + 1.50',
  ],
};

type Swept = { readonly random: Random; readonly poly: string };

/** `count` random calls of everything on the lists, each with what it calls; the server may still refuse the values. */
export function sweptCalls(random: Random, count: number): readonly string[] {
  const functions = (FUNCTIONS as readonly FunctionRow[]).filter((row) => REVIEWED_FUNCTIONS.has(row.name));
  const operators = (OPERATORS as readonly OperatorRow[]).filter((row) => REVIEWED_OPERATORS.has(row.name));
  const casts = CASTS as readonly CastRow[];
  return Array.from({ length: count }, () => {
    const swept = { random, poly: random.pick(POLYMORPHIC) };
    const kind = random.below(10);
    if (kind < 7) return functionCall(swept, random.pick(functions));
    return kind < 9 ? operatorCall(swept, random.pick(operators)) : castCall(swept, random.pick(casts));
  }).filter((sql) => sql !== null);
}

function value({ random, poly }: Swept, type: string): string | null {
  const actual = actualType(type, poly);
  const values = actual === null ? undefined : AWKWARD[actual];
  if (actual === null || values === undefined || !ALLOWED_TYPES.has(actual)) return null;
  if (random.chance(0.04)) return `CAST(NULL AS ${spelled(actual)})`;
  return `CAST(${quoted(random.pick(values))} AS ${spelled(actual)})`;
}

function actualType(type: string, poly: string): string | null {
  if (!type.startsWith('any') && type !== '_any') return type;
  if (type.endsWith('multirange')) return actualType('anyrange', poly)?.replace('range', 'multirange') ?? null;
  if (type.endsWith('range')) return poly === 'date' ? 'daterange' : poly === 'int4' ? 'int4range' : 'numrange';
  return type.endsWith('array') ? `_${poly}` : poly;
}

const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;
const spelled = (type: string): string =>
  type.startsWith('_') ? `pg_catalog.${name(type.slice(1))}[]` : `pg_catalog.${name(type)}`;
const name = (type: string): string => `"${type}"`;

function functionCall(swept: Swept, row: FunctionRow): string | null {
  const { random } = swept;
  const literals = REVIEWED_FUNCTIONS.get(row.name)?.literals ?? [];
  const types =
    row.variadic === 'any' ? row.args.flatMap((type) => (type === 'any' ? ['any', 'any'] : [type])) : row.args;
  const kept = types.slice(0, types.length - random.below((row.defaults ?? 0) + 1));
  const args = kept.map((type, index) =>
    literals.includes(index) || (row.name === 'timezone' && type === 'text')
      ? literal(random, row.name, type)
      : value(swept, type),
  );
  if (args.includes(null)) return null;
  if (row.kind === 'w') return null;
  if (row.kind === 'f') return `select ${row.name}(${args.join(', ')}) as v`;
  return aggregateCall(
    row,
    args.filter((arg) => arg !== null),
  );
}

function aggregateCall(row: FunctionRow, args: readonly string[]): string {
  const direct = row.direct ?? 0;
  if (args.length === 0) return `select ${row.name}(*) as v from (values (1), (2)) x (a)`;
  const columns = args.map((_, index) => `x.c${index}`);
  const from = `from (values (${args.join(', ')}), (${args.join(', ')})) as x (${args.map((_, index) => `c${index}`).join(', ')})`;
  if (row.aggregate === 'n') return `select ${row.name}(${columns.join(', ')} order by ${columns[0]}) as v ${from}`;
  return `select ${row.name}(${args.slice(0, direct).join(', ')}) within group (order by ${columns.slice(direct).join(', ')}) as v ${from}`;
}

function literal(random: Random, called: string, type: string): string | null {
  if (called === 'timezone') return random.pick(["'UTC'", "'Europe/Berlin'", "'+05:30'"]);
  const values = LITERALS[type];
  if (values === undefined) return null;
  return type === 'int4' ? random.pick(values) : quoted(random.pick(values));
}

function operatorCall(swept: Swept, row: OperatorRow): string | null {
  const isPattern = ['~', '~*', '!~', '!~*'].includes(row.name) && row.right === 'text';
  const isLiteral = isPattern || row.right === 'jsonpath';
  const right = isLiteral ? literal(swept.random, '', row.right) : value(swept, row.right);
  const left = row.left === '' ? '' : value(swept, row.left);
  return right === null || left === null ? null : `select (${left} ${row.name} ${right}) as v`;
}

function castCall(swept: Swept, row: CastRow): string | null {
  const from = value(swept, row.source);
  return from === null ? null : `select (${from})::${spelled(row.target)} as v`;
}
