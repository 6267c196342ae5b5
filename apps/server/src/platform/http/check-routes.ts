import { PERMISSION_NAMES } from '@aureus/contract';
import type { Route } from './route.ts';

/** Refuses to boot on a route that could be entered, or answered, without anybody having said so. */
export function checkRoutes(routes: readonly Route[]): void {
  const seen = new Set<string>();
  for (const route of routes) {
    const name = `${route.method} ${route.path}`;
    if (seen.has(name)) throw new Error(`The route ${name} is stated twice.`);
    seen.add(name);
    const missing = findMissing(route);
    if (missing !== undefined) throw new Error(`The route ${name} lacks ${missing}.`);
  }
}

const RATES: ReadonlySet<string> = new Set(['ask', 'login', 'other', 'free']);

/** Types promise all of this; a route that was put together at run time promises nothing. */
function findMissing(route: Partial<Route>): string | undefined {
  const { permission, audit, responses, path, rate } = route;
  if (permission !== 'public' && !PERMISSION_NAMES.some((name) => name === permission)) return 'a known permission';
  if (audit === undefined || !/^[a-z]+(\.[a-z_]+)+$/.test(audit)) return 'an audit name';
  const statuses = Object.keys(responses ?? {});
  // A probe says with 503 what it says with 200; every other refusal is the envelope, which no route declares.
  if (!statuses.some((status) => status.startsWith('2')) || !statuses.every((status) => /^(2\d\d|503)$/.test(status)))
    return 'a response schema for its 2xx';
  if (rate === undefined || !RATES.has(rate)) return 'a rate class';
  const named = path?.includes(':') ?? false;
  return named && route.params === undefined ? 'a schema for its parameters' : undefined;
}
