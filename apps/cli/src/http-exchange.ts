import type { ErrorEnvelope } from '@aureus/contract';
import { ApiError, CliError } from './cli-error.ts';
import { EXIT } from './exit-codes.ts';
import type { Surroundings } from './surroundings.ts';

export type Asked = {
  readonly method?: 'GET' | 'POST';
  readonly path: string;
  readonly body?: unknown;
  readonly token?: string | undefined;
  readonly accept?: string;
};

/** One request to the server. Waits where it is told to wait; throws ApiError for every refusal. */
export type Exchange = (asked: Asked) => Promise<Response>;

export function makeExchange(server: URL, { sleep, complain }: Pick<Surroundings, 'sleep' | 'complain'>): Exchange {
  return async (asked) => {
    for (;;) {
      const reply = await send(server, asked);
      if (reply.ok) return reply;
      const error = await toApiError(reply);
      if (error.code !== 'RATE_LIMIT_EXCEEDED') throw error;
      const seconds = Math.min(60, Math.max(1, Number(reply.headers.get('retry-after')) || 1));
      complain(`Too many requests; going on in ${seconds} s.`);
      await sleep(seconds * 1000);
    }
  };
}

async function send(server: URL, { method, path, body, token, accept = 'application/json' }: Asked): Promise<Response> {
  const url = new URL(path, server);
  try {
    return await fetch(url, {
      method: method ?? (body === undefined ? 'GET' : 'POST'),
      headers: {
        accept,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
      // A token must not follow a redirect to somebody else.
      redirect: 'error',
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  } catch {
    throw new CliError(
      `Atlas does not answer at ${server.origin}. Is it running? (--server URL names another one.)`,
      EXIT.failed,
    );
  }
}

async function toApiError(reply: Response): Promise<ApiError> {
  const json = await reply.text();
  try {
    const { code, message, details = [], request_id: id } = (JSON.parse(json) as ErrorEnvelope).error;
    const fields = details.map(({ field, issue }) => `\n  ${field}: ${issue}`);
    const trace = reply.status >= 500 ? ` (request ${id})` : '';
    return new ApiError(reply.status, code, { message: `${message}${trace}${fields.join('')}`, json });
  } catch {
    return new ApiError(reply.status, 'UNKNOWN', {
      message: `The server answered ${reply.status}, and not as Atlas does.`,
      json,
    });
  }
}
