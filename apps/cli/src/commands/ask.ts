import type {
  AskAccepted,
  DatasetList,
  QueryEvent,
  QueryStatus,
  QueryView,
  ResultPage,
  ResultRow,
} from '@aureus/contract';
import { toAnswerText, toRefusalText } from '../answer-text.ts';
import type { ApiClient } from '../api-client.ts';
import { CliError, usageError } from '../cli-error.ts';
import type { Command } from '../command.ts';
import { EXIT, exitCodeOf } from '../exit-codes.ts';
import type { ExitCode } from '../exit-codes.ts';
import { readEvents } from '../server-events.ts';
import { makeStageLine } from '../stage-line.ts';
import type { StageLine } from '../stage-line.ts';
import { UUID } from '../uuid.ts';
import type { Surroundings } from '../surroundings.ts';

export const ask: Command = {
  name: 'ask',
  synopsis: 'ask "QUESTION" [--dataset NAME] [--all] [--json]',
  about: 'Ask a question in English; shows the stages, the answer, its SQL and its evidence id',
  options: {
    dataset: { type: 'string', about: 'Name or id of the one dataset to ask about' },
    choice: { type: 'string', about: 'One of the readings that an earlier answer offered, as it was printed there' },
    all: { type: 'boolean', about: 'Every row of the result, not only the first' },
    json: { type: 'boolean', about: 'The API’s JSON and nothing else' },
  },
  run: async ({ words, text, flag, client, surroundings }) => {
    const question = words.join(' ').trim();
    if (question === '')
      throw usageError('Ask what? For example: atlas ask "How many customers are there per jurisdiction?"');
    const id = await submit(client, { question, dataset: text.dataset, choice: text.choice });
    const stages = makeStageLine(surroundings, flag.json !== true);
    await watch({ client, surroundings, stages, id });
    stages.end();
    const told = { client, surroundings, id, all: flag.all === true, dataset: text.dataset };
    return flag.json === true ? printJson(told) : printText(told);
  },
};

type Asking = { readonly question: string; readonly dataset: string | undefined; readonly choice: string | undefined };

async function submit(client: ApiClient, { question, dataset, choice }: Asking): Promise<string> {
  const body = {
    question,
    ...(dataset === undefined ? {} : { dataset_id: await findDataset(client, dataset) }),
    ...(choice === undefined ? {} : { choice }),
  };
  const reply = await client.fetch({ path: '/v1/query/ask', body });
  return ((await reply.json()) as AskAccepted).query_id;
}

async function findDataset(client: ApiClient, named: string): Promise<string> {
  if (UUID.test(named)) return named;
  const { datasets } = (await (await client.fetch({ path: '/v1/datasets' })).json()) as DatasetList;
  const found = datasets.find(({ name }) => name.toLowerCase() === named.toLowerCase());
  if (found === undefined)
    throw usageError(`There is no dataset “${named}” that you may ask about. See: atlas datasets`);
  return found.id;
}

type Watched = {
  readonly client: ApiClient;
  readonly surroundings: Surroundings;
  readonly stages: StageLine;
  readonly id: string;
};

const FINAL: ReadonlySet<QueryStatus> = new Set<QueryStatus>(['success', 'error', 'awaiting_approval']);
/** A question takes 60 s at most; whoever waits longer waits for nothing. */
const PATIENCE_MS = 120_000;

/** Follows the question to its end. A stream that breaks is taken up again. */
async function watch({ client, surroundings, stages, id }: Watched): Promise<void> {
  const deadline = surroundings.now() + PATIENCE_MS;
  while (surroundings.now() < deadline) {
    const reply = await client.fetch({ path: `/v1/query/${id}/events`, accept: 'text/event-stream' });
    const status = await follow(reply, stages);
    if (status !== undefined && FINAL.has(status)) return;
    await surroundings.sleep(500);
  }
  throw new CliError(`The question has not ended yet. It goes on: atlas history shows it (${id}).`, EXIT.failed);
}

/** The last state that the stream told. */
async function follow(reply: Response, stages: StageLine): Promise<QueryStatus | undefined> {
  let last: QueryStatus | undefined;
  try {
    for await (const { data } of readEvents(reply.body ?? new ReadableStream())) {
      const event = JSON.parse(data) as QueryEvent;
      last = event.status;
      stages.show(event);
      if (FINAL.has(last)) return last;
    }
  } catch {
    // A broken stream says nothing about the question.
  }
  return last;
}

type Told = {
  readonly client: ApiClient;
  readonly surroundings: Surroundings;
  readonly id: string;
  readonly all: boolean;
  readonly dataset: string | undefined;
};

function exitCodeFor({ status, error_code: code }: Pick<QueryView, 'status' | 'error_code'>): ExitCode {
  if (status === 'success') return EXIT.answered;
  return status === 'awaiting_approval' ? EXIT.awaitingApproval : exitCodeOf(code);
}

async function printJson({ client, surroundings, id, all }: Told): Promise<ExitCode> {
  const text = await (await client.fetch({ path: `/v1/query/${id}` })).text();
  const query = JSON.parse(text) as QueryView;
  const whole =
    all && query.status === 'success' ? JSON.stringify({ ...query, results: await loadAllRows(client, query) }) : text;
  surroundings.print(`${whole}\n`);
  return exitCodeFor(query);
}

async function printText({ client, surroundings, id, all, dataset }: Told): Promise<ExitCode> {
  const query = (await (await client.fetch({ path: `/v1/query/${id}` })).json()) as QueryView;
  const code = exitCodeFor(query);
  if (code === EXIT.answered) {
    const rows = all ? await loadAllRows(client, query) : (query.results ?? []);
    surroundings.print(`${toAnswerText({ query, rows, all })}\n`);
  } else if (code === EXIT.awaitingApproval) {
    surroundings.print(`A second person must approve this question first. It waits as ${id}.\n`);
  } else surroundings.complain(toRefusalText(query, dataset));
  return code;
}

/** The rows that the answer carries are the first; a longer result comes in pages. */
async function loadAllRows(client: ApiClient, query: QueryView): Promise<readonly ResultRow[]> {
  const first = query.results ?? [];
  if (first.length >= (query.row_count ?? 0)) return first;
  const rows: ResultRow[] = [];
  for (let page = 1; rows.length < (query.row_count ?? 0); page += 1) {
    const reply = await client.fetch({ path: `/v1/query/${query.query_id}/result?page=${page}` });
    const { results } = (await reply.json()) as ResultPage;
    if (results.length === 0) break;
    rows.push(...results);
  }
  return rows;
}
