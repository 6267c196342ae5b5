import { FUNCTIONS } from '../generated/functions.gen.ts';
import type { Call, Expr, Output, RecordColumn, RowSource } from '../ir/nodes.ts';
import { literalText } from '../ir/literals.ts';
import type { FunctionRow } from '../pg/rows.ts';
import { elementOf } from '../pg/types.ts';
import { cast, literal, typed } from './make.ts';

/** Columns a function in FROM has: those defined for it, its OUT parameters, or one named like its alias. */
export function functionOutputs({ call, record }: RowSource, alias: string): readonly Output[] {
  if (record.length > 0) return record.map((column) => recordOutput(call, column));
  const declared = (FUNCTIONS as readonly FunctionRow[]).find((row) => row.name === call.name && row.set === true);
  const out = declared?.out ?? [];
  const base = (type: string) => typed({ type, at: call.at, size: call.size, usual: call.usual }, [call]);
  if (out.length < 2) {
    // A named OUT parameter beats the alias (`chooseScalarFunctionAlias`).
    const name = out[0]?.[0] ?? alias;
    return [{ name, printed: name, scale: null, amountOf: null, ...base(call.type) }];
  }
  return out.map(([name = '', type = 'text']) => ({ name, printed: name, scale: null, amountOf: null, ...base(type) }));
}

/** `[1,1,1]` is two bytes an element, and eight or more as an array of numbers. */
const ELEMENT_GROWTH = 8;

/** In JSON that is written out here, numbers without an exponent are as long as they are. */
function writtenSize(json: Expr): number {
  const text = literalText(json);
  return text === null || /[\d.]e/i.test(text) ? Number.POSITIVE_INFINITY : text.length * 4 + 64;
}

/** What is read out of JSON is as large as a cast of the text found there would make it. */
function recordOutput(call: Call, { name, type, mod }: RecordColumn): Output {
  const { at } = call;
  const json = call.args[0] ?? call;
  const found: Expr = {
    kind: 'operation',
    op: '->>',
    left: json,
    right: literal('string', name, 'text', at),
    ...typed({ type: 'text', at, size: json.size, usual: json.usual }, [call]),
  };
  const read = cast(found, type, mod, at);
  const growth = elementOf(type) === undefined ? 1 : ELEMENT_GROWTH;
  // `char(n)` pads.
  const size = (mod === null ? Math.min(read.size, writtenSize(json)) : read.size) * growth;
  const base = typed({ type, mod, at, size, usual: read.usual }, [call]);
  return { name, printed: name, scale: null, amountOf: null, ...base };
}
