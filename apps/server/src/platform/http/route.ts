import type { Permission, Person } from '@aureus/contract';
import type { z } from 'zod';
import type { Reply, ResponseShape } from './reply.ts';

/** Which of the customer's limits counts a request: 10 a minute to ask or to sign in, 60 for every other endpoint; a probe is free. */
export type RateClass = 'ask' | 'login' | 'other' | 'free';

export type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';

/** The session a request came with. */
export type Session = {
  readonly id: string;
  /** When the access token ends; no stream outlives it. */
  readonly expiresAt: Date;
  readonly authTime: Date;
  readonly policyVersion: string;
  /** A one-time password was used: until a new one is set, nothing else is allowed. */
  readonly passwordChangeRequired: boolean;
};

/** What every handler gets: who asks, from where, and under which id the answer will be found again. */
export type RequestFacts = {
  readonly requestId: string;
  readonly traceId: string;
  readonly spanId: string;
  /** Scheme, host and port under which this server is known: for absolute links. */
  readonly publicUrl: string;
  readonly address: string;
  readonly userAgent: string | null;
  /** Aborted when the client goes away or the server closes. */
  readonly signal: AbortSignal;
  header(name: string): string | undefined;
};

export type RouteContext<P extends Permission | 'public', B, Q, A> = RequestFacts & {
  readonly person: P extends 'public' ? null : Person;
  readonly session: P extends 'public' ? null : Session;
  readonly body: B;
  readonly query: Q;
  readonly params: A;
};

type Schema = z.ZodType;
type Parsed<S> = S extends Schema ? z.output<S> : undefined;

/** A route is data. The server refuses to boot on one that lacks permission, audit name or response schema. */
export type RouteSpec<
  P extends Permission | 'public',
  B extends Schema | undefined,
  Q extends Schema | undefined,
  A extends Schema | undefined,
> = {
  readonly method: Method;
  /** With `:name` parameters, e.g. `/v1/query/:id`. */
  readonly path: string;
  readonly permission: P;
  /** Under which name the act, or its refusal, is recorded: `query.ask`. */
  readonly audit: string;
  readonly rate: RateClass;
  readonly summary: string;
  /** The route reads the refresh cookie, so a request made by another site must be told apart. */
  readonly cookie?: true;
  /** Strict objects only: an unknown key is a 400. */
  readonly body?: B;
  readonly query?: Q;
  readonly params?: A;
  /** Every 2xx status, and a probe's 503, and what may leave under it: a strict schema, `{ events: schema }` or `{ bytes: 'application/zip' }`. */
  readonly responses: Readonly<Record<number, ResponseShape>>;
  readonly handle: (context: RouteContext<P, Parsed<B>, Parsed<Q>, Parsed<A>>) => Promise<Reply> | Reply;
};

/** A route whose schemas have been forgotten by the types: what the server mounts. */
export type Route = {
  readonly method: Method;
  readonly path: string;
  readonly permission: Permission | 'public';
  readonly audit: string;
  readonly rate: RateClass;
  readonly summary: string;
  readonly cookie?: true | undefined;
  readonly body?: Schema | undefined;
  readonly query?: Schema | undefined;
  readonly params?: Schema | undefined;
  readonly responses: Readonly<Record<number, ResponseShape>>;
  readonly handle: (context: AnyRouteContext) => Promise<Reply> | Reply;
};

export type AnyRouteContext = RequestFacts & {
  readonly person: Person | null;
  readonly session: Session | null;
  readonly body: unknown;
  readonly query: unknown;
  readonly params: unknown;
};

/** States a route; the handler's `body`, `query` and `params` have the types of their schemas. */
export function route<
  P extends Permission | 'public',
  B extends Schema | undefined = undefined,
  Q extends Schema | undefined = undefined,
  A extends Schema | undefined = undefined,
>(spec: RouteSpec<P, B, Q, A>): Route {
  return spec as unknown as Route;
}
