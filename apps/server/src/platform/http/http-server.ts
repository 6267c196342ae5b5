import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { AtlasError } from '@aureus/contract';
import { fastify } from 'fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest, FastifyServerOptions } from 'fastify';
import { newId } from '#platform/ids';
import type { Log } from '#platform/log';
import { isLoopback, isOurHost, toAddress } from './address.ts';
import { checkRoutes } from './check-routes.ts';

import type { Doors } from './doors.ts';
import { mountRoutes, newVisit, routeOf } from './mount.ts';
import type { Visit, Visits } from './mount.ts';
import { refuse, refuseSocket } from './refuse.ts';
import type { Route } from './route.ts';
import { securityHeaders } from './security-headers.ts';
import { mountWebApp } from './web-app.ts';

export type HttpServerOptions = {
  readonly routes: readonly Route[];
  readonly doors: Doors;
  readonly log: Log;
  readonly host: string;
  readonly port: number;
  /** ATLAS_PUBLIC_URL; without it the address it listens on. */
  readonly publicUrl?: string | undefined;
  /** Addresses or networks whose X-Forwarded-For is believed. */
  readonly trustedProxies?: readonly string[] | undefined;
  readonly tls?: { readonly certFile: string; readonly keyFile: string } | undefined;
  /** The built web app, if there is one. */
  readonly webRoot?: string | undefined;
};

export type HttpServer = {
  /** Under which it is known. */
  readonly url: string;
  /** Where it listens on this machine, whatever it is called outside. */
  readonly ownUrl: string;
  /** Takes no new request, ends the streams, lets the others finish. */
  close(): Promise<void>;
};

export const IN_THE_CLEAR =
  'Atlas does not serve a network in the clear: set ATLAS_TLS_CERT and ATLAS_TLS_KEY, or ATLAS_TRUSTED_PROXIES.';

/** A question is at most 2,000 characters; nothing that is sent to Atlas is large. */
const BODY_LIMIT = 64 * 1024;

/** Checks the routes, then listens. Refuses to serve the network in the clear. */
export async function startHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  checkRoutes(options.routes);
  checkExposure(options);
  const house: House = { options, visits: new WeakMap(), open: new Set(), publicUrl: options.publicUrl ?? '' };
  const app = fastify(frameworkOptions(house));
  app.removeContentTypeParser('text/plain');
  app.addHook('onRequest', async (request, reply) => arrive(house, request, reply));
  app.setErrorHandler((error, request, reply) =>
    refuse(error, { request, reply, visit: house.visits.get(request), options }),
  );
  await mountWebApp(app, options.webRoot);
  mountRoutes(app, options.routes, options.doors, house.visits);
  app.addHook('onResponse', async (request, reply) => logAnswer(options.log, house.visits.get(request), reply));
  app.addHook('preClose', async () => {
    for (const visit of house.open) visit.abort.abort();
  });
  await app.listen({ host: options.host, port: options.port });
  house.publicUrl = (options.publicUrl ?? addressOf(app, options)).replace(/\/$/, '');
  return {
    url: house.publicUrl,
    ownUrl: addressOf(app, { ...options, host: ownHost(options.host) }),
    close: () => app.close(),
  };
}

type House = {
  readonly options: HttpServerOptions;
  readonly visits: Visits;
  readonly open: Set<Visit>;
  /** Known once the server listens. */
  publicUrl: string;
};

function checkExposure({ host, tls, trustedProxies = [] }: HttpServerOptions): void {
  if (isLoopback(host) || tls !== undefined || trustedProxies.length > 0) return;
  throw new Error(IN_THE_CLEAR);
}

function frameworkOptions(house: House): FastifyServerOptions {
  const { tls, trustedProxies = [] } = house.options;
  return {
    logger: false,
    bodyLimit: BODY_LIMIT,
    exposeHeadRoutes: false,
    genReqId: () => newId(),
    requestIdHeader: false,
    requestTimeout: 30_000,
    trustProxy: trustedProxies.length > 0 ? [...trustedProxies] : false,
    return503OnClosing: false,
    routerOptions: { maxParamLength: 200 },
    ...(tls === undefined ? {} : { https: readTls(tls) }),
    clientErrorHandler: refuseSocket,
    // A malformed address meets no hook: it arrives here.
    frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply) => {
      const visit = toVisit(house, request, reply);
      void refuse(error, { request, reply, visit, options: house.options });
    },
  } as FastifyServerOptions;
}

function readTls({ certFile, keyFile }: { certFile: string; keyFile: string }) {
  return { cert: readFileSync(certFile), key: readFileSync(keyFile), minVersion: 'TLSv1.3' } as const;
}

function addressOf(app: FastifyInstance, { host, tls }: HttpServerOptions): string {
  const port = new URL(app.listeningOrigin).port;
  return `${tls === undefined ? 'http' : 'https'}://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/** An address that stands for all of a machine's is not one to call. */
const ownHost = (host: string): string => ({ '0.0.0.0': '127.0.0.1', '::': '::1' })[host] ?? host;

function arrive(house: House, request: FastifyRequest, reply: FastifyReply): void {
  const visit = toVisit(house, request, reply);
  house.visits.set(request, visit);
  house.open.add(visit);
  reply.raw.once('close', () => {
    house.open.delete(visit);
    visit.abort.abort();
  });
  // A balancer probes by address.
  if (visit.arrival.route?.rate !== 'free' && !isOurHost(visit.arrival.host, house.publicUrl)) {
    throw new AtlasError('VALIDATION_ERROR', 'This server is not known under that name.');
  }
}

function toVisit(house: House, request: FastifyRequest, reply: FastifyReply): Visit {
  void reply.headers(securityHeaders(request.url)).header('X-Request-Id', request.id);
  return newVisit({
    requestId: request.id,
    traceId: randomBytes(16).toString('hex'),
    spanId: randomBytes(8).toString('hex'),
    publicUrl: house.publicUrl,
    address: toAddress(request.ip),
    userAgent: request.headers['user-agent']?.slice(0, 400) ?? null,
    header: (name) => oneHeader(request, name),
    method: request.method,
    host: request.headers.host ?? '',
    route: routeOf(request),
  });
}

/** One line a request to the API: by its pattern, because an address can hold what a person typed. */
function logAnswer(log: Log, visit: Visit | undefined, reply: FastifyReply): void {
  if (visit === undefined || visit.arrival.route === null) return;
  const { requestId, traceId, spanId, method, route } = visit.arrival;
  log.traced({ traceId, spanId }).info('Request answered', {
    request_id: requestId,
    user_id: visit.admission.person?.id ?? null,
    method,
    route: route.path,
    status: reply.statusCode,
    ms: Math.round(reply.elapsedTime),
  });
}

/** A header sent twice is a header in doubt. */
function oneHeader(request: FastifyRequest, name: string): string | undefined {
  const value = request.headers[name.toLowerCase()];
  return Array.isArray(value) ? undefined : value;
}
