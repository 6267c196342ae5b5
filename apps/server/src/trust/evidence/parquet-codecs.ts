import type { SchemaElement } from 'hyparquet';

/** What stands in a Parquet column chunk, before and after its bytes. */
export type Stored = boolean | number | bigint | string;

/**
 * One way to store a column exactly: `fits` says of a PostgreSQL text whether `toText(toStored(text))` is that very
 * text. A column whose type cannot carry every one of its values goes as text.
 */
export type ParquetCodec = {
  readonly element: Omit<SchemaElement, 'name'>;
  fits(text: string): boolean;
  toStored(text: string): Stored;
  toText(stored: Stored): string;
};

const TEXT: ParquetCodec = {
  element: { type: 'BYTE_ARRAY', converted_type: 'UTF8' },
  fits: () => true,
  toStored: (text) => text,
  toText: String,
};

const BOOLEAN: ParquetCodec = {
  element: { type: 'BOOLEAN' },
  fits: (text) => text === 't' || text === 'f',
  toStored: (text) => text === 't',
  toText: (stored) => (stored === true ? 't' : 'f'),
};

const INTEGER = /^(0|-?[1-9]\d*)$/;

const INT32: ParquetCodec = {
  element: { type: 'INT32' },
  fits: (text) => INTEGER.test(text) && Math.abs(Number(text)) < 2 ** 31,
  toStored: Number,
  toText: String,
};

const INT64: ParquetCodec = {
  element: { type: 'INT64' },
  fits: (text) => INTEGER.test(text) && text.length < 19,
  toStored: BigInt,
  toText: String,
};

/** JavaScript and PostgreSQL both print the shortest text, but switch to exponents at different sizes. */
const DOUBLE: ParquetCodec = {
  element: { type: 'DOUBLE' },
  fits: (text) => String(Number(text)) === text,
  toStored: Number,
  toText: String,
};

const DAY_MS = 86_400_000;
const DATE: ParquetCodec = {
  element: { type: 'INT32', converted_type: 'DATE' },
  fits: (text) => /^\d{4}-\d\d-\d\d$/.test(text),
  toStored: (text) => Date.parse(text) / DAY_MS,
  toText: (stored) => new Date(Number(stored) * DAY_MS).toISOString().slice(0, 10),
};

const TIMESTAMP = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.(\d{0,5}[1-9]))?$/;

const timestamp = (zone: '' | '+00'): ParquetCodec => ({
  element: {
    type: 'INT64',
    logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: zone !== '', unit: 'MICROS' },
  },
  fits: (text) => text.endsWith(zone) && TIMESTAMP.test(text.slice(0, text.length - zone.length)),
  toStored: (text) => {
    const [, day, time, fraction = ''] = TIMESTAMP.exec(text.slice(0, text.length - zone.length)) ?? [];
    return BigInt(Date.parse(`${day}T${time}Z`)) * 1000n + BigInt(fraction.padEnd(6, '0'));
  },
  toText: (stored) => {
    const micros = BigInt(stored);
    const fraction = ((micros % 1_000_000n) + 1_000_000n) % 1_000_000n;
    const seconds = new Date(Number((micros - fraction) / 1000n)).toISOString().slice(0, 19).replace('T', ' ');
    const digits = String(fraction).padStart(6, '0').replace(/0+$/, '');
    return `${seconds}${digits === '' ? '' : `.${digits}`}${zone}`;
  },
});

/** More digits than Parquet's readers handle as a decimal. */
const MAX_DIGITS = 38;
const INT64_DIGITS = 18;

/** A decimal of one scale for the whole column: 1.50 and 1.5 are the same number, not the same text. */
function decimal(digits: number, scale: number): ParquetCodec {
  const pattern = scale === 0 ? INTEGER : new RegExp(`^-?(0|[1-9]\\d*)\\.\\d{${scale}}$`);
  const physical: Omit<SchemaElement, 'name'> =
    digits <= INT64_DIGITS ? { type: 'INT64' } : { type: 'FIXED_LEN_BYTE_ARRAY', type_length: 16 };
  return {
    element: { ...physical, converted_type: 'DECIMAL', scale, precision: digits },
    fits: (text) => pattern.test(text) && countDigits(text) <= digits && !/^-0\.?0*$/.test(text),
    toStored: (text) => BigInt(text.replace('.', '')),
    toText: (stored) => toDecimalText(BigInt(stored), scale),
  };
}

function toDecimalText(unscaled: bigint, scale: number): string {
  const sign = unscaled < 0n ? '-' : '';
  const digits = String(unscaled < 0n ? -unscaled : unscaled).padStart(scale + 1, '0');
  return scale === 0 ? sign + digits : `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

const countDigits = (text: string): number => text.replace(/[-.]/g, '').length;

function decimalOf(texts: Iterable<string>): ParquetCodec {
  let digits = 1;
  let scale = 0;
  for (const text of texts) {
    digits = Math.max(digits, countDigits(text));
    scale = text.includes('.') ? text.length - text.indexOf('.') - 1 : 0;
  }
  return digits <= MAX_DIGITS ? decimal(digits, scale) : TEXT;
}

/** The type of a column: the closest that carries every one of its values, NULLs left out. */
export function chooseCodec(type: string, texts: readonly string[]): ParquetCodec {
  const codec = closestCodec(type, texts);
  return texts.every((text) => codec.fits(text)) ? codec : TEXT;
}

function closestCodec(type: string, texts: readonly string[]): ParquetCodec {
  const name = type.replace(/\(.*?\)/, '');
  if (name === 'boolean') return BOOLEAN;
  if (name === 'smallint' || name === 'integer') return INT32;
  if (name === 'bigint') return INT64;
  if (name === 'numeric') return decimalOf(texts);
  if (name === 'double precision') return DOUBLE;
  if (name === 'date') return DATE;
  if (name === 'timestamp without time zone') return timestamp('');
  if (name === 'timestamp with time zone') return timestamp('+00');
  return TEXT;
}

/** The codec a file was written with, from its own schema. */
export function codecOf(element: SchemaElement): ParquetCodec {
  if (element.converted_type === 'DECIMAL') return decimal(element.precision ?? 0, element.scale ?? 0);
  if (element.converted_type === 'DATE') return DATE;
  if (element.logical_type?.type === 'TIMESTAMP') return timestamp(element.logical_type.isAdjustedToUTC ? '+00' : '');
  if (element.type === 'BOOLEAN') return BOOLEAN;
  if (element.type === 'INT32') return INT32;
  if (element.type === 'INT64') return INT64;
  return element.type === 'DOUBLE' ? DOUBLE : TEXT;
}
