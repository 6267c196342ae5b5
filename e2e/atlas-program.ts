import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '..');

/** The first start makes two database clusters and the demo bank; on a busy machine that takes its time. */
const PATIENCE_MS = 240_000;

export type Account = { readonly role: string; readonly email: string; readonly password: string };
export type AtlasProgram = {
  readonly url: string;
  readonly people: readonly Account[];
  /** The demo bank as its superuser: for making trouble there. */
  readonly bankUrl: string;
  /** The trust file as it stands in the home: what an operator would print and hand out. */
  readonly trustFile: string;
  readonly stop: () => Promise<void>;
};

/** Starts the real program in a home of its own and waits until it says that it is ready. */
export async function startAtlas(settings: Readonly<Record<string, string>> = {}): Promise<AtlasProgram> {
  const folder = mkdtempSync(join(tmpdir(), 'atlas-e2e-'));
  const home = join(folder, 'home');
  mkdirSync(home);
  const inherited = Object.entries(process.env).filter(([key]) => !key.startsWith('ATLAS_'));
  const program = spawn(process.execPath, [join(ROOT, 'apps/server/src/main.ts'), 'start'], {
    cwd: folder,
    env: { ...Object.fromEntries(inherited), ...settings, ATLAS_HOME: home },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said: string[] = [];
  for (const stream of [program.stdout, program.stderr]) stream.on('data', (chunk: Buffer) => said.push(String(chunk)));
  const ended = new Promise<void>((done) => program.once('exit', () => done()));
  const stop = async () => {
    if (program.exitCode === null && program.signalCode === null) program.kill('SIGTERM');
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const ready = await untilReady(join(home, 'ready.json'), ended);
    return {
      url: ready.url,
      people: [...ready.demo, ...ready.more],
      bankUrl: ready.databases.demo,
      trustFile: readFileSync(join(home, 'trust.json'), 'utf8'),
      stop,
    };
  } catch (error) {
    await stop();
    throw new Error(`Atlas did not get ready:\n${said.join('').slice(-2000)}`, { cause: error });
  }
}

type Ready = {
  readonly url: string;
  readonly demo: readonly Account[];
  readonly more: readonly Account[];
  readonly databases: { readonly demo: string };
};

async function untilReady(file: string, ended: Promise<void>): Promise<Ready> {
  let isOver = false;
  void ended.then(() => (isOver = true));
  const deadline = Date.now() + PATIENCE_MS;
  while (!isOver && Date.now() < deadline) {
    try {
      return JSON.parse(readFileSync(file, 'utf8')) as Ready;
    } catch {
      await new Promise((wake) => setTimeout(wake, 100));
    }
  }
  throw new Error(isOver ? 'the program ended' : 'it took too long');
}

/** One of the demo people, by role or by the beginning of their e-mail. */
export function personOf({ people }: AtlasProgram, who: string): Account {
  const found = people.find(({ role, email }) => role === who || email.startsWith(`${who}@`));
  if (found === undefined) throw new Error(`There is no ${who} among the demo people.`);
  return found;
}

/** Ends every session of a person from elsewhere, as they would from another machine. */
export async function endSessions(url: string, { email, password }: Account): Promise<void> {
  const post = async (path: string, headers: Readonly<Record<string, string>>, body?: unknown): Promise<Response> => {
    const reply = await fetch(url + path, {
      method: 'POST',
      headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!reply.ok) throw new Error(`${path} answered ${reply.status}.`);
    return reply;
  };
  const { access_token: token } = (await (await post('/v1/auth/login', {}, { email, password })).json()) as {
    access_token: string;
  };
  await post('/v1/auth/logout-all', { authorization: `Bearer ${token}` });
}
