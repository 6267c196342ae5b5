import { toHex } from '../bytes/hex.ts';
import { utf8Bytes, utf8Text } from '../bytes/text.ts';
import type { Crypto } from '../crypto.ts';
import { type Envelope, parseEnvelope } from '../dsse.ts';
import { checkFormat } from '../ledger-error.ts';
import { STATEMENT_PAYLOAD_TYPE, type Statement, type StatementStage, parseStatement } from '../statement.ts';

/** A line of `evidence.intoto.jsonl`, read and not yet believed. */
export type ReadStatement = {
  readonly line: string;
  readonly envelope: Envelope;
  readonly statement: Statement;
  /** SHA-256 of the line: what the leaf names. */
  readonly digest: string;
};

/**
 * Reads the statements of a pack. The attacker reorders, drops or adds lines: here only the form is checked, the chain
 * decides about the rest.
 */
export async function readStatements(file: Uint8Array, crypto: Crypto): Promise<readonly ReadStatement[]> {
  const text = utf8Text(file);
  checkFormat(text.endsWith('\n'), 'evidence.intoto.jsonl does not end with a newline');
  const statements: ReadStatement[] = [];
  for (const line of text.slice(0, -1).split('\n')) {
    const envelope = parseEnvelope(line);
    checkFormat(envelope.payloadType === STATEMENT_PAYLOAD_TYPE, `line ${statements.length + 1} holds no statement`);
    const digest = toHex(await crypto.sha256(utf8Bytes(line)));
    statements.push({ line, envelope, statement: parseStatement(envelope.payload), digest });
  }
  return statements;
}

/** The last statement of a stage, or undefined. */
export function lastOf(statements: readonly ReadStatement[], stage: StatementStage): ReadStatement | undefined {
  return statements.findLast(({ statement }) => statement.stage === stage);
}

/** "statement 3 (decision)": how a claim says where. */
export function nameOf(statements: readonly ReadStatement[], at: number): string {
  return `statement ${at + 1} (${statements[at]?.statement.stage ?? 'missing'})`;
}
