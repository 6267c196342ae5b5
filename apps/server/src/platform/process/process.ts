import { existsSync } from 'node:fs';
import { once } from 'node:events';
import { type IncomingMessage, get as httpGet } from 'node:http';
import { get as httpsGet } from 'node:https';
import { createServer } from 'node:net';
import { text } from 'node:stream/consumers';

/** Resolves at the first SIGTERM or Ctrl-C. A second one ends the process at once, for whoever has waited enough. */
export function untilStopped(): Promise<void> {
  return new Promise((resolve) => {
    let asked = false;
    const stop = (): void => {
      if (asked) process.exit(130);
      asked = true;
      resolve();
    };
    process.on('SIGINT', stop);
    process.on('SIGTERM', stop);
  });
}

const READY_MS = 30_000;

/** Waits until everything that the server at its own address needs says that it works. */
export async function untilReady(ownUrl: string): Promise<void> {
  const end = Date.now() + READY_MS;
  for (;;) {
    const health = await askOwn(`${ownUrl}/health/ready`);
    if (health.status !== 'failing') return;
    if (Date.now() > end) throw new Error(`Atlas does not become ready: ${JSON.stringify(health.checks)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** A process asks itself: its certificate is for the name it has outside, so here it proves nothing. */
async function askOwn(url: string): Promise<{ readonly status: string; readonly checks: unknown }> {
  const request = url.startsWith('https:') ? httpsGet(url, { rejectUnauthorized: false }) : httpGet(url);
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
