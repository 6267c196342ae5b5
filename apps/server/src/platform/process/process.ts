import { existsSync } from 'node:fs';
import { once } from 'node:events';
import { type IncomingMessage, get as httpGet } from 'node:http';
import { get as httpsGet } from 'node:https';
import { createServer } from 'node:net';
import { text } from 'node:stream/consumers';

/** npm hands on a Ctrl-C that the terminal has sent to everybody: within this time it is the same one. */
const SAME_WISH_MS = 1000;

/** Aborted at the first SIGTERM or Ctrl-C. A later Ctrl-C ends the process at once, for whoever has waited enough. */
export function whenStopped(): AbortSignal {
  const stopping = new AbortController();
  let since = 0;
  process.on('SIGTERM', () => stopping.abort());
  process.on('SIGINT', () => {
    if (stopping.signal.aborted && since !== 0 && performance.now() - since > SAME_WISH_MS) process.exit(130);
    if (since === 0) since = performance.now();
    stopping.abort();
  });
  return stopping.signal;
}

export const untilStopped = (stopping = whenStopped()): Promise<void> =>
  new Promise((resolve) => {
    if (stopping.aborted) resolve();
    stopping.addEventListener('abort', () => resolve(), { once: true });
  });

const READY_MS = 30_000;

/** Waits until everything that the server at its own address needs says that it works. */
export async function untilReady(ownUrl: string, stopping: AbortSignal): Promise<void> {
  const end = Date.now() + READY_MS;
  for (;;) {
    stopping.throwIfAborted();
    const health = await askOwn(`${ownUrl}/health/ready`);
    if (health.status !== 'failing') return;
    if (Date.now() > end) throw new Error(`Atlas does not become ready: ${JSON.stringify(health.checks)}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** True if an Atlas answers at this address and its process lives. */
export async function isAnswering({ url, pid }: { readonly url: string; readonly pid: number }): Promise<boolean> {
  try {
    process.kill(pid, 0);
    return (await askOwn(`${url}/health`, AbortSignal.timeout(2000))).status === 'ok';
  } catch {
    return false;
  }
}

/** A process asks itself: its certificate is for the name it has outside, so here it proves nothing. */
async function askOwn(
  url: string,
  signal?: AbortSignal,
): Promise<{ readonly status: string; readonly checks: unknown }> {
  const options = signal === undefined ? {} : { signal };
  const secure = url.startsWith('https:');
  const request = secure ? httpsGet(url, { ...options, rejectUnauthorized: false }) : httpGet(url, options);
  const [reply] = (await once(request, 'response')) as [IncomingMessage];
  return JSON.parse(await text(reply)) as { status: string; checks: unknown };
}

/** The port if it is free, else the next one that is. */
export async function findPort(host: string, wanted: number): Promise<number> {
  for (let port = wanted; port < Math.min(wanted + 100, 65_536); port += 1) {
    if (await isFree(host, port)) return port;
  }
  throw new Error(`No port from ${wanted} on is free.`);
}

function isFree(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ host, port }, () => server.close(() => resolve(true)));
  });
}

export const existingFolder = (folder: string): string | undefined => (existsSync(folder) ? folder : undefined);
