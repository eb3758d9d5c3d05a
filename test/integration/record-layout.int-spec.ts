import fc from 'fast-check';
import {
  type Field,
  type Fields,
  formatSlot,
  FORMAT_SLOT,
  LUA_LAYOUT,
  packedRun,
  readersOf,
  RECORD,
  SLOT_BYTES,
  SUMMARY,
  viewOf,
  writersOf,
} from '../../libs/passings/src/testing/record-layout.js';
import { storeConnections } from './store-connections.js';

const redis = storeConnections();

function formatNamed(constant: string): string {
  const format = LUA_LAYOUT[constant];
  if (typeof format !== 'string') throw new Error(`LUA_LAYOUT has no format ${constant}`);
  return format;
}

/** Reads packed bytes in a script, by the format and the offset that LUA_LAYOUT names. */
async function readByScript(constant: string, packed: Buffer): Promise<number> {
  const at = Number(LUA_LAYOUT[`${constant}_AT`]);
  const script = 'return (struct.unpack(ARGV[1], ARGV[2], 1 + ARGV[3]))';
  return Number(await redis.reader.eval(script, 0, formatNamed(constant), packed, at));
}

async function packByScript(constant: string, values: readonly number[]): Promise<Buffer> {
  const script = 'return struct.pack(ARGV[1], unpack(ARGV, 2))';
  return (await redis.reader.callBuffer('EVAL', script, 0, formatNamed(constant), ...values)) as Buffer;
}

const constantOf = (table: string, name: string): string =>
  `${table}_${name.replace(/[A-Z]/g, '_$&').toUpperCase()}`;

const TABLES: readonly (readonly [string, Fields])[] = [
  ['RECORD', RECORD],
  ['SUMMARY', SUMMARY],
];

describe.each(TABLES)('readers, writers and scripts have the same places in a %s', (table, fields) => {
  it.each(Object.entries<Field>(fields))('of %s', async (name, { bytes }) => {
    const [read, write] = [readersOf<string>(fields), writersOf<string>(fields)];
    const junk = fc.uint8Array({ minLength: SLOT_BYTES, maxLength: SLOT_BYTES });
    const value = fc.maxSafeNat().map((drawn) => drawn % 2 ** (8 * bytes));
    await fc.assert(
      fc.asyncProperty(junk, value, async (around, given) => {
        const packed = Buffer.from(around);
        expect(await readByScript(constantOf(table, name), packed)).toBe(read[name]?.(viewOf(packed), 0));
        write[name]?.(packed, 0, given);
        expect(await readByScript(constantOf(table, name), packed)).toBe(given);
      }),
      { numRuns: 20 },
    );
  });
});

describe('what a script packs', () => {
  it('is the beginning of a record', async () => {
    const packed = await packByScript('RECORD_HEAD', [599_999_999, 4_000_000_001, 65_000, 16_000_000]);
    const { timeInChunkUs, passingNumber, source, transponder } = readersOf(RECORD);
    const read = [timeInChunkUs, passingNumber, source, transponder].map((each) => each(viewOf(packed), 0));
    expect(read).toEqual([599_999_999, 4_000_000_001, 65_000, 16_000_000]);
    expect(packed).toHaveLength(RECORD.transponder.at + RECORD.transponder.bytes);
  });

  it('is a summary', async () => {
    const packed = await packByScript('SUMMARY', [7, 1, 599_999_999, 4096]);
    const read = Object.values(readersOf(SUMMARY)).map((each) => each(viewOf(packed), 0));
    expect(read).toEqual([7, 1, 599_999_999, 4096]);
  });

  it('is the format of a segment', async () => {
    const packed = await packByScript('FORMAT_SLOT', [
      Number(LUA_LAYOUT.FORMAT_MARK),
      Number(LUA_LAYOUT.FORMAT),
      5,
      2 ** 47,
    ]);
    expect(packed).toEqual(formatSlot(5, 2 ** 47).subarray(0, packed.length));
    expect(packed).toHaveLength(FORMAT_SLOT.base.at + FORMAT_SLOT.base.bytes);
  });

  it('is a run of the sequence', async () => {
    const run = { first: 2 ** 47, chunk: 2_840_172, segment: 9, slot: 70_000, count: 80_000 };
    expect(await packByScript('FEED_RUN', Object.values(run))).toEqual(packedRun(run));
  });
});
