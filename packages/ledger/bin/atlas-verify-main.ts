import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { LedgerError, makeSubtleCrypto, verifyPack } from '../src/index.ts';
import type { PackReport } from '../src/index.ts';
import { exitCodeOf, toLines } from './report-lines.ts';

const USAGE = `atlas-verify PACK [--trust FILE] [--json]

Checks an evidence pack offline against a trust file that you got elsewhere (default: trust.json in this folder).
Exit code: 0 all claims hold, 1 some claim fails, 2 unreadable or no trust file, 3 nothing fails but inclusion is pending.`;

/** Why nothing could be judged; said in one sentence, exit code 2. */
class Unreadable extends Error {}

type Wish = { readonly pack: string; readonly trust: string; readonly json: boolean };

async function main(): Promise<number> {
  const wish = readWish();
  if (wish === null) {
    console.log(USAGE);
    return 0;
  }
  const report = await verify(wish);
  console.log(wish.json ? JSON.stringify(report, null, 2) : toLines(report).join('\n'));
  return exitCodeOf(report);
}

function readWish(): Wish | null {
  try {
    const options = {
      trust: { type: 'string' },
      json: { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    } as const;
    const { values, positionals } = parseArgs({ options, allowPositionals: true });
    if (values.help === true) return null;
    const [pack, ...more] = positionals;
    if (pack === undefined || more.length > 0) throw new Unreadable(USAGE);
    return { pack, trust: values.trust ?? 'trust.json', json: values.json === true };
  } catch (error) {
    if (error instanceof Unreadable) throw error;
    throw new Unreadable(`${(error as Error).message}\n\n${USAGE}`);
  }
}

/** Keys come from the trust file alone: without one there is no verdict, however whole the pack looks. */
async function verify(wish: Wish): Promise<PackReport> {
  const pack = await read(wish.pack, 'The pack');
  const trust = await read(wish.trust, 'The trust file');
  try {
    return await verifyPack(pack, {
      trust,
      now: new Date().toISOString(),
      crypto: makeSubtleCrypto(globalThis.crypto),
    });
  } catch (error) {
    if (error instanceof LedgerError) throw new Unreadable(`Nothing can be judged: ${error.message}.`);
    throw error;
  }
}

async function read(path: string, what: string): Promise<Uint8Array> {
  try {
    return new Uint8Array(await readFile(path));
  } catch (error) {
    throw new Unreadable(`${what} cannot be read: ${path} (${(error as NodeJS.ErrnoException).code ?? 'error'}).`);
  }
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    if (!(error instanceof Unreadable)) throw error;
    console.error(error.message);
    process.exitCode = 2;
  },
);
