import type { HistoryItem, HistoryPage } from '@aureus/contract';
import { usageError } from '../cli-error.ts';
import type { Command } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { toTable } from '../table.ts';

const COLUMNS = [
  { header: 'Asked', align: 'left' },
  { header: 'Ended as', align: 'left' },
  { header: 'Rows', align: 'right' },
  { header: 'Question', align: 'left' },
  { header: 'Evidence', align: 'left' },
] as const;

export const history: Command = {
  name: 'history',
  synopsis: 'history [--page N] [--page-size N] [--text WORDS] [--json]',
  about: 'Your questions, newest first',
  options: {
    page: { type: 'string', about: 'Which page; 1 is the newest' },
    'page-size': { type: 'string', about: 'Questions on a page, at most 200; 20 unless told' },
    text: { type: 'string', about: 'Only questions with these words' },
    json: { type: 'boolean', about: 'The API’s JSON and nothing else' },
  },
  run: async ({ text, flag, client, surroundings }) => {
    const wanted = new URLSearchParams({
      page: wholeNumber('page', text.page ?? '1'),
      page_size: wholeNumber('page-size', text['page-size'] ?? '20'),
    });
    if (text.text !== undefined) wanted.set('text', text.text);
    const json = await (await client.fetch({ path: `/v1/query/history?${wanted.toString()}` })).text();
    surroundings.print(flag.json === true ? `${json}\n` : toText(JSON.parse(json) as HistoryPage));
    return EXIT.answered;
  },
};

function wholeNumber(name: string, text: string): string {
  if (!/^[1-9]\d{0,6}$/.test(text)) throw usageError(`--${name} takes a whole number, not “${text}”.`);
  return text;
}

function toText({ queries, total, total_is_minimum: minimum, page }: HistoryPage): string {
  if (queries.length === 0) return 'No questions.\n';
  const count = `${minimum ? 'more than ' : ''}${total} ${total === 1 ? 'question' : 'questions'}; page ${page}`;
  return `${toTable(COLUMNS, queries.map(toRow))}\n${count}\n`;
}

function toRow({
  created_at: at,
  status,
  error_code: code,
  row_count: rows,
  question,
  evidence_id: id,
}: HistoryItem): string[] {
  return [at.slice(0, 19).replace('T', ' '), code ?? status, rows === null ? '' : String(rows), question, id ?? ''];
}
