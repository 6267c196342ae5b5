/** A house of the same plan in a temporary folder: sound as it stands, so that each breach is seen alone. */
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ROOT } from '../pinned-node.mjs';

const { imports } = JSON.parse(readFileSync(join(ROOT, 'apps/server/package.json'), 'utf8'));
const LIBRARIES = ['pg', 'fastify', 'kysely', 'zod', 'oxlint-tsgolint', '.bin'];
const PACKAGES = ['contract', 'ledger', 'planner', 'sqlguard'];

const manifest = (name, dependencies, more = {}) =>
  JSON.stringify({ name: `@aureus/${name}`, type: 'module', dependencies, ...more });
const versions = (names) => Object.fromEntries(names.map((name) => [name, '*']));
const ours = (names) => names.map((name) => `@aureus/${name}`);

const SOUND = {
  'package.json': JSON.stringify({ name: 'house', type: 'module', dependencies: {} }),
  'apps/server/package.json': manifest('server', versions([...ours(PACKAGES), 'pg', 'fastify', 'kysely']), { imports }),
  'apps/server/src/main.ts':
    "import { app } from './app.ts';\nimport { readFileSync } from 'node:fs';\napp(readFileSync);",
  'apps/server/src/app.ts':
    "import { ask } from '#ask';\nimport { audit } from '#trust/audit';\nexport const app = (x: unknown) => [ask, audit, x];",
  'apps/server/src/ask/index.ts': "export { answer as ask } from './answer.ts';",
  'apps/server/src/ask/answer.ts':
    "import { guard } from './guard.ts';\nimport { permit } from './permit.ts';\nimport { catalogue } from '#features/catalogue';\nexport const answer = [guard, permit, catalogue];",
  'apps/server/src/ask/guard.ts': "import { inner } from '@aureus/sqlguard';\nexport const guard = inner;",
  'apps/server/src/ask/permit.ts': "import { access } from '#trust/access';\nexport const permit = access;",
  'apps/server/src/ask/ask-store.ts': "import { sql } from 'kysely';\nexport const load = sql;",
  'apps/server/src/features/catalogue/index.ts': "export { catalogue } from './catalogue-store.ts';",
  'apps/server/src/features/catalogue/catalogue-store.ts':
    "import { db } from '#platform/db';\nexport const catalogue = db;",
  'apps/server/src/features/approvals/index.ts': 'export const approvals = 1;',
  'apps/server/src/trust/access/index.ts': "import { audit } from '#trust/audit';\nexport const access = audit;",
  'apps/server/src/trust/identity/index.ts': 'export const identity = 1;',
  'apps/server/src/trust/identity/users-store.ts': 'export const users = 1;',
  'apps/server/src/trust/audit/index.ts':
    "import { db } from '#platform/db';\nimport { inner } from '@aureus/ledger';\nexport const audit = [db, inner];",
  'apps/server/src/trust/audit/audit-store.ts': 'export const append = 1;',
  'apps/server/src/platform/db/index.ts': "import 'pg';\nexport const db = 1;",
  'apps/server/src/platform/http/index.ts': "import 'fastify';\nexport const http = 1;",
  'apps/server/src/platform/clock.ts': 'export const clock = 1;',
  'apps/web/package.json': manifest('web', versions(ours(['contract', 'ledger']))),
  'apps/web/src/main.ts': "import { inner } from '@aureus/contract';\nexport const web = inner;",
  'apps/cli/package.json': manifest('cli', versions(ours(['contract', 'ledger']))),
  'apps/cli/src/main.ts': "import { inner } from '@aureus/ledger';\nexport const cli = inner;",
  ...Object.fromEntries(
    PACKAGES.flatMap((name) => [
      [
        `packages/${name}/package.json`,
        manifest(name, versions(name === 'contract' ? ['zod'] : ours(['contract'])), {
          exports: { '.': './src/index.ts' },
        }),
      ],
      [`packages/${name}/src/index.ts`, "export { inner } from './inner.ts';"],
      [`packages/${name}/src/inner.ts`, 'export const inner = 1;'],
    ]),
  ),
};

export function buildHouse() {
  const root = mkdtempSync(join(tmpdir(), 'atlas-house-'));
  for (const [path, text] of Object.entries(SOUND)) put(root, path, text);
  // Its exceptions are written as paths from where it stands.
  copyFileSync(join(ROOT, '.oxlintrc.json'), join(root, '.oxlintrc.json'));
  mkdirSync(join(root, 'node_modules/@aureus'), { recursive: true });
  for (const name of PACKAGES) symlinkSync(join(root, 'packages', name), join(root, 'node_modules/@aureus', name));
  for (const name of LIBRARIES) symlinkSync(join(ROOT, 'node_modules', name), join(root, 'node_modules', name));
  return root;
}

export function put(root, path, text) {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), `${text}\n`);
}
