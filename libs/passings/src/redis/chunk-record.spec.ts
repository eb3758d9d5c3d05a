import fc from 'fast-check';
import type { Passing } from '../domain/passing.js';
import { PassingColumns } from '../domain/passing-columns.js';
import { aPassing } from '../testing/a-passing.js';
import { arbitraryPassing } from '../testing/arbitrary-passings.js';
import {
  decodeInto,
  decodePassing,
  encodedBytes,
  encodePassing,
  isDoubtfulAt,
  numberAt,
  readRecord,
  viewOf,
} from './chunk-record.js';
import { CHUNK_US, chunkOf, EXTENSION_MARK, SEGMENT_BYTES, SLOT_BYTES } from './record-layout.js';

const SOURCE = 0x0201;
const TRANSPONDER = 0x050403;
const CHUNK = 2_833_333;

const FULL = aPassing({
  passingNumber: 0x0d0c0b0a,
  timeUs: CHUNK * CHUNK_US + 0x01020304,
  strength: 0x0807,
  hits: 0x0a09,
  batteryVoltageV: 3.1,
  decoderFlags: 0x0c0b,
  receivedAtMs: 0x010203040506,
});

/** Encodes a passing as in a chunk, with junk around it. */
function encoded(passing: Passing): { records: Buffer; at: number; end: number } {
  const records = Buffer.alloc(3 * SLOT_BYTES, 0xee);
  return { records, at: 5, end: encodePassing(passing, SOURCE, TRANSPONDER, records, 5) };
}
const hexOf = (passing: Passing): string => {
  const { records, at, end } = encoded(passing);
  return records.subarray(at, end).toString('hex');
};

describe('a passing in a chunk', () => {
  it('has each value in its place', () => {
    expect(hexOf(FULL)).toBe(
      '04030201' +
        '0a0b0c0d' +
        '0102' +
        '030405' +
        '1f' +
        '0708' +
        '090a' +
        '0b0c' +
        '060504030201' +
        '1f' +
        '00',
    );
  });

  it.each<[string, Partial<Passing>, string, string]>([
    ['no number', { passingNumber: null }, '1e', '00000000'],
    ['no strength', { strength: null }, '1d', '0a0b0c0d'],
    ['no hits', { hits: null }, '1b', '0a0b0c0d'],
    ['no battery', { batteryVoltageV: null }, '17', '0a0b0c0d'],
    ['no flags', { decoderFlags: null }, '0f', '0a0b0c0d'],
    ['a doubtful number', { isNumberDoubtful: true }, '3f', '0a0b0c0d'],
    ['a doubtful time', { isTimeDoubtful: true }, '5f', '0a0b0c0d'],
  ])('says of %s that it is so', (_, part, marks, number) => {
    const hex = hexOf({ ...FULL, ...part });
    expect([hex.slice(52, 54), hex.slice(8, 16)]).toEqual([marks, number]);
    expect(hex).toHaveLength(2 * SLOT_BYTES);
  });

  it('leaves 0 where nothing was reported', () => {
    const nothing = { strength: null, hits: null, batteryVoltageV: null, decoderFlags: null };
    expect(hexOf({ ...FULL, ...nothing }).slice(26, 40)).toBe('00' + '0000' + '0000' + '0000');
  });

  it('has the value of another clock behind it, in a slot that no time can be taken for', () => {
    const passing: Passing = { ...FULL, timeSource: 'utc', rtcTimeUs: 0x01020304050607 };
    expect(encodedBytes(passing)).toBe(2 * SLOT_BYTES);
    const hex = hexOf(passing);
    expect(hex.slice(52, 56)).toBe('9f' + '01');
    expect(hex.slice(56)).toBe('00000080' + '0706050403020100' + '00'.repeat(16));
    expect(hexOf({ ...FULL, timeSource: 'received', rtcTimeUs: null }).slice(52)).toBe('1f' + '02');
    expect(encodedBytes(FULL)).toBe(SLOT_BYTES);
  });

  it('has the other time at which it may have happened behind it, for as long as its own is doubtful', () => {
    const passing: Passing = { ...FULL, isTimeDoubtful: true, alternativeTimeUs: 0x01020304050607 };
    const hex = hexOf(passing);
    expect(hex.slice(52, 56)).toBe('df' + '00');
    expect([hex.slice(56, 64), hex.slice(80)]).toEqual(['00000080', '0706050403020100' + '00'.repeat(8)]);
    const { records, at } = encoded(passing);
    records[at + 26] = (records[at + 26] ?? 0) - 0x40;
    const source = { decoderId: 'finish', loopId: 1, clockOffsetUs: 0 };
    expect(decodePassing(viewOf(records), at, CHUNK, source, FULL.transponderId)).toEqual(FULL);
  });

  it('comes back as it was, as an object and in columns, wherever it lies', () => {
    fc.assert(
      fc.property(arbitraryPassing, fc.boolean(), (drawn, isNumberDoubtful) => {
        const passing = { ...drawn, isNumberDoubtful };
        const { records, at, end } = encoded(passing);
        const view = viewOf(records);
        expect(end - at).toBe(encodedBytes(passing));
        const { decoderId, loopId, clockOffsetUs, transponderId } = passing;
        const chunk = chunkOf(passing.timeUs);
        expect(decodePassing(view, at, chunk, { decoderId, loopId, clockOffsetUs }, transponderId)).toEqual(
          passing,
        );
        const names = { place: () => ({ decoderId, loopId }), transponderId: () => transponderId };
        const columns = new PassingColumns(2, names);
        columns.length = 1;
        decodeInto(columns, view, at, chunk);
        const { rtcTimeUs, clockOffsetUs: offsetUs } = passing;
        expect({ ...columns.at(1), rtcTimeUs, clockOffsetUs: offsetUs }).toEqual(passing);
        expect([columns.length, columns.source[1], columns.transponder[1]]).toEqual([2, SOURCE, TRANSPONDER]);
        expect(numberAt(view, at) ?? null).toBe(passing.passingNumber);
        expect(readRecord.receivedAtMs(view, at)).toBe(passing.receivedAtMs);
        expect(isDoubtfulAt(view, at)).toBe(isNumberDoubtful || passing.isTimeDoubtful);
      }),
    );
  });

  it('is in doubt nowhere but in its own slot', () => {
    const { records, at } = encoded({ ...FULL, timeSource: 'utc', rtcTimeUs: 1, isNumberDoubtful: true });
    expect(isDoubtfulAt(viewOf(records), at)).toBe(true);
    expect(isDoubtfulAt(viewOf(records), at + SLOT_BYTES)).toBe(false);
  });
});

it('the measures of a chunk are what every kept byte goes by', () => {
  expect([SLOT_BYTES, CHUNK_US, SEGMENT_BYTES, EXTENSION_MARK]).toEqual([28, 600_000_000, 114_688, 2 ** 31]);
  expect([0, CHUNK_US - 1, CHUNK_US, -1].map(chunkOf)).toEqual([0, 0, 1, -1]);
});
