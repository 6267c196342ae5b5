import { isDeepStrictEqual } from 'node:util';
import type pg from 'pg';
import { compile, viewQueries, viewStatements, type MaskProfile, type Parse } from '@aureus/sqlguard';
import type { Catalogue } from '@aureus/contract';
import { CATALOGUE, MASKED } from '../../../packages/sqlguard/test/bank.ts';
import { LOOSE, LOOSE_MASKED, LOOSE_SHOWN, LOOSE_SQL } from '../../../packages/sqlguard/test/loose-bank.ts';
import { toExpected } from '../../../apps/server/src/features/catalogue/expected-rules.ts';
import {
  actAsOwner,
  attest,
  endLogin,
  judgeViews,
  loadBaseline,
  loadSourceTypes,
  loadViewDigests,
  loopbackAddress,
  loginStatements,
  makeSourceRuns,
  probe,
  provision,
  PROVISIONER,
  setupStatements,
  toScript,
  VIEW_OWNER,
  withCollations,
  type Expected,
  type SourceAddress,
} from '../../../apps/server/src/platform/source/index.ts';
import { EVAL_INSTANT } from '../guard.ts';
import type { Tally } from '../scoring/tally.ts';

/** A server whose database holds the small bank, and a superuser's connection to it. */
export type SourceServer = {
  readonly major: Catalogue['source']['serverMajor'];
  readonly url: string;
  readonly client: pg.Client;
};

/** One secret on every server: roles of a shared server are shared by all who set it up. */
const SECRET = '07'.repeat(32);
const CONNECTIONS = 8;
const QUESTIONS: readonly string[] = [
  'select name, email, card, tags, place, id from clients order by id',
  'select email, count(*) from customers group by email order by 2 desc, 1 limit 3',
  'select c.jurisdiction, sum(l.amount) from customers c join loans l on l.customer_id = c.id group by 1 order by 1',
  'select id, ssn, born, joined, mood from customers order by id limit 5',
  'select mood from customers where id < 5 union all select mood from customers where id < 9',
];
const PROFILE: MaskProfile = { digest: 'servers', relations: { ...MASKED.relations, ...LOOSE_MASKED.relations } };

const { customers } = PROFILE.relations;
const LESS_MASKED: MaskProfile = {
  ...PROFILE,
  relations: {
    ...PROFILE.relations,
    customers: { columns: { ...customers?.columns, ssn: 'full' }, filter: customers?.filter ?? null },
  },
};

type Told = { readonly parse: Parse; readonly tally: Tally };
type Source = {
  readonly server: SourceServer;
  readonly address: SourceAddress;
  readonly login: { readonly user: string; readonly password: string };
  readonly catalogue: Catalogue;
  readonly statements: readonly string[];
};

/**
 * A source on one server as a bank would have it: set up, provisioned by Atlas where the server bounds CREATEROLE (from
 * 16 on) and by the DBA from the printed SQL, attested, asked, and found changed. Gives the digests of its views.
 */
export async function checkProvisioned(server: SourceServer, { parse, tally }: Told): Promise<string> {
  const holds = (id: string, isSo: boolean, why: string): void =>
    isSo ? tally.pass('source') : tally.fail('source', `${server.major}: ${id}`, why);
  const source = await openSource(server);
  const { address, login } = source;
  const provisioner = { user: PROVISIONER, password: SECRET };
  const { serverMajor, makesRoles } = await probe(address, provisioner);
  holds('probe', serverMajor === server.major && makesRoles === server.major >= 16, `${serverMajor} ${makesRoles}`);
  const byAtlas = await provisionedByAtlas(source);
  holds(
    'provision',
    (byAtlas === null) === server.major < 16,
    'only a server that bounds CREATEROLE is provisioned by Atlas',
  );
  await provisionedByDba(source);
  const views = await loadViewDigests(address, login, login.user);
  holds(
    'one text, one view',
    byAtlas === null || isDeepStrictEqual(byAtlas, views),
    'the DBA made other views than Atlas',
  );
  const proofs = await proofsOf(source);
  holds('compared views', proofs === 'same, different', proofs);
  const expected = await expectedOf(source, views);
  const found = await stopping(source, expected);
  holds('attestation', found.length === 0, found.join('; '));
  for (const [plant, wanted, undo] of changesOf(source)) {
    await server.client.query(plant);
    const sentences = await stopping(source, expected);
    await server.client.query(undo);
    holds(
      plant,
      sentences.some((one) => wanted.test(one)),
      sentences.join('; ') || 'nothing found',
    );
  }
  await server.client.query(`ALTER ROLE ${PROVISIONER} CREATEROLE`);
  const trusted = (await probe(address, provisioner)).makesRoles;
  holds('CREATEROLE', trusted === server.major >= 16, 'on 15 no login that has CREATEROLE is worked with');
  if (server.major < 16) await server.client.query(`ALTER ROLE ${PROVISIONER} NOCREATEROLE`);
  const answers = await answersOf(source, parse);
  holds('loose texts', isDeepStrictEqual(answers[0], LOOSE_SHOWN), JSON.stringify(answers[0]));
  holds('end', await end(source), 'the role of an ended profile is still there');
  return JSON.stringify(answers);
}

async function openSource(server: SourceServer): Promise<Source> {
  const address = loopbackAddress(server.url);
  const { database } = address;
  await server.client.query(LOOSE_SQL);
  const bare = [...CATALOGUE.datasets, ...LOOSE.datasets];
  const setup = { database, relations: bare, password: SECRET, serverMajor: server.major };
  await retried(server.client, toScript(setupStatements(setup)));
  const provisioner = { user: PROVISIONER, password: SECRET };
  const datasets = await withCollations(address, provisioner, bare);
  const types = await loadSourceTypes(address, provisioner, datasets);
  const catalogue = { ...CATALOGUE, source: { ...CATALOGUE.source, serverMajor: server.major, types }, datasets };
  const user = `atlas_m_servers_${database.slice(-12).replaceAll(/\W/g, '_')}`;
  const names = { schema: user, owner: VIEW_OWNER, login: user };
  const statements = [`DROP SCHEMA IF EXISTS "${user}" CASCADE`, ...viewStatements(catalogue, PROFILE, names)];
  return { server, address, login: { user, password: 'masked' }, catalogue, statements };
}

/** The digests of the views, or null where the server does not let the provisioner make them. */
async function provisionedByAtlas({ address, login, statements }: Source): Promise<Record<string, string> | null> {
  const made = { login: login.user, password: login.password, connections: CONNECTIONS };
  try {
    const maker = { user: PROVISIONER, password: SECRET };
    return await provision(address, maker, { schema: login.user, login: made, statements });
  } catch {
    return null;
  }
}

/** The printed script in one text, as psql sends what is pasted into it. */
async function provisionedByDba({ server, address, login, statements }: Source): Promise<void> {
  const made = { login: login.user, password: login.password, connections: CONNECTIONS };
  const logins = loginStatements(address.database, made);
  await retried(server.client, toScript([...logins, ...actAsOwner(server.major), ...statements, 'RESET ROLE']));
}

/** What the provisioner says of the DBA's views where it may compare them: of those printed, and of one with a mask less. */
async function proofsOf({ server, address, login, catalogue }: Source): Promise<string> {
  const { client } = server;
  const rights = (verb: string): string =>
    `${verb} TEMPORARY ON DATABASE "${address.database}" ${verb === 'GRANT' ? 'TO' : 'FROM'} ${PROVISIONER};
     ${verb} USAGE ON SCHEMA ${[...new Set(['public', ...catalogue.datasets.map((one) => one.schema)])].join(', ')} ${verb === 'GRANT' ? 'TO' : 'FROM'} ${PROVISIONER}`;
  const prover = { user: PROVISIONER, password: SECRET };
  const queries = viewQueries(catalogue, PROFILE, 'pg_temp');
  const judged = () => judgeViews(address, { login, schema: login.user, prover }, queries);
  if (server.major >= 16) await client.query(rights('GRANT'));
  const printed = await judged();
  const replace = async (profile: MaskProfile): Promise<void> => {
    const { query } = viewQueries(catalogue, profile, login.user).find((one) => one.name === 'customers') ?? {
      query: '',
    };
    await client.query(`CREATE OR REPLACE VIEW "${login.user}".customers AS ${query}`);
  };
  await replace(LESS_MASKED);
  const edited = await judged();
  await replace(PROFILE);
  if (server.major >= 16) await client.query(rights('REVOKE'));
  return `${printed.proof}, ${edited.proof}`;
}

async function expectedOf({ address, login, catalogue }: Source, views: Record<string, string>): Promise<Expected> {
  const baseline = await loadBaseline(address, login, catalogue.datasets);
  const profile = {
    ...PROFILE,
    provision: 'views',
    maskedSchema: login.user,
    login: login.user,
    statistics: {},
    byHand: false,
    views,
  } as const;
  const nothing = { provision: 'views', readerLogin: null, away: [], provisioner: null, readerSecret: null } as const;
  return toExpected(catalogue, { ...nothing, id: '', name: '', address, baseline }, profile);
}

const stopping = async ({ address, login }: Source, expected: Expected): Promise<string[]> =>
  (await attest(address, login, expected)).filter((one) => one.stops).map((one) => `${one.check}: ${one.sentence}`);

type Change = readonly [plant: string, wanted: RegExp, undo: string];

/** What a bank may do to its server; each must stop the source on every major. */
function changesOf({ server, login }: Source): readonly Change[] {
  const anyMajor: readonly Change[] = [
    [
      `ALTER TYPE public.mood RENAME VALUE 'cross' TO 'angry'`,
      /relations\.labels/,
      `ALTER TYPE public.mood RENAME VALUE 'angry' TO 'cross'`,
    ],
    [
      `ALTER VIEW "${login.user}".loans RENAME COLUMN id TO key`,
      /views\.digest/,
      `ALTER VIEW "${login.user}".loans RENAME COLUMN key TO id`,
    ],
    [`GRANT pg_monitor TO "${login.user}"`, /login\.memberships/, `REVOKE pg_monitor FROM "${login.user}"`],
  ];
  if (server.major >= 16) return anyMajor;
  const onlyHere: readonly Change[] = [
    [
      `ALTER ROLE ${PROVISIONER} CREATEROLE`,
      /provisioner\.attributes: atlas_provisioner may make roles: on PostgreSQL 15/,
      `ALTER ROLE ${PROVISIONER} NOCREATEROLE`,
    ],
    [
      `ALTER ROLE ${PROVISIONER} NOINHERIT; GRANT ${VIEW_OWNER} TO ${PROVISIONER}`,
      /provisioner\.memberships: atlas_provisioner is a member of atlas_masks/,
      `REVOKE ${VIEW_OWNER} FROM ${PROVISIONER}; ALTER ROLE ${PROVISIONER} INHERIT`,
    ],
  ];
  return [...anyMajor, ...onlyHere];
}

/** Through preflight and cursor, as a question runs. */
async function answersOf({ address, login, catalogue }: Source, parse: Parse): Promise<unknown[]> {
  const runs = makeSourceRuns({ perLogin: 1, watchMs: 50 });
  const limits = { statementMs: 20_000, rows: 1000, bytes: 1 << 20, cost: 1e6, workMemKb: 4096 };
  const answers: unknown[] = [];
  for (const sql of QUESTIONS) {
    const input = { sql, catalogue, instant: EVAL_INSTANT, parse, profile: PROFILE, provision: 'views' as const };
    const made = compile({ ...input, maskedSchema: login.user, rowCap: 1000 });
    if (!made.ok) throw new Error(`${sql}: ${made.verdict.sentence}`);
    const session = await runs.open(address, login, { run: sql, limits, timeZone: 'UTC' });
    const { relations } = await session.preflight(made.sql);
    const named = (name: string): string => name.replaceAll(login.user, 'masked');
    const { rows } = await session.fetch(made.sql);
    await session.close();
    const isAsked = isDeepStrictEqual(relations.toSorted(), [...made.expectedRelations]);
    answers.push(isAsked ? rows : [`locked ${relations.map(named).join()}`]);
  }
  await runs.close();
  return answers;
}

/** Roles belong to the server, which others may set up at the same moment. */
async function retried(client: pg.Client, script: string): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return void (await client.query(script));
    } catch (error) {
      await client.query('ROLLBACK');
      if (attempt === 20 || !(error as Error).message.includes('concurrently')) throw error;
    }
  }
}

/** As a DBA ends it who has made it again after the provisioner: two have opened the database to it. */
async function end({ server, login }: Source): Promise<boolean> {
  await retried(server.client, toScript([`DROP SCHEMA "${login.user}" CASCADE`, endLogin(login.user)]));
  const left = await server.client.query('SELECT FROM pg_roles WHERE rolname = $1', [login.user]);
  return left.rowCount === 0;
}
