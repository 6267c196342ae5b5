/**
 * Writes src/generated/*.gen.ts from the catalogs of running servers:
 *   node scripts/generate-lists.ts 15=postgres://… 16=postgres://… 17=postgres://… 18=postgres://…
 * Bit n of `majors` is set when server 15 + n has the row.
 */
import { writeFileSync } from 'node:fs';
import { readLists } from './read-lists.ts';

const servers = process.argv.slice(2).map((argument) => {
  const [major, ...url] = argument.split('=');
  return { major: Number(major), url: url.join('=') };
});
for (const [file, text] of await readLists(servers))
  writeFileSync(new URL(`../src/generated/${file}`, import.meta.url), text);
