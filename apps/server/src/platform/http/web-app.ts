import { existsSync } from 'node:fs';
import { resolve, sep } from 'node:path';
import staticFiles from '@fastify/static';
import { AtlasError } from '@aureus/contract';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { isApi } from './security-headers.ts';

/** A file whose name holds a digest of its content never changes. */
const IMMUTABLE = 'public, max-age=31536000, immutable';
const ASK_AGAIN = 'no-cache';

/** Serves the built web app: its files as they are, and its page for every address that is a screen and no file. */
export async function mountWebApp(app: FastifyInstance, folder: string | undefined): Promise<void> {
  const root = folder === undefined ? undefined : resolve(folder);
  const built = root !== undefined && existsSync(resolve(root, 'index.html'));
  if (built)
    await app.register(staticFiles, { root, wildcard: false, cacheControl: false, setHeaders: setCaching(root) });
  app.setNotFoundHandler((request, reply) => {
    if (!built || isApi(request.url) || !wantsPage(request.method, request.headers.accept)) throw unknownAddress();
    return sendPage(reply);
  });
}

function setCaching(root: string) {
  const assets = `${root}${sep}assets${sep}`;
  return (reply: FastifyReply, path: string): void => {
    void reply.header('Cache-Control', path.startsWith(assets) ? IMMUTABLE : ASK_AGAIN);
  };
}

function wantsPage(method: string, accept: string | undefined): boolean {
  return method === 'GET' && (accept?.includes('text/html') ?? false);
}

function sendPage(reply: FastifyReply): FastifyReply {
  return reply.header('Cache-Control', ASK_AGAIN).sendFile('index.html');
}

function unknownAddress(): AtlasError {
  return new AtlasError('RESOURCE_NOT_FOUND', 'There is nothing at this address.');
}
