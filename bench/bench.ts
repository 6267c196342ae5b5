/** `npm run bench -- [--only guard,masks,…] [--corpora DIR] [--json]`: ratios, each against its yardstick, in one run on this machine. */
import { parseArgs } from 'node:util';
import { BENCHES, runBenches, type Bench } from './src/benches.ts';
import { toTable } from './src/row.ts';
import { withUsage } from '../evals/src/with-usage.ts';

/** Of the demo bank; nothing else is drawn. */
const SEED = 1;

const USAGE = `Usage: npm run bench -- [--only BENCHES] [--corpora DIR] [--json]
Benches: ${Object.keys(BENCHES).join(', ')}.`;

const { values } = withUsage(USAGE, () =>
  parseArgs({
    options: { only: { type: 'string' }, corpora: { type: 'string' }, json: { type: 'boolean', default: false } },
  }),
);
const only = (values.only?.split(',') ?? Object.keys(BENCHES)) as Bench[];
const unknown = only.find((name) => !Object.hasOwn(BENCHES, name));
if (unknown !== undefined) {
  console.error(`There is no "${unknown}" to measure: ${Object.keys(BENCHES).join(', ')}.`);
  process.exit(2);
}
const rows = await runBenches(only, { say: (sentence) => console.error(sentence), corpora: values.corpora ?? null });
console.log(values.json ? JSON.stringify({ seed: SEED, rows }) : toTable(rows));
