/**
 * `node scripts/licences.mjs [--json]`: the licence of everything that runs with Atlas. Fails on one that a bank's
 * lawyers would have to read first.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './pinned-node.mjs';

const WELCOME =
  /^(?:0BSD|Apache-2\.0|BSD-2-Clause|BSD-3-Clause|BlueOak-1\.0\.0|CC0-1\.0|ISC|MIT|MIT-0|MPL-2\.0|OFL-1\.1|PostgreSQL|Python-2\.0|Unlicense)$/;

const { packages } = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8'));

function licenceOf(path, entry) {
  const file = join(ROOT, path, 'package.json');
  const manifest = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : entry;
  const stated = manifest.license ?? manifest.licenses ?? entry.license;
  if (Array.isArray(stated)) return stated.map(({ type }) => type).join(' OR ');
  return typeof stated === 'object' ? stated.type : (stated ?? 'none stated');
}

/** `A OR B` is fine if one of them is, `A AND B` if both are. */
function isWelcome(expression) {
  const inner = expression.replaceAll(/[()]/g, '');
  return inner.split(' OR ').some((choice) => choice.split(' AND ').every((one) => WELCOME.test(one.trim())));
}

const rows = Object.entries(packages)
  .filter(([path, entry]) => path.includes('node_modules/') && entry.link !== true && entry.dev !== true)
  .map(([path, entry]) => {
    const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
    return { name, version: entry.version, licence: licenceOf(path, entry) };
  })
  .sort((a, b) => a.name.localeCompare(b.name));

if (process.argv.includes('--json')) console.log(JSON.stringify(rows, null, 2));
else for (const { name, version, licence } of rows) console.log(`${licence.padEnd(24)} ${name} ${version}`);
const unwelcome = rows.filter(({ licence }) => !isWelcome(licence));
for (const { name, licence } of unwelcome) console.error(`To be read by somebody: ${name} (${licence})`);
process.exitCode = unwelcome.length > 0 ? 1 : 0;
