import type { Catalogue, Column, MaskKind } from '@aureus/contract';
import type { MaskProfile } from '../../src/index.ts';
import { CATALOGUE, plainColumn } from '../bank.ts';

/** A relation whose texts are sorted by four rules, in each way that a column comes to one; some values are missing. */
export const COLLATED_SQL = `
  CREATE COLLATION bank.german (provider = icu, locale = 'de');
  CREATE DOMAIN bank.place AS text COLLATE "POSIX";
  CREATE TABLE bank.words (id bigint PRIMARY KEY, plain text, bytes text COLLATE "C", posix varchar(20) COLLATE "POSIX",
    german text COLLATE bank.german, place bank.place, code char(4) COLLATE "C", label name, list text[] COLLATE "C",
    lists text[] COLLATE bank.german, info jsonb, secret text COLLATE "POSIX");
  INSERT INTO bank.words SELECT i, pick(1), pick(2), pick(3), pick(4), pick(5), pick(6), pick(7)::name, ARRAY[pick(8), 'a'],
    ARRAY[pick(9), 'B'], jsonb_build_object('a', pick(10), 'b', 'ä'), pick(11)
    FROM generate_series(1, 40) i, LATERAL (SELECT ARRAY['a', 'B', 'b', 'ä', 'A', 'ab', NULL, 'aB']) AS v(words),
         LATERAL (SELECT 1) AS one`.replaceAll(
  /pick\((\d+)\)/g,
  "words[('x' || substr(md5(i || '.$1'), 1, 4))::bit(16)::int % 8 + 1]",
);

const template = CATALOGUE.datasets[0];
const column = (name: string, type: string, collation?: string): Column =>
  plainColumn(name, type, collation === undefined ? {} : { collation });

const COLUMNS = [
  column('id', 'bigint'),
  column('plain', 'text'),
  column('bytes', 'text', '"C"'),
  column('posix', 'character varying(20)', '"POSIX"'),
  column('german', 'text', 'bank.german'),
  column('place', 'bank.place', '"POSIX"'),
  column('code', 'character(4)', '"C"'),
  column('label', 'name'),
  column('list', 'text[]', '"C"'),
  column('lists', 'text[]', 'bank.german'),
  column('info', 'jsonb'),
  column('secret', 'text', '"POSIX"'),
];

export const COLLATED: Catalogue = {
  ...CATALOGUE,
  source: { ...CATALOGUE.source, types: { 'bank.place': { kind: 'domain', base: 'text' } } },
  datasets: template === undefined ? [] : [{ ...template, name: 'words', relation: 'words', columns: COLUMNS }],
};

export function collatedProfile(masks: Readonly<Record<string, MaskKind>> = {}): MaskProfile {
  const columns = Object.fromEntries(COLUMNS.map(({ name }) => [name, masks[name] ?? 'full']));
  return { digest: JSON.stringify(masks), relations: { words: { columns, filter: null } } };
}

export const COLLATED_MASKED = collatedProfile({
  bytes: 'last2',
  posix: 'initials',
  german: 'domain',
  code: 'last4',
  secret: 'redact',
  list: 'redact',
});
