import type { Catalogue, SourceTypes } from '@aureus/contract';
import type { MaskProfile } from '../../src/index.ts';
import { CATALOGUE, plainColumn } from '../bank.ts';

/** What columns are of: `range` is what a range of these is, where there is one. */
export type Kind = {
  readonly name: string;
  readonly type: string;
  readonly values: readonly string[];
  readonly range?: string;
};

/** With their lengths, which the server tells of every output. */
export const KINDS: readonly Kind[] = [
  { name: 't', type: 'text', values: ['ab', 'a'] },
  { name: 'v', type: 'character varying(5)', values: ['ab', 'b '] },
  { name: 'c', type: 'character(4)', values: ['ab', 'b'] },
  { name: 'i', type: 'integer', values: ['3', '-1'], range: 'int4range' },
  { name: 'l', type: 'bigint', values: ['40', '3'], range: 'int8range' },
  { name: 'n', type: 'numeric(10,2)', values: ['2', '1.50'], range: 'numrange' },
  { name: 'd', type: 'date', values: ['2024-02-29', '2020-01-01'], range: 'daterange' },
  {
    name: 'z',
    type: 'timestamp(0) with time zone',
    values: ['2024-02-29 12:00+00', '2020-01-01 00:00+00'],
    range: 'tstzrange',
  },
  { name: 'r', type: 'int4range', values: ['[1,4)', 'empty'] },
  { name: 'b', type: 'bit(3)', values: ['101', '001'] },
  { name: 's', type: 'text[]', values: ['{a,b}', '{c}'] },
];

const isList = ({ type }: Kind): boolean => type.endsWith('[]');

/**
 * Of each kind: `x` a plain column, `x_d` of a domain over it, `x_o` of one over that domain, `x_a` an array, and its
 * ranges and multiranges, plain and in a domain.
 */
function columnsOf(kind: Kind): readonly (readonly [name: string, type: string, value: string])[] {
  const {
    name,
    type,
    values: [first = '', second = ''],
    range,
  } = kind;
  const one = `'${first}'`;
  const ranged = range === undefined ? [] : rangesOf(name, range, [first, second]);
  return [
    [name, type, one],
    [`${name}_d`, `apart.${name}_d`, one],
    [`${name}_o`, `apart.${name}_o`, one],
    ...(isList(kind) ? [] : [[`${name}_a`, `${type}[]`, `ARRAY['${first}', '${second}']::${type}[]`] as const]),
    ...ranged,
  ];
}

/** From the second value to the first. */
function rangesOf(name: string, range: string, [high = '', low = '']: readonly string[]) {
  const value = `["${low}","${high}"]`;
  const multi = range.replace('range', 'multirange');
  return [
    [`${name}_r`, range, `'${value}'`],
    [`${name}_dr`, `apart.${name}_dr`, `'${value}'`],
    [`${name}_m`, multi, `'{${value}}'`],
    [`${name}_dm`, `apart.${name}_dm`, `'{${value}}'`],
  ] as const;
}

const COLUMNS = KINDS.flatMap(columnsOf);

const TYPES: SourceTypes = Object.fromEntries(
  KINDS.flatMap(({ name, type, range }) => [
    [`apart.${name}_d`, { kind: 'domain', base: type }],
    [`apart.${name}_o`, { kind: 'domain', base: `apart.${name}_d` }],
    ...(range === undefined
      ? []
      : [
          [`apart.${name}_dr`, { kind: 'domain', base: range }],
          [`apart.${name}_dm`, { kind: 'domain', base: range.replace('range', 'multirange') }],
        ]),
  ]),
);

const [template] = CATALOGUE.datasets;
export const KINDS_CATALOGUE: Catalogue = {
  ...CATALOGUE,
  source: { ...CATALOGUE.source, types: TYPES },
  datasets:
    template === undefined
      ? []
      : [
          {
            ...template,
            name: 'kinds',
            relation: 'kinds',
            columns: [plainColumn('id', 'integer'), ...COLUMNS.map(([name, type]) => plainColumn(name, type))],
          },
        ],
};

export const KINDS_PROFILE: MaskProfile = {
  digest: 'kinds',
  relations: {
    kinds: {
      columns: Object.fromEntries(['id', ...COLUMNS.map(([name]) => name)].map((name) => [name, 'full'])),
      filter: null,
    },
  },
};

/** Two rows, one of them of NULLs. */
export const KINDS_SQL: readonly string[] = [
  'CREATE SCHEMA apart',
  ...Object.entries(TYPES).map(([name, type]) => `CREATE DOMAIN ${name} AS ${type.kind === 'domain' ? type.base : ''}`),
  `CREATE TABLE bank.kinds (id integer PRIMARY KEY, ${COLUMNS.map(([name, type]) => `${name} ${type}`).join(', ')})`,
  `INSERT INTO bank.kinds SELECT 1, ${COLUMNS.map(([, , value]) => value).join(', ')}`,
  'INSERT INTO bank.kinds (id) VALUES (2)',
];
