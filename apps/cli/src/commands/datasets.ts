import type { DatasetList, DatasetView } from '@aureus/contract';
import type { Command } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { plain } from '../terminal-text.ts';

export const datasets: Command = {
  name: 'datasets',
  synopsis: 'datasets [--known] [--json]',
  about: 'What you may ask about, with sample questions',
  options: {
    known: { type: 'boolean', about: 'Also those that you know of and may not ask about yet' },
    json: { type: 'boolean', about: 'The API’s JSON and nothing else' },
  },
  run: async ({ flag, client, surroundings }) => {
    const json = await (await client.fetch({ path: `/v1/datasets${flag.known === true ? '?known=true' : ''}` })).text();
    const text = (): string => (JSON.parse(json) as DatasetList).datasets.map(toText).join('\n\n');
    surroundings.print(`${flag.json === true ? json : text() || 'There is nothing you may ask about.'}\n`);
    return EXIT.answered;
  },
};

function toText(dataset: DatasetView): string {
  const {
    name,
    description,
    domain,
    jurisdictions,
    row_count: rows,
    last_updated: updated,
    sample_questions: samples,
  } = dataset;
  const size = rows === null ? '' : `${rows} rows`;
  const facts = [domain, jurisdictions.join(', '), size, `updated ${updated.slice(0, 10)}`].filter(
    (fact) => fact !== '',
  );
  const may = dataset.can.includes('ask') ? '' : '\n  You may not ask about it yet; access can be requested.';
  const lines = [`${name} · ${facts.join(' · ')}`, `  ${description}`, ...samples.map((sample) => `  ? ${sample}`)];
  return lines.map(plain).join('\n') + may;
}
