import type { Catalogue } from '@aureus/contract';
import { AtlasError } from '@aureus/contract';
import { type Instant, type MaskProfile, type Provision, type Refused, refusedFor } from '@aureus/sqlguard';
import type { Log } from '#platform/log';
import { type GuardThread, type Outcome, startGuardThread } from './guard-thread.ts';
import type { CompiledText, Ground, GuardedText, Result, Work } from './messages.ts';

/**
 * One text may hold a thread this long. The worst that the input rules let through needs some hundred milliseconds;
 * shorter, and a machine under load refuses honest questions; longer, and each hostile text keeps a core from the others.
 */
const DEADLINE_MS = 5_000;

export type CheckedCandidate = { readonly sql: string; readonly catalogue: Catalogue; readonly instant: Instant };

export type CompileOrder = CheckedCandidate & {
  readonly factsDigest: string;
  readonly profile: MaskProfile;
  readonly provision: Provision;
  readonly maskedSchema: string;
  readonly rowCap: number;
};

/** sqlguard in threads of its own: whatever a text does to the parser, the event loop goes on and the answer is a verdict. */
export type GuardRoom = {
  guard(candidate: CheckedCandidate): Promise<GuardedText | Refused>;
  /** Reads the candidate again, and refuses unless it reaches the same facts. */
  compile(order: CompileOrder): Promise<CompiledText | Refused>;
  /** Brings the first thread up; throws if it cannot. Without this it comes up with the first text. */
  start(): Promise<void>;
  /** Lets what is running end first. */
  close(): Promise<void>;
};

export type GuardRoomOptions = {
  readonly log: Log;
  readonly threads: number;
  /** Another program and deadline, for tests of slow and crashing parsers. No key, header or route reaches them. */
  readonly program?: URL;
  readonly deadlineMs?: number;
};

/** A place that one thread has at a time; a thread that ended is replaced when its place is next used. */
type Place = { thread: GuardThread | null };

export function makeGuardRoom(options: GuardRoomOptions): GuardRoom {
  const { log, threads, program = new URL('./guard-worker.ts', import.meta.url), deadlineMs = DEADLINE_MS } = options;
  const places = makePlaces(Math.max(1, threads));
  const enter = (place: Place): GuardThread => {
    if (place.thread?.isAlive() !== true) place.thread = startGuardThread(program, deadlineMs);
    return place.thread;
  };
  const run = async (work: Work, ground: Ground): Promise<Result> => {
    const place = await places.take();
    try {
      const outcome = await enter(place).run(work, ground);
      // The next text is not to wait for the replacement.
      enter(place);
      return toResult(outcome, work, log);
    } finally {
      places.give(place);
    }
  };
  return {
    guard: async ({ catalogue, sql, instant }) =>
      (await run({ kind: 'guard', sql, instant }, { catalogue, profile: null })) as GuardedText | Refused,
    compile: async ({ catalogue, profile, ...order }) =>
      (await run({ kind: 'compile', ...order }, { catalogue, profile })) as CompiledText | Refused,
    async start() {
      const place = await places.take();
      const thread = enter(place);
      await thread.started;
      places.give(place);
      if (!thread.isAlive()) throw new AtlasError('SERVICE_UNAVAILABLE', 'The guard does not start.');
    },
    async close() {
      const threads = (await places.takeAll()).flatMap(({ thread }) => thread ?? []);
      await Promise.all(threads.map((thread) => thread.stop()));
    },
  };
}

/** Every end is a verdict; those that are no rule about the text are told to the operator too. */
function toResult(outcome: Outcome, { sql }: Work, log: Log): Result {
  if (outcome.kind === 'late') {
    log.warning('A guard thread was past its deadline and was replaced', { rule: 'input.too_slow' });
    return refusedFor('input.too_slow', sql, 'The thread was past its deadline.');
  }
  if (outcome.kind === 'died') {
    log.warning('A guard thread ended and was replaced', { rule: 'guard.crashed' });
    return refusedFor('guard.crashed', sql, outcome.detail);
  }
  const { result } = outcome;
  if (!result.ok && result.detail !== undefined) {
    const context = { rule: result.verdict.rule };
    if (outcome.broken) log.warning('The parser broke over a text and its thread was replaced', context);
    else log.error('The guard failed over a text', context);
  }
  return result;
}

type Places = { take(): Promise<Place>; give(place: Place): void; takeAll(): Promise<Place[]> };

/** The place used last is used first, so that a quiet server runs one warm thread. */
function makePlaces(count: number): Places {
  const free: Place[] = Array.from({ length: count }, () => ({ thread: null }));
  const waiting: ((place: Place) => void)[] = [];
  const take = (): Promise<Place> => {
    const place = free.pop();
    return place === undefined ? new Promise((resolve) => waiting.push(resolve)) : Promise.resolve(place);
  };
  return {
    take,
    give(place) {
      const next = waiting.shift();
      if (next === undefined) free.push(place);
      else next(place);
    },
    takeAll: () => Promise.all(Array.from({ length: count }, take)),
  };
}
