import type { z } from 'zod';

/** One server-sent event. `data` is printed as JSON; `id` is what the client sends back as Last-Event-ID. */
export type StreamEvent = { readonly id: string | number; readonly event?: string; readonly data: unknown };

/** What a handler returns. Only `bytes` and the named keys of `raw` pass the response schema unseen. */
export type Reply =
  | {
      readonly kind: 'json';
      readonly status: number;
      readonly body: unknown;
      /** Top-level keys whose JSON text the caller printed itself (rows of a result): the schema sees `body`'s own value. */
      readonly raw?: Readonly<Record<string, string>>;
      readonly headers?: Readonly<Record<string, string>>;
      /** Set-Cookie lines. */
      readonly cookies?: readonly string[];
    }
  | { readonly kind: 'events'; readonly events: AsyncIterable<StreamEvent> }
  | {
      readonly kind: 'bytes';
      readonly type: string;
      readonly bytes: Uint8Array | AsyncIterable<Uint8Array | string>;
      readonly headers?: Readonly<Record<string, string>>;
    };

type JsonReply = Extract<Reply, { kind: 'json' }>;

/** A JSON answer; keys that the route's response schema does not name are an error, not a leak. */
export function json(status: number, body: unknown, more: Omit<JsonReply, 'kind' | 'status' | 'body'> = {}): Reply {
  return { kind: 'json', status, body, ...more };
}

/** A server-sent stream: a comment every 15 s; it ends with the iterable, the token, the session or the server. */
export function events(iterable: AsyncIterable<StreamEvent>): Reply {
  return { kind: 'events', events: iterable };
}

/** A download. */
export function bytes(
  type: string,
  content: Uint8Array | AsyncIterable<Uint8Array | string>,
  headers: Readonly<Record<string, string>> = {},
): Reply {
  return { kind: 'bytes', type, bytes: content, headers };
}

type Shape = z.ZodType | { readonly events: z.ZodType } | { readonly bytes: string };

/**
 * What may leave under one 2xx status: a JSON body of this schema, a stream of such events, or bytes of a media type; a
 * list where the caller may choose.
 */
export type ResponseShape = Shape | readonly Shape[];
