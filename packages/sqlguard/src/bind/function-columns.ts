import { FUNCTIONS } from '../generated/functions.gen.ts';
import type { Call, Output } from '../ir/nodes.ts';
import type { FunctionRow } from '../pg/rows.ts';
import { typed } from './make.ts';

/** Columns a function in FROM has: its OUT parameters, or one named like its alias. */
export function functionOutputs(call: Call, alias: string): readonly Output[] {
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
