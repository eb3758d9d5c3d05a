import { type Field, type Fields, field, readersOf, structFormat, writersOf } from './record-fields.js';
import {
  CHUNK_US,
  DIGESTED,
  DIGESTED_BYTES,
  EXTENSION,
  FEED_RUN,
  FEED_RUN_BYTES,
  FORMAT_BYTES,
  FORMAT_SLOT,
  RECORD,
  SLOT_BYTES,
  SUMMARY,
  SUMMARY_BYTES,
} from './record-layout.js';

const TABLES: readonly (readonly [string, Fields, number])[] = [
  ['a record', RECORD, SLOT_BYTES],
  ['an extension', EXTENSION, SLOT_BYTES],
  ['the beginning of a segment', FORMAT_SLOT, FORMAT_BYTES],
  ['a run of the sequence', FEED_RUN, FEED_RUN_BYTES],
  ['a summary', SUMMARY, SUMMARY_BYTES],
  ['a summary of a day', DIGESTED, DIGESTED_BYTES],
];
const END = 3;

describe('the table of', () => {
  it.each(TABLES)('%s names each byte once at the most', (_, fields, bytes) => {
    const inOrder = Object.values(fields).toSorted((one, other) => one.at - other.at);
    const ends = inOrder.map(({ at, bytes: width }) => at + width);
    for (const [index, end] of ends.entries())
      expect(end).toBeLessThanOrEqual(inOrder[index + 1]?.at ?? bytes);
  });

  it.each(TABLES)('%s is what readers and writers go by', (_, fields, bytes) => {
    const [read, write] = [readersOf(fields), writersOf(fields)];
    for (const [name, { at, bytes: width }] of Object.entries<Field>(fields)) {
      const packed = Buffer.alloc(END + bytes);
      const value = Number(BigInt.asUintN(Math.min(width * 8, 53), 0xf1_e2d3_c4b5_a697n));
      write[name]?.(packed, END, value);
      expect(packed.readUIntLE(END + at, Math.min(width, 6))).toBe(value % 2 ** (8 * Math.min(width, 6)));
      expect(read[name]?.(new DataView(packed.buffer, packed.byteOffset, packed.length), END)).toBe(value);
      expect(packed.filter((byte) => byte !== 0).length).toBeLessThanOrEqual(width);
    }
  });

  it('a record leaves no byte between its fields', () => {
    const bytes = Object.values(RECORD).reduce((sum, { bytes: width }) => sum + width, 0);
    expect([bytes, SLOT_BYTES, SUMMARY_BYTES, DIGESTED_BYTES, CHUNK_US]).toEqual([
      28, 28, 16, 16, 600_000_000,
    ]);
  });
});

it('a value that is too large for its field is refused', () => {
  const write = writersOf({ source: field(0, 'u16') });
  expect(() => {
    write.source(Buffer.alloc(2), 0, 65_536);
  }).toThrow('It must be >= 0 and <= 65535');
});

it('fields are one format for the scripts of Redis where they lie side by side', () => {
  expect(structFormat(RECORD, 'timeInChunkUs', 'passingNumber', 'source', 'transponder')).toBe('<I4I4I2I3');
  expect(() => structFormat(RECORD, 'timeInChunkUs', 'source')).toThrow(
    'source does not follow timeInChunkUs',
  );
});
