/**
 * Loaded into a program that npm or an older Node started: when that one is gone, however it went, the program stops too.
 * An older Node holds a channel to it; npm, or the shell between, holds nothing, but whoever is orphaned gets another parent.
 */
import { isMainThread } from 'node:worker_threads';

const LOOK_MS = 500;

/** Calls `stop` once, when the process that is our parent now no longer is. */
export function whenOrphaned(stop) {
  const parent = process.ppid;
  const looking = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(looking);
    stop();
  }, LOOK_MS);
  looking.unref();
}

const stop = () => process.kill(process.pid, 'SIGTERM');
const isLoadedByNode = process.execArgv.includes(import.meta.url);
if (isMainThread && isLoadedByNode && process.channel !== undefined) {
  process.once('disconnect', stop);
  process.channel.unref();
} else if (isMainThread && isLoadedByNode) whenOrphaned(stop);
