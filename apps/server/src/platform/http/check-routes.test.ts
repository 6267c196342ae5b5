import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { z } from 'zod';
import { checkRoutes } from './check-routes.ts';
import { json } from './reply.ts';
import type { Route } from './route.ts';

const good: Route = {
  method: 'GET',
  path: '/v1/things',
  permission: 'query.read',
  audit: 'thing.list',
  rate: 'other',
  summary: 'Things',
  responses: { 200: z.strictObject({}) },
  handle: () => json(200, {}),
};

function refuses(change: Record<string, unknown>, complaint: RegExp): void {
  assert.throws(() => checkRoutes([{ ...good, ...change } as Route]), complaint);
}

describe('the boot check', () => {
  it('passes a route that says everything', () => {
    checkRoutes([
      good,
      { ...good, method: 'POST' },
      { ...good, path: '/v1/things/:id', params: z.strictObject({ id: z.uuid() }) },
    ]);
  });

  it('refuses a route without a permission, or with one nobody knows', () => {
    refuses({ permission: undefined }, /lacks a known permission/);
    refuses({ permission: 'everything' }, /lacks a known permission/);
    refuses({ permission: 'constructor' }, /lacks a known permission/);
  });

  it('refuses a route without an audit name', () => {
    refuses({ audit: undefined }, /lacks an audit name/);
    refuses({ audit: 'Things!' }, /lacks an audit name/);
  });

  it('refuses a route that does not say what may leave', () => {
    refuses({ responses: undefined }, /lacks a response schema/);
    refuses({ responses: {} }, /lacks a response schema/);
    refuses({ responses: { 404: z.strictObject({}) } }, /lacks a response schema/);
  });

  it('refuses a route that nothing limits, or whose parameters nobody checks', () => {
    refuses({ rate: undefined }, /lacks a rate class/);
    refuses({ path: '/v1/things/:id' }, /lacks a schema for its parameters/);
  });

  it('refuses two routes of one name', () => {
    assert.throws(() => checkRoutes([good, good]), /stated twice/);
  });
});
