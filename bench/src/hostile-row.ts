import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout } from 'node:timers/promises';
import { CATALOGUE, INSTANT } from '../../packages/sqlguard/test/bank.ts';
import { hostileText, LONGEST } from '../../packages/sqlguard/test/fuzz/hostile-text.ts';
import { makeRandom } from '../../packages/sqlguard/test/fuzz/random.ts';
import type { GuardRoom } from '../../apps/server/src/platform/guard/index.ts';
import { analystProfile } from './demo-profile.ts';
import { openRoom, ORDER } from './guard-row.ts';
import { round, type Row, type Say } from './row.ts';

const TEXTS = 10_000;
const SEED = 20_260_401;
/** As many as a busy server has under way. */
const ASKERS = 16;
const IDLE_MS = 3000;
const TICK_MS = 20;
const PROFILE = analystProfile(CATALOGUE);
const NS_PER_MS = 1e6;
const US_PER_MS = 1e3;

/** How long the event loop stands still at most while the guard's threads read hostile texts. */
export async function hostileRow(say: Say): Promise<Row> {
  const random = makeRandom(SEED);
  const texts = [...LONGEST, ...Array.from({ length: TEXTS - LONGEST.length }, () => hostileText(random))];
  const room = openRoom();
  await room.start();
  const idle = await delaysDuring(() => setTimeout(IDLE_MS));
  const rules = new Map<string, number>();
  const waiting = texts[Symbol.iterator]();
  const ask = async (): Promise<void> => {
    for (const sql of waiting) {
      const rule = await throughRoom(room, sql);
      rules.set(rule, (rules.get(rule) ?? 0) + 1);
    }
  };
  const started = performance.now();
  const busy = await delaysDuring(() => Promise.all(Array.from({ length: ASKERS }, ask)));
  const seconds = (performance.now() - started) / 1000;
  await room.close();
  say(`hostile: seed ${SEED}; ${[...rules].map(([rule, count]) => `${rule} ${count}`).join(', ')}`);
  const verdicts = [...rules.values()].reduce((sum, count) => sum + count, 0);
  const lost = (rules.get('guard.crashed') ?? 0) + (rules.get('guard.failed') ?? 0) + (rules.get('parse.failed') ?? 0);
  return {
    what: 'longest standstill of the event loop during 10,000 hostile texts',
    yardstick: 'none',
    aim: '≤ 50 ms, a verdict each',
    value: busy.max,
    holds: busy.max <= 50 && verdicts === TEXTS && lost === 0,
    figures: {
      verdicts,
      accepted: rules.get('accepted') ?? 0,
      as_long_as_may_be: LONGEST.length,
      crashes: lost,
      too_slow: rules.get('input.too_slow') ?? 0,
      p99_ms: busy.p99,
      own_work_max_ms: busy.own,
      idle_max_ms: idle.max,
      seconds: round(seconds, 1),
    },
  };
}

/** What is accepted is compiled as the server would: its facts and its text cross back too. */
async function throughRoom(room: GuardRoom, sql: string): Promise<string> {
  const candidate = { sql, catalogue: CATALOGUE, instant: INSTANT };
  const judged = await room.guard(candidate);
  if (!judged.ok) return judged.verdict.rule;
  const compiled = await room.compile({ ...candidate, ...ORDER, profile: PROFILE, factsDigest: judged.factsDigest });
  return compiled.ok ? 'accepted' : compiled.verdict.rule;
}

type Delays = { readonly max: number; readonly p99: number; readonly own: number };

/** `own` is the longest that our code itself held the loop: what is above it, a loaded machine did. */
async function delaysDuring(work: () => Promise<unknown>): Promise<Delays> {
  const delays = monitorEventLoopDelay({ resolution: 1 });
  const spent = (): number => process.threadCpuUsage().user + process.threadCpuUsage().system;
  let [own, last] = [0, spent()];
  const timer = setInterval(() => {
    const now = spent();
    own = Math.max(own, now - last);
    last = now;
  }, 1);
  delays.enable();
  // A standstill counts from one tick to the next: the first and the last need one around them.
  await setTimeout(TICK_MS);
  await work();
  await setTimeout(TICK_MS);
  delays.disable();
  clearInterval(timer);
  return {
    max: round(delays.max / NS_PER_MS),
    p99: round(delays.percentile(99) / NS_PER_MS),
    own: round(own / US_PER_MS),
  };
}
