import { spawn } from 'node:child_process';
import { createSecretKey, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { Agent } from 'node:http';
import { resolve } from 'node:path';
import { SignJWT } from 'jose';
import { endProcess, startAtlas, type Program } from './atlas.ts';
import { send, signIn, type AtlasClient } from './client.ts';
import { round, type Row, type Say } from './row.ts';

const CONNECTIONS = 16;
const SECONDS = 3;
const YARDSTICK = resolve(import.meta.dirname, '..', 'yardstick.ts');

/** GET endpoints that read something of the asker's, each against a bare route with the same payload. */
export async function getRows(say: Say): Promise<Row[]> {
  say('get: starting Atlas');
  const program = await startAtlas();
  try {
    const analyst = program.ready.demo.find(({ role }) => role === 'analyst');
    if (analyst === undefined) throw new Error('ready.json names no analyst.');
    const client = await signIn(program.ready.url, analyst);
    const id = await client.ask('How many customers are there per jurisdiction?');
    if (id === null) throw new Error('The question was not accepted.');
    await client.untilFinal(id);
    const rows: Row[] = [];
    for (const path of [`/v1/query/${id}`, '/v1/query/history?page_size=20', '/v1/auth/me', '/v1/datasets']) {
      rows.push(await compare(client, program, path, path.replace(id, '{id}')));
    }
    client.close();
    return rows;
  } finally {
    await program.stop();
  }
}

async function compare(client: AtlasClient, program: Program, path: string, name: string): Promise<Row> {
  const reply = await client.get(path);
  if (reply.status !== 200) throw new Error(`GET ${name}: ${reply.status}`);
  const plain = await yardstickRate(program.ready.databases.app, reply.text);
  const atlas = await rateOf(async () => (await client.get(path)).status);
  const share = atlas / plain;
  return {
    what: `GET ${name}`,
    yardstick: 'Fastify: one HS256 token, one row by key, same payload',
    aim: '≥ 50 % of its throughput',
    value: round(share),
    holds: share >= 0.5,
    figures: { atlas_per_s: round(atlas, 0), yardstick_per_s: round(plain, 0), bytes: Buffer.byteLength(reply.text) },
  };
}

async function yardstickRate(database: string, payload: string): Promise<number> {
  const secret = randomBytes(32);
  const args = [YARDSTICK, database, secret.toString('hex'), Buffer.from(payload).toString('base64')];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    const [line] = (await once(child.stdout, 'data')) as [Buffer];
    const url = line.toString('utf8').trim();
    const token = await new SignJWT({ sub: 'bench' })
      .setProtectedHeader({ alg: 'HS256' })
      .setExpirationTime('10m')
      .sign(createSecretKey(secret));
    const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
    const rate = await rateOf(async () => (await send(agent, url, { method: 'GET', path: '/row/1', token })).status);
    agent.destroy();
    return rate;
  } finally {
    await endProcess(child, 'SIGKILL');
  }
}

/** Requests per second over some connections; anything but 200 ends the comparison. */
async function rateOf(get: () => Promise<number>): Promise<number> {
  const started = performance.now();
  let done = 0;
  const connection = async () => {
    while (performance.now() - started < SECONDS * 1000) {
      const status = await get();
      if (status !== 200) throw new Error(`a GET under load ended with ${status}`);
      done += 1;
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, connection));
  return done / ((performance.now() - started) / 1000);
}
