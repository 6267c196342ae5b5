/** `npm run eval -- [--corpora DIR] [--only SUITES] [--database URL] [--provision views|inline|none] [--json]` */
import { parseArgs } from 'node:util';
import type { Provision } from '@aureus/sqlguard';
import { openServer } from './src/database/server.ts';
import { findCorpora, GROUPS, LONG_GROUPS, runGroups, type Group } from './src/groups.ts';
import { toTable } from './src/scoring/table.ts';
import { withUsage } from './src/with-usage.ts';

/** What suites draw at random is the same in every run. */
const SEED = 1;
const PROVISIONS = ['none', 'inline', 'views'];

const USAGE = `Usage: npm run eval -- [--corpora DIR] [--only SUITES] [--database URL] [--provision views|inline|none] [--json]
Suites: ${GROUPS.join(', ')}; long ones, run only by name: ${LONG_GROUPS.join(', ')}.`;

const { values } = withUsage(USAGE, () =>
  parseArgs({
    options: {
      corpora: { type: 'string' },
      only: { type: 'string' },
      database: { type: 'string' },
      provision: { type: 'string', default: 'none' },
      json: { type: 'boolean', default: false },
    },
  }),
);

const only = values.only?.split(',') ?? null;
const known: readonly string[] = [...GROUPS, ...LONG_GROUPS];
const unknown = only?.find((name) => !known.includes(name));
if (unknown !== undefined || !PROVISIONS.includes(values.provision)) {
  console.error(
    unknown === undefined
      ? `--provision takes ${PROVISIONS.join(', ')}.`
      : `There is no suite "${unknown}": ${known.join(', ')}.`,
  );
  process.exit(2);
}

const server = await openServer(values.database ?? null);
try {
  const suites = await runGroups((only as Group[] | null) ?? GROUPS, {
    corpora: findCorpora(values.corpora ?? null),
    server,
    provision: values.provision as Provision,
    say: (sentence) => console.error(sentence),
  });
  console.log(values.json ? JSON.stringify({ seed: SEED, suites }) : toTable(suites));
} finally {
  await server.close();
}
