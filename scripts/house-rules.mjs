/** What no linter has a rule for: names, words and clocks. Each entry is tried on a file's path or on its lines. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const CODE = /^(?:apps|packages|demo|evals|bench|e2e|scripts)\/.*\.(?:ts|tsx|mjs|js)$/;
const PURE = /^packages\/[^/]+\/src\/(?!.*\.test\.).*\.ts$/;
const RULES = /^apps\/server\/src\/.*-rules\.ts$/;

const HOUSE_RULES = [
  {
    name: 'a-listing-explains-its-subject',
    files: CODE,
    path: /(?:^|\/)(?:utils?|helpers?|common|core|services?|lib|misc|shared)(?:\/|\.[a-z]+$)/,
    sentence: 'This name says nothing about its subject.',
  },
  {
    name: 'kebab-case',
    files: CODE,
    path: /(?:^|\/)[^/]*[A-Z_][^/]*$/,
    sentence: 'Files are named in kebab-case, like their main export.',
  },
  {
    name: 'packages-read-no-clock',
    files: PURE,
    line: /\bnew Date\(\s*\)|\bDate\(\s*\)|\bperformance\.\w|\bTemporal\.Now\b/,
    sentence: 'Packages are pure: they are told the time.',
  },
  {
    name: 'rules-read-no-clock',
    files: RULES,
    line: /\bnew Date\(\s*\)|\bDate\(\s*\)|\bperformance\.\w/,
    sentence: 'Rules decide from facts that are passed in.',
  },
  {
    name: 'no-promises-to-self',
    files: CODE,
    line: new RegExp(['TO' + 'DO', 'FIX' + 'ME', 'XX' + 'X'].map((word) => `//.*\\b${word}\\b`).join('|')),
    sentence: 'Do it, or open an issue.',
  },
  {
    name: 'only-erasable-typescript',
    files: /\.tsx?$/,
    line: /^\s*(?:export\s+)?(?:const\s+)?enum\s|^\s*(?:export\s+)?(?:declare\s+)?namespace\s/,
    sentence: 'Node strips types and nothing else.',
  },
];

const NOT_OURS = new Set(['node_modules', 'dist', 'coverage', '.git', '.atlas']);

/** Read from the disk and not from git: an unpacked archive is a house too. */
export function listFiles(root, folder = '') {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    if (NOT_OURS.has(entry.name)) return [];
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) return listFiles(root, path);
    return entry.isFile() ? [path] : [];
  });
}

export function findHouseBreaches(root, files = listFiles(root)) {
  return files.flatMap((file) => HOUSE_RULES.flatMap((rule) => breachesOf(root, file, rule)));
}

function breachesOf(root, file, rule) {
  if (rule.files !== undefined && !rule.files.test(file)) return [];
  if (rule.path !== undefined) return rule.path.test(file) ? [`${file}: ${rule.sentence} [${rule.name}]`] : [];
  const lines = readFileSync(join(root, file), 'utf8').split('\n');
  return lines.flatMap((line, at) =>
    rule.line.test(line) ? [`${file}:${at + 1}: ${rule.sentence} [${rule.name}]`] : [],
  );
}
