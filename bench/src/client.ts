import { Agent, request, type IncomingMessage } from 'node:http';

export type Reply = { readonly status: number; readonly text: string };
export type Final = { readonly status: 'success' | 'error'; readonly id: string };

/** A person's program that speaks to Atlas over connections it keeps. */
export type AtlasClient = {
  get(path: string): Promise<Reply>;
  /** Gives the id of the accepted question; null if it was not accepted. */
  ask(question: string): Promise<string | null>;
  /** Waits on the event stream for the final state. */
  untilFinal(id: string): Promise<Final>;
  close(): void;
};

/** Signs in and keeps up to `connections` connections. */
export async function signIn(
  url: string,
  who: { email: string; password: string },
  connections = 32,
): Promise<AtlasClient> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections * 2 });
  const login = await send(agent, url, {
    method: 'POST',
    path: '/v1/auth/login',
    body: { email: who.email, password: who.password },
  });
  if (login.status !== 200) throw new Error(`Signing in failed with ${login.status}.`);
  const { access_token: token } = JSON.parse(login.text) as { access_token: string };
  return {
    get: (path) => send(agent, url, { method: 'GET', path, token }),
    ask: async (question) => {
      const reply = await send(agent, url, { method: 'POST', path: '/v1/query/ask', token, body: { question } });
      return reply.status === 202 ? (JSON.parse(reply.text) as { query_id: string }).query_id : null;
    },
    untilFinal: (id) => watch(agent, url, { id, token }),
    close: () => agent.destroy(),
  };
}

type Sent = { readonly method: string; readonly path: string; readonly token?: string; readonly body?: unknown };

export function send(agent: Agent, url: string, { method, path, token, body }: Sent): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const outgoing = open(agent, url, { method, path, ...(token === undefined ? {} : { token }) }, async (reply) => {
      resolve({ status: reply.statusCode ?? 0, text: await readAll(reply) });
    });
    outgoing.on('error', reject);
    outgoing.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

function open(agent: Agent, url: string, { method, path, token }: Sent, onReply: (reply: IncomingMessage) => unknown) {
  const headers = {
    ...(method === 'POST' ? { 'Content-Type': 'application/json' } : {}),
    ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
  };
  return request(new URL(path, url), { agent, method, headers }, onReply);
}

async function readAll(reply: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of reply) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

/** Each event is a whole state; the stream ends with the final one. */
async function watch(agent: Agent, url: string, { id, token }: { id: string; token: string }): Promise<Final> {
  const reply = await new Promise<IncomingMessage>((resolve, reject) => {
    const outgoing = open(agent, url, { method: 'GET', path: `/v1/query/${id}/events`, token }, resolve);
    outgoing.on('error', reject);
    outgoing.end();
  });
  const final = /"status":"(success|error)"/.exec(await readAll(reply));
  if (final === null) throw new Error(`The event stream of ${id} ended without a final state (${reply.statusCode}).`);
  return { id, status: final[1] as Final['status'] };
}
