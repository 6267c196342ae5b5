/** `npm run fuzz -- [--seed N] [--seconds N] [--only printer,non-interference,hostile,limits] [--json]`: exit code 1 on a finding. */
import { parseArgs } from 'node:util';
import { openServer } from './src/database/server.ts';
import { FUZZES, runFuzzes } from './src/fuzz/fuzz.ts';
import { withUsage } from './src/with-usage.ts';

const USAGE = `Usage: npm run fuzz -- [--seed N] [--seconds N] [--only FUZZES] [--json]
Fuzzes: ${FUZZES.map(({ name }) => name).join(', ')}. Exit code 1 on a finding.`;

const { values } = withUsage(USAGE, () =>
  parseArgs({
    options: {
      seed: { type: 'string' },
      seconds: { type: 'string' },
      only: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  }),
);
const seed = Number(values.seed ?? Date.now() % 1_000_000_000);
const seconds = values.seconds === undefined ? null : Number(values.seconds);
const only = values.only?.split(',') ?? FUZZES.map(({ name }) => name);
const chosen = FUZZES.filter(({ name }) => only.includes(name));
if (!Number.isSafeInteger(seed) || (seconds !== null && !(seconds > 0)) || chosen.length < only.length) {
  const names = FUZZES.map(({ name }) => name).join(', ');
  console.error(`--seed takes a whole number, --seconds a positive one, --only some of ${names}.`);
  process.exit(2);
}

const say = (sentence: string) => console.error(sentence);
say(`seed ${seed}`);
const server = await openServer(null);
try {
  const results = await runFuzzes(chosen, { seed, seconds, server, say });
  const findings = results.flatMap((result) => result.findings);
  if (values.json) console.log(JSON.stringify({ seed, fuzzes: results }));
  else
    for (const { fuzz, figures, findings: found } of results)
      console.log([fuzz, JSON.stringify(figures), ...found].join('\n  '));
  process.exitCode = findings.length > 0 ? 1 : 0;
} finally {
  await server.close();
}
