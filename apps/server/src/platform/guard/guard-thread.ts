import { Worker } from 'node:worker_threads';
import type { Catalogue } from '@aureus/contract';
import type { MaskProfile } from '@aureus/sqlguard';
import type { FromWorker, Ground, Kept, Result, ToWorker, Work } from './messages.ts';

/**
 * Enough for the deepest text under the input rules, whose tree the parser's WebAssembly writes out recursively: with
 * 1 MB a sum of 16,000 numbers overflows it.
 */
const STACK_MB = 4;
/** The heap of a thread that reads 32 KB. Beyond it the thread ends, and not the process. */
const HEAP_MB = 256;
/** Loading the parser and the guard's sources; a thread that needs longer does not come up at all. */
const START_MS = 30_000;
/** Catalogues, and profiles, that one thread keeps: one for each group of people who see the same. More cost memory. */
const MAX_KEPT = 16;

/** What became of one errand: its result, or how the thread ended over it. */
export type Outcome =
  | { readonly kind: 'result'; readonly result: Result; readonly broken: boolean }
  | { readonly kind: 'late' }
  | { readonly kind: 'died'; readonly detail: string };

export type GuardThread = {
  /** One errand at a time. Anything but a sound result ends the thread. */
  run(work: Work, ground: Ground): Promise<Outcome>;
  /** Resolves when the thread can take work, or has ended before it could. */
  readonly started: Promise<void>;
  isAlive(): boolean;
  stop(): Promise<void>;
};

/** One thread, its deadline, and the account of what it keeps. */
export function startGuardThread(program: URL, deadlineMs: number): GuardThread {
  const worker = openWorker(program);
  const catalogues = makeAccount<Catalogue>();
  const profiles = makeAccount<MaskProfile>();
  const { started, begin } = makeStart(worker);
  let alive = true;
  let settle: ((outcome: Outcome) => void) | null = null;
  let lastWords = 'the thread ended';
  const exited = new Promise<void>((resolve) => {
    worker.once('exit', () => {
      alive = false;
      begin();
      settle?.({ kind: 'died', detail: lastWords });
      resolve();
    });
  });
  worker.on('error', (error) => (lastWords = String(error)));
  worker.on('message', (message: FromWorker) => {
    if (message.kind === 'ready') begin();
    else settle?.({ kind: 'result', result: message.result, broken: message.broken });
  });
  const say = (message: ToWorker): void => worker.postMessage(message);
  return {
    started,
    isAlive: () => alive,
    async run(work, ground) {
      await started;
      if (!alive) return { kind: 'died', detail: lastWords };
      const outcome = new Promise<Outcome>((resolve) => (settle = resolve));
      const timer = setTimeout(() => settle?.({ kind: 'late' }), deadlineMs);
      const profile = ground.profile === null ? null : profiles.use(ground.profile.digest, ground.profile);
      say({ kind: 'errand', work, catalogue: catalogues.use(keyOf(ground.catalogue), ground.catalogue), profile });
      const settled = await outcome;
      clearTimeout(timer);
      settle = null;
      if (settled.kind !== 'result' || settled.broken) {
        alive = false;
        void worker.terminate();
      }
      return settled;
    },
    async stop() {
      if (alive) say({ kind: 'stop' });
      await exited;
    },
  };
}

function openWorker(program: URL): Worker {
  const worker = new Worker(program, {
    // The thread reads what an attacker wrote: it is given no secret of the environment, and no flag of the process.
    env: {},
    execArgv: [],
    resourceLimits: { stackSizeMb: STACK_MB, maxOldGenerationSizeMb: HEAP_MB },
    stdout: true,
    stderr: true,
  });
  // Emscripten prints its last words; the error that comes with them is what counts.
  worker.stdout.resume();
  worker.stderr.resume();
  return worker;
}

function makeStart(worker: Worker): { readonly started: Promise<void>; begin(): void } {
  let begin = (): void => undefined;
  const started = new Promise<void>((resolve) => {
    const timer = setTimeout(() => void worker.terminate(), START_MS);
    begin = () => {
      clearTimeout(timer);
      resolve();
    };
  });
  return { started, begin };
}

/** What the thread keeps of one kind: each crosses once, and the least used one makes room. */
function makeAccount<Thing>(): { use(key: string, thing: Thing): Kept<Thing> } {
  const kept = new Set<string>();
  return {
    use(key, thing) {
      const known = kept.delete(key);
      kept.add(key);
      if (known) return { key, learn: null, forget: null };
      const [oldest] = kept;
      if (kept.size <= MAX_KEPT || oldest === undefined) return { key, learn: thing, forget: null };
      kept.delete(oldest);
      return { key, learn: thing, forget: oldest };
    },
  };
}

/** The digest names the whole catalogue; a person's slice of it is the datasets they may know. */
const keyOf = ({ digest, datasets }: Catalogue): string =>
  `${digest} ${JSON.stringify(datasets.map((dataset) => dataset.name))}`;
