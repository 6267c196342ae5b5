import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** A piece of a psql script: statements, or the rows of one COPY. */
export type Piece =
  | { readonly kind: 'sql'; readonly text: string }
  | { readonly kind: 'copy'; readonly text: string; readonly rows: string };

const COPY = /^COPY .+ FROM stdin;$/i;
/** psql's own commands; they mean nothing to the server. */
const PSQL_COMMAND = /^\\(?!\.$)[a-z]/;

/** Splits what `pg_dump` writes for psql: COPY blocks with their rows, and everything between them. */
export function splitDump(script: string): Piece[] {
  const pieces: Piece[] = [];
  let sql: string[] = [];
  const lines = script.split('\n');
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? '';
    if (COPY.test(line)) {
      pieces.push({ kind: 'sql', text: sql.join('\n') });
      sql = [];
      const end = lines.indexOf('\\.', at);
      const rows = lines.slice(at + 1, end === -1 ? lines.length : end);
      pieces.push({ kind: 'copy', text: line.slice(0, -1), rows: rows.map((row) => `${row}\n`).join('') });
      at = end === -1 ? lines.length : end;
    } else if (!PSQL_COMMAND.test(line)) sql.push(line);
  }
  pieces.push({ kind: 'sql', text: sql.join('\n') });
  return pieces.filter((piece) => piece.text.trim() !== '');
}

/** Runs a dump on an empty database as `psql -f` would; the first error ends it, with the statement's beginning. */
export async function runDump(url: string, script: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    for (const piece of splitDump(script)) {
      if (piece.kind === 'sql') await client.query(piece.text);
      else await pipeline(Readable.from([piece.rows], { objectMode: false }), client.query(copyFrom(piece.text)));
    }
    await client.query('ANALYZE');
  } finally {
    await client.end();
  }
}
