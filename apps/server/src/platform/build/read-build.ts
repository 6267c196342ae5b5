import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../../../../', import.meta.url));

/** What decides how a question is answered: a change in any of these is another build. */
const PLACES = ['apps/server/src', 'packages', 'policies', 'db/migrations'];
const COUNTED = /\.(ts|sql|cedar|cedarschema|json)$/;
const LEFT_OUT = /(^|\/)(node_modules|dist)(\/|$)|\.test\.ts$/;

/** Version and digest of the program as it stands on disk; every statement names them. */
export function readBuild(): { readonly version: string; readonly build: string } {
  const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };
  const hash = createHash('sha256');
  for (const place of PLACES) {
    const files = readdirSync(join(ROOT, place), { recursive: true, encoding: 'utf8' });
    for (const file of files.filter((name) => COUNTED.test(name) && !LEFT_OUT.test(name)).toSorted()) {
      hash.update(`${place}/${file}\0`).update(readFileSync(join(ROOT, place, file)));
    }
  }
  return { version: manifest.version, build: hash.digest('hex') };
}
