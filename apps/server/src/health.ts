import { sql } from 'kysely';
import { z } from 'zod';
import type { Db } from '#platform/db';
import { type Route, json, route } from '#platform/http';
import type { Jobs } from '#platform/jobs';
import type { Audit } from '#trust/audit';

const live = z.strictObject({ status: z.literal('ok') });
const check = z.enum(['ok', 'failing']);
const ready = z.strictObject({
  status: check,
  checks: z.strictObject({ database: check, worker: check, log: check }),
});

type Deps = { readonly db: Db; readonly jobs: Jobs; readonly audit: Audit };

/** Liveness, and readiness of each dependency. A balancer reads the status; a person reads the checks. */
export function healthRoutes(deps: Deps): Route[] {
  return [
    route({
      method: 'GET',
      path: '/health',
      permission: 'public',
      audit: 'health.live',
      rate: 'free',
      summary: 'The process lives',
      responses: { 200: live },
      handle: () => json(200, { status: 'ok' }),
    }),
    route({
      method: 'GET',
      path: '/health/ready',
      permission: 'public',
      audit: 'health.ready',
      rate: 'free',
      summary: 'Each dependency works',
      responses: { 200: ready },
      handle: async () => {
        const checks = {
          database: await passes(() => sql`SELECT 1`.execute(deps.db)),
          worker: await passes(async () => {
            if (!(await deps.jobs.isWorked(deps.db))) throw new Error('no living worker');
          }),
          log: await passes(() => deps.audit.checkAlive(deps.db)),
        };
        const failing = Object.values(checks).includes('failing');
        return json(200, { status: failing ? 'failing' : 'ok', checks });
      },
    }),
  ];
}

const passes = (work: () => Promise<unknown>): Promise<'ok' | 'failing'> =>
  work().then(
    () => 'ok' as const,
    () => 'failing' as const,
  );
