/** `npm run chaos -- [--kills N] [--seed N] [--json]`: kills the worker with questions in flight, then reads the record. */
import { parseArgs } from 'node:util';
import { openEstate } from './src/chaos/estate.ts';
import { killWorkers } from './src/chaos/kills.ts';
import { holds, judge, readAccounts, untilSettled } from './src/chaos/verdict.ts';
import { withUsage } from '../evals/src/with-usage.ts';

const USAGE = `Usage: npm run chaos -- [--kills N] [--seed N] [--json]
Kills the worker with questions in flight, then reads the record. Exit code 1 on a finding.`;

const { values } = withUsage(USAGE, () =>
  parseArgs({
    options: {
      kills: { type: 'string', default: '20' },
      seed: { type: 'string', default: '1' },
      json: { type: 'boolean', default: false },
    },
  }),
);
const [kills, seed] = [Number(values.kills), Number(values.seed)];
if (!Number.isSafeInteger(kills) || kills < 1 || !Number.isSafeInteger(seed)) {
  console.error('--kills takes a number from 1 on, --seed a whole number.');
  process.exit(2);
}

const say = (sentence: string) => console.error(sentence);
say(`seed ${seed}; starting Atlas, one process a role`);
const estate = await openEstate();
try {
  const { acknowledged, stages, refused } = await killWorkers(estate, { kills, seed, say });
  say('the last worker stays; waiting for every question to end');
  await estate.startWorker();
  await untilSettled(estate);
  const findings = judge(await readAccounts(estate, acknowledged));
  const report = {
    seed,
    kills,
    acknowledged: acknowledged.length,
    not_accepted: refused,
    killed_at: stages,
    ...findings,
    holds: holds(findings),
  };
  console.log(values.json ? JSON.stringify(report) : JSON.stringify(report, null, 2));
  process.exitCode = report.holds ? 0 : 1;
} finally {
  await estate.stop();
}
