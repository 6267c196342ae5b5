import { renameSync, writeFileSync } from 'node:fs';
import type { EvidenceView } from '@aureus/contract';
import type { ApiClient } from '../api-client.ts';
import { CliError, usageError } from '../cli-error.ts';
import type { Call, Command } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { plain } from '../terminal-text.ts';
import { UUID } from '../uuid.ts';

/** Within this time a leaf stands under a signed checkpoint; a little more for the clocks. */
const MERGE_DELAY_MS = 10_000;
/** Most packs are included within a second; who waits longer must not use up the minute's requests. */
const FIRST_LOOK_MS = 250;
const LONGEST_PAUSE_MS = 2000;

export const evidenceGet: Command = {
  name: 'evidence get',
  synopsis: 'evidence get ID [-o pack.zip] [--keys none] [--no-wait]',
  about: 'Fetch an evidence pack, once the log includes it; atlas-verify checks it',
  options: {
    output: { type: 'string', short: 'o', about: 'File to write; ID.zip unless told' },
    keys: { type: 'string', about: '“none” leaves the content keys out: it proves everything and shows nothing' },
    'no-wait': { type: 'boolean', about: 'Take the pack as it is, with a receipt instead of a proof of inclusion' },
    json: { type: 'boolean', about: 'The API’s JSON about the evidence and nothing else' },
  },
  run: async (call) => {
    const { text, flag, client, surroundings } = call;
    const [id] = call.words;
    if (id === undefined || call.words.length > 1) throw usageError('Which one? atlas evidence get ID -o pack.zip');
    if (!UUID.test(id))
      throw usageError(`“${plain(id)}” is no evidence id. It stands below each answer, and in: atlas history`);
    if (text.keys !== undefined && text.keys !== 'none' && text.keys !== 'all')
      throw usageError('--keys takes none or all.');
    const { view, json } = await loadIncluded(call, id);
    const link = new URL(text.keys === 'none' ? view.download_url_sealed : view.download_url, client.server);
    const pack = await client.fetchPublic({ path: `${link.pathname}${link.search}`, accept: 'application/zip' });
    const file = text.output ?? `${view.evidence_id}.zip`;
    const size = write(file, new Uint8Array(await pack.arrayBuffer()));
    surroundings.print(flag.json === true ? `${json}\n` : `${toSentence(view, file, size)}\n`);
    return EXIT.answered;
  },
};

type Loaded = { readonly view: EvidenceView; readonly json: string };

async function loadIncluded({ client, flag, surroundings }: Call, id: string): Promise<Loaded> {
  const deadline = surroundings.now() + MERGE_DELAY_MS;
  for (let pause = FIRST_LOOK_MS; ; pause = Math.min(LONGEST_PAUSE_MS, pause * 2)) {
    const loaded = await load(client, id);
    if (loaded.view.inclusion.state === 'included' || flag['no-wait'] === true || surroundings.now() >= deadline)
      return loaded;
    await surroundings.sleep(Math.min(pause, deadline - surroundings.now()));
  }
}

async function load(client: ApiClient, id: string): Promise<Loaded> {
  const json = await (await client.fetch({ path: `/v1/audit/evidence/${encodeURIComponent(id)}` })).text();
  return { view: JSON.parse(json) as EvidenceView, json };
}

function toSentence({ inclusion }: EvidenceView, file: string, size: number): string {
  const state =
    inclusion.state === 'included'
      ? `included in the log under the checkpoint of size ${inclusion.checkpoint_size}`
      : 'not yet under a checkpoint of the log: it carries a receipt, and atlas-verify will say “pending”';
  return `Wrote ${plain(file)} (${size} bytes), ${state}.`;
}

export const evidenceTrust: Command = {
  name: 'evidence trust',
  synopsis: 'evidence trust [-o trust.json]',
  about: 'Fetch the public keys that packs are verified with; compare them with a copy you got elsewhere',
  options: { output: { type: 'string', short: 'o', about: 'File to write; trust.json unless told' } },
  run: async ({ text, client, surroundings }) => {
    const reply = await client.fetchPublic({ path: '/v1/log/trust' });
    const file = text.output ?? 'trust.json';
    const size = write(file, new Uint8Array(await reply.arrayBuffer()));
    surroundings.print(`Wrote ${plain(file)} (${size} bytes).\n`);
    return EXIT.answered;
  },
};

/** Whole or not at all: half a pack looks like a tampered one. */
function write(file: string, content: Uint8Array): number {
  try {
    const draft = `${file}.${process.pid}.part`;
    writeFileSync(draft, content);
    renameSync(draft, file);
    return content.length;
  } catch (error) {
    throw new CliError(
      `Cannot write ${plain(file)} (${(error as NodeJS.ErrnoException).code ?? 'unknown reason'}).`,
      EXIT.failed,
    );
  }
}
