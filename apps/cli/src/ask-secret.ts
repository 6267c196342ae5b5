import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';

type Terminal = { readonly input: NodeJS.ReadStream; readonly output: NodeJS.WriteStream };

/** Reads a line from a terminal without showing it; undefined where there is no terminal. */
export async function askSecret(prompt: string, { input, output }: Terminal): Promise<string | undefined> {
  if (!input.isTTY) return undefined;
  const silence = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input, output: silence, terminal: true });
  output.write(prompt);
  try {
    return await lines.question('');
  } finally {
    lines.close();
    output.write('\n');
  }
}
