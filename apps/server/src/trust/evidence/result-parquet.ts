import { AtlasError } from '@aureus/contract';
import { parquetMetadata, parquetRead } from 'hyparquet';
import type { DecodedArray, FileMetaData, SchemaElement } from 'hyparquet';
import { parquetWriteBuffer } from 'hyparquet-writer';
import type { Result, ResultColumn } from './evidence.ts';
import { chooseCodec, codecOf } from './parquet-codecs.ts';
import type { ParquetCodec, Stored } from './parquet-codecs.ts';

/** Key of the file's metadata under which the columns stand as PostgreSQL named and typed them. */
const COLUMNS_KEY = 'aureus.atlas.columns';

/**
 * The result as a Parquet file that any reader opens: numbers, dates and times as such where Parquet carries each value
 * of the column exactly, everything else as PostgreSQL's own text with its type in the metadata.
 */
export function toParquet(result: Result): Uint8Array {
  const columns = result.columns.map((column, at) => {
    const texts = result.rows.map((row) => row[at] ?? null);
    const codec = chooseCodec(
      column.type,
      texts.filter((text) => text !== null),
    );
    return { codec, data: texts.map((text) => (text === null ? undefined : codec.toStored(text))) };
  });
  const names = uniqueNames(result.columns);
  const schema: SchemaElement[] = [
    { name: 'result', num_children: columns.length },
    ...columns.map(({ codec }, at) => ({
      ...codec.element,
      name: names[at] ?? '',
      repetition_type: 'OPTIONAL' as const,
    })),
  ];
  const buffer = parquetWriteBuffer({
    columnData: columns.map(({ data }, at) => ({ name: names[at] ?? '', data: data as DecodedArray })),
    schema,
    codec: 'UNCOMPRESSED',
    statistics: false,
    kvMetadata: [{ key: COLUMNS_KEY, value: JSON.stringify(result.columns) }],
    createdBy: 'AUREUS Atlas',
  });
  return new Uint8Array(buffer);
}

/** Parquet readers address columns by name; SQL may give two the same one. */
function uniqueNames(columns: readonly ResultColumn[]): string[] {
  const used = new Set<string>();
  return columns.map(({ name }) => {
    let unique = name === '' ? 'column' : name;
    for (let next = 2; used.has(unique); next++) unique = `${name}_${next}`;
    used.add(unique);
    return unique;
  });
}

/** What `toParquet` was given, text for text. */
export async function fromParquet(bytes: Uint8Array): Promise<Result> {
  const file = bytes.slice().buffer;
  const metadata = parquetMetadata(file);
  const columns = columnsOf(metadata);
  const codecs = metadata.schema.slice(1).map(codecOf);
  let rows: (string | null)[][] = [];
  await parquetRead({
    file,
    metadata: withoutDecimals(metadata),
    parsers: PARSERS,
    // As arrays: a column may be called `__proto__`.
    onComplete: (raw) => (rows = raw.map((row) => codecs.map((codec, at) => toCell(row[at], codec)))),
  });
  return { columns, rows };
}

function columnsOf(metadata: FileMetaData): ResultColumn[] {
  const found = metadata.key_value_metadata?.find(({ key }) => key === COLUMNS_KEY)?.value;
  if (found === undefined)
    throw new AtlasError('INTERNAL_ERROR', 'The result cannot be read.', { detail: 'no columns' });
  return JSON.parse(found) as ResultColumn[];
}

function toCell(stored: unknown, codec: ParquetCodec): string | null {
  if (stored === null || stored === undefined) return null;
  return codec.toText(stored instanceof Uint8Array ? fromTwosComplement(stored) : (stored as Stored));
}

const fromTwosComplement = (bytes: Uint8Array): bigint =>
  BigInt.asIntN(128, BigInt(`0x${Buffer.from(bytes).toString('hex')}`));

/** The reader turns decimals into floating point; without the mark it gives the stored integer. */
function withoutDecimals(metadata: FileMetaData): FileMetaData {
  const schema = metadata.schema.map((element) => {
    if (element.converted_type !== 'DECIMAL') return element;
    const { converted_type: _, logical_type: __, ...plain } = element;
    return plain;
  });
  return { ...metadata, schema };
}

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
const PARSERS = {
  dateFromDays: (days: number) => days,
  timestampFromMicroseconds: (micros: bigint) => micros,
  stringFromBytes: (bytes: Uint8Array | undefined) => bytes && decoder.decode(bytes),
} as const;
