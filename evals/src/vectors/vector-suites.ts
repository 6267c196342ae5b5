import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { SuiteResult } from '../scoring/tally.ts';
import { runBcrypt } from './bcrypt.ts';
import { runJose } from './jose.ts';
import { runMerkle } from './merkle.ts';
import { runNotes } from './notes.ts';
import { runSigstore } from './sigstore.ts';
import { runTessera } from './tessera.ts';

const SUITES: readonly (readonly [path: string, run: (path: string) => Promise<SuiteResult>])[] = [
  ['merkle', runMerkle],
  ['signed-notes.json', runNotes],
  ['tessera-log', runTessera],
  ['jose', runJose],
  ['bcrypt.json', runBcrypt],
  ['sigstore-bundles', runSigstore],
];

/** Published test vectors against the code that the product itself verifies and signs with. */
export async function runVectorSuites(corpora: string): Promise<SuiteResult[]> {
  const results: SuiteResult[] = [];
  for (const [name, run] of SUITES) {
    const path = join(corpora, 'vectors', name);
    if (existsSync(path)) results.push(await run(path));
  }
  return results;
}
