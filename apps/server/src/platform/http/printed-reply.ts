import type { z } from 'zod';
import { AtlasError } from '@aureus/contract';
import type { Reply, ResponseShape } from './reply.ts';
import type { Route } from './route.ts';

type JsonReply = Extract<Reply, { kind: 'json' }>;

type One = Exclude<ResponseShape, readonly unknown[]>;
type ShapeOf = {
  json: z.ZodType;
  events: { readonly events: z.ZodType };
  bytes: { readonly bytes: string };
};

/** What a reply of this kind must pass, or an error: what a route has not declared does not leave the house. */
export function shapesOf<K extends Reply['kind']>(
  route: Route,
  status: number,
  kind: K,
): readonly [ShapeOf[K], ...ShapeOf[K][]] {
  const declared = route.responses[status] ?? [];
  const shapes: readonly One[] = Array.isArray(declared) ? declared : [declared as One];
  const fitting = shapes.filter((shape) => kindOf(shape) === kind);
  if (fitting.length === 0) throw undeclared(route, `${kind} under ${status}`);
  return fitting as unknown as readonly [ShapeOf[K], ...ShapeOf[K][]];
}

export function undeclared(route: Route, what: string): AtlasError {
  const detail = `${route.method} ${route.path} does not declare ${what}`;
  return new AtlasError('INTERNAL_ERROR', 'Something went wrong on our side.', { detail });
}

function kindOf(shape: One): Reply['kind'] {
  if ('events' in shape) return 'events';
  return 'bytes' in shape ? 'bytes' : 'json';
}

/** The reply as JSON text: what the schema let through, with the rows that the caller printed himself in their places. */
export function printJson(schema: z.ZodType, reply: JsonReply, where: string): string {
  const body = checkShape(schema, reply.body, where);
  const { raw } = reply;
  if (raw === undefined) return JSON.stringify(body);
  const entries = Object.entries(body as Record<string, unknown>).filter(([, value]) => value !== undefined);
  const members = entries.map(([key, value]) => `${JSON.stringify(key)}:${ownText(raw, key) ?? JSON.stringify(value)}`);
  return `{${members.join(',')}}`;
}

function ownText(raw: Readonly<Record<string, string>>, key: string): string | undefined {
  return Object.hasOwn(raw, key) ? raw[key] : undefined;
}

/** Passes what the schema names; anything else is our own defect. Paths only: a value must not reach the log. */
export function checkShape(schema: z.ZodType, value: unknown, where: string): unknown {
  const checked = schema.safeParse(value);
  if (checked.success) return checked.data;
  const paths = checked.error.issues.map((issue) => `${issue.path.join('.')} ${issue.code}`).join(', ');
  throw new AtlasError('INTERNAL_ERROR', 'Something went wrong on our side.', {
    detail: `the reply of ${where} does not match its schema: ${paths}`,
  });
}
