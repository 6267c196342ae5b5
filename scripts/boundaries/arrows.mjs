/** One breach for each way to cross an arrow: the rule that must see it, the file, what the file says. */
const server = (path) => `apps/server/src/${path}`;

export const ARROW_BREACHES = [
  ['ask may not import app.ts', 'ask-imports-rightwards-only', server('ask/b1.ts'), "import '../app.ts';"],
  [
    'a feature may not import ask',
    'features-imports-rightwards-only',
    server('features/approvals/b2.ts'),
    "import '#ask';",
  ],
  [
    'trust may not import a feature',
    'trust-imports-rightwards-only',
    server('trust/access/b3.ts'),
    "import '#features/catalogue';",
  ],
  [
    'platform may not import trust',
    'platform-imports-rightwards-only',
    server('platform/db/b4.ts'),
    "import '#trust/audit';",
  ],
  [
    'not even for a type',
    'platform-imports-rightwards-only',
    server('platform/db/b5.ts'),
    "import type { audit } from '#trust/audit';\nexport type A = typeof audit;",
  ],
  ['nobody imports main.ts', 'main-is-nobodys', server('ask/b6.ts'), "import '../main.ts';"],
  [
    'features are strangers',
    'features-are-strangers',
    server('features/approvals/b7.ts'),
    "import '#features/catalogue';",
  ],
  [
    'audit may not use identity',
    'audit-uses-only-platform-and-ledger',
    server('trust/audit/b8.ts'),
    "import '#trust/identity';",
  ],
  [
    'audit may not use planner',
    'audit-uses-only-platform-and-ledger',
    server('trust/audit/b9.ts'),
    "import '@aureus/planner';",
  ],
  [
    'a room is not entered by a window',
    'a-room-is-entered-by-its-index',
    server('ask/b10.ts'),
    "import '../trust/audit/audit-store.ts';",
  ],
  [
    'not by the composition root either',
    'the-root-enters-rooms-by-their-index',
    server('b11.ts'),
    "import './features/catalogue/catalogue-store.ts';",
  ],
  [
    'a package is entered by its index',
    'packages-are-entered-by-their-index',
    server('ask/b12.ts'),
    "import '../../../../packages/planner/src/inner.ts';",
  ],
  [
    'a package imports no other',
    'packages-import-no-app-and-no-other-package',
    'packages/planner/src/b13.ts',
    "import '../../sqlguard/src/index.ts';",
  ],
  [
    'a package imports no app',
    'packages-import-no-app-and-no-other-package',
    'packages/planner/src/b14.ts',
    "import '../../../apps/cli/src/main.ts';",
  ],
  [
    'a package touches no disk',
    'packages-are-pure',
    'packages/ledger/src/b15.ts',
    "import { readFileSync } from 'node:fs';\nexport const x = readFileSync;",
  ],
  ['a package takes no hash from Node', 'packages-are-pure', 'packages/ledger/src/b16.ts', "import 'node:crypto';"],
  [
    'the web app does not import the server',
    'clients-lean-on-contract-and-ledger',
    'apps/web/src/b17.ts',
    "import '../../server/src/platform/clock.ts';",
  ],
  [
    'the client does not import the planner',
    'clients-lean-on-contract-and-ledger',
    'apps/cli/src/b18.ts',
    "import '@aureus/planner';",
  ],
  ['no cycle of two', 'no-cycles', server('ask/b19-back.ts'), "import './b19.ts';\nexport const b = 1;"],
  [
    'a feature reads no file',
    'io-stands-at-four-addresses',
    server('features/approvals/b20.ts'),
    "import 'node:fs/promises';",
  ],
  [
    'trust opens no connection',
    'io-stands-at-four-addresses',
    server('trust/access/b21.ts'),
    "import pg from 'pg';\nexport const p = pg;",
  ],
  ['ask starts no process', 'io-stands-at-four-addresses', server('ask/b22.ts'), "import 'child_process';"],
  ['rules load nothing', 'rules-only-decide', server('trust/audit/b23-rules.ts'), "import './audit-store.ts';"],
  ['rules have no clock', 'rules-only-decide', server('ask/b24-rules.ts'), "import '#platform/clock';"],
  [
    'actions know no HTTP',
    'actions-know-no-http',
    server('features/approvals/b25-actions.ts'),
    "import '#platform/http';",
  ],
  ['a store calls no other room', 'stores-call-no-other-room', server('ask/b26-store.ts'), "import '#trust/identity';"],
  ['a store decides nothing', 'stores-hold-only-sql', server('trust/audit/b27-store.ts'), "import './b27-actions.ts';"],
  ['a stage imports no stage', 'stages-are-strangers', server('ask/seal.ts'), "import './guard.ts';"],
  [
    'nobody imports what its package.json does not declare',
    'only-what-is-declared',
    'packages/contract/src/b29.ts',
    "import 'kysely';",
  ],
  ['no import leads nowhere', 'everything-resolves', server('ask/b30.ts'), "import './nowhere.ts';"],
];

export const ARROW_COMPANIONS = {
  [server('ask/b19.ts')]: "import './b19-back.ts';\nexport const a = 1;",
  [server('trust/audit/b27-actions.ts')]: 'export const act = 1;',
};
