import { LedgerError, checkFormat } from '../ledger-error.ts';
import { isSameBytes } from './bytes.ts';
import { utf8Bytes, utf8Text } from './text.ts';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
export type JsonObject = { readonly [key: string]: Json };

/** A file a person reads: two spaces, keys in the order given, one newline at the end. */
export function prettyJson(value: Json): Uint8Array {
  return utf8Bytes(`${JSON.stringify(value, null, 2)}\n`);
}

/** One line without spaces and without a newline, keys in the order given. */
export function compactJson(value: Json): Uint8Array {
  return utf8Bytes(JSON.stringify(value));
}

/** Parses UTF-8 JSON that must be an object; else a `format` error that names `what`. */
export function parseObject(bytes: Uint8Array, what: string): JsonObject {
  let value: Json;
  try {
    value = JSON.parse(utf8Text(bytes)) as Json;
  } catch {
    throw new LedgerError('format', `${what} is not JSON`);
  }
  return asObject(value, what);
}

/** Narrows to an object that has exactly the keys given, if any are given; else a `format` error. */
export function asObject(value: Json | undefined, what: string, keys?: readonly string[]): JsonObject {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  checkFormat(isObject, `${what} is not an object`);
  const object = value as JsonObject;
  if (keys !== undefined) {
    const has = Object.keys(object);
    checkFormat(
      has.length === keys.length && keys.every((key) => key in object),
      `${what} has other keys than it should`,
    );
  }
  return object;
}

export function asArray(value: Json | undefined, what: string): readonly Json[] {
  checkFormat(Array.isArray(value), `${what} is not a list`);
  return value as readonly Json[];
}

export function asString(value: Json | undefined, what: string): string {
  checkFormat(typeof value === 'string', `${what} is not text`);
  return value;
}

/** A whole number from 0 to 2^53 − 1. */
export function asCount(value: Json | undefined, what: string): number {
  checkFormat(typeof value === 'number' && Number.isSafeInteger(value) && value >= 0, `${what} is not a count`);
  return value;
}

/** Throws unless writing what was read gives the same bytes: a file has one form only. */
export function checkRebuilt(read: Uint8Array, rebuilt: Uint8Array, what: string): void {
  checkFormat(isSameBytes(read, rebuilt), `${what} is not in its one form`);
}
