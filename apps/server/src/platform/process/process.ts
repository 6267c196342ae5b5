import { existsSync } from 'node:fs';
import { createServer } from 'node:net';

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

/** Waits until every part of the server at this address says that it works: worker, database, and a log that is signed. */
export async function untilReady(url: string): Promise<void> {
  const end = Date.now() + READY_MS;
  for (;;) {
    const health = (await fetch(`${url}/health/ready`).then((reply) => reply.json())) as {
      status: string;
      checks: unknown;
    };
    if (health.status === 'ok') return;
    if (Date.now() > end) throw new Error(`Atlas does not become ready: ${JSON.stringify(health.checks)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
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
