import { isByRtc, type Passing, type TimeSource } from '../domain/passing.js';
import { NOT_REPORTED, type PassingColumns, TIME_SOURCES } from '../domain/passing-columns.js';

/**
 * A passing as it lies in a chunk: 28 bytes, little-endian.
 *
 *  offset size
 *   0     4    time within the chunk, us (below 600,000,000; 0x80000000 marks a slot that is no passing: an extension,
 *              or one whose passing was dated anew and lies elsewhere now)
 *   4     4    passing number, 0 where none was reported
 *   8     2    source (dictionary number: decoder, loop, clock offset)
 *  10     3    transponder (dictionary number, 0: none)
 *  13     1    battery, tenths of a volt
 *  14     2    strength
 *  16     2    hits
 *  18     2    flags of the decoder
 *  20     6    received at, ms since 1970
 *  26     1    what was reported: bit 0 number, 1 strength, 2 hits, 3 battery, 4 flags; bit 5: the number is doubtful;
 *              bit 6: the time is doubtful; bit 7: extension follows
 *  27     1    time source
 *
 * Where the time does not come from the decoder's RTC, that RTC's own value follows in an extension slot of the
 * same width: 0x80000000, then the value as u64 and, as u64, the other time at which it may have happened; 0 where
 * there is none.
 */
export const SLOT_BYTES = 28;
export const CHUNK_US = 600_000_000;
/**
 * From this length on nothing is added to a segment of a chunk, and the next one begins. A string that grows takes new
 * memory and is copied, which takes milliseconds where it is long.
 */
export const SEGMENT_BYTES = 4096 * SLOT_BYTES;
export const EXTENSION_MARK = 0x80000000;
/** Within an extension slot. */
const RTC_AT = 4;
const ALTERNATIVE_AT = 12;

const HAS_NUMBER = 1;
const HAS_STRENGTH = 2;
const HAS_HITS = 4;
const HAS_BATTERY = 8;
const HAS_FLAGS = 16;
const NUMBER_IS_DOUBTFUL = 32;
const TIME_IS_DOUBTFUL = 64;
export const HAS_EXTENSION = 128;

/** What the dictionaries hold for a record. */
export interface Source {
  readonly decoderId: string;
  readonly loopId: number;
  readonly clockOffsetUs: number;
}

export function chunkOf(timeUs: number): number {
  return Math.floor(timeUs / CHUNK_US);
}

function isExtended(passing: Passing): boolean {
  return (!isByRtc(passing) && passing.rtcTimeUs !== null) || passing.alternativeTimeUs !== null;
}

export function encodedBytes(passing: Passing): number {
  return isExtended(passing) ? 2 * SLOT_BYTES : SLOT_BYTES;
}

/** Writes the passing at `at` and returns where the next one goes. */
export function encodePassing(
  passing: Passing,
  source: number,
  transponder: number,
  into: Buffer,
  at: number,
): number {
  const { passingNumber, strength, hits, batteryVoltageV, decoderFlags } = passing;
  const extended = isExtended(passing);
  into.writeUInt32LE(passing.timeUs % CHUNK_US, at);
  into.writeUInt32LE(passingNumber ?? 0, at + 4);
  into.writeUInt16LE(source, at + 8);
  into.writeUIntLE(transponder, at + 10, 3);
  into[at + 13] = Math.round((batteryVoltageV ?? 0) * 10);
  into.writeUInt16LE(strength ?? 0, at + 14);
  into.writeUInt16LE(hits ?? 0, at + 16);
  into.writeUInt16LE(decoderFlags ?? 0, at + 18);
  into.writeUIntLE(passing.receivedAtMs, at + 20, 6);
  into[at + 26] =
    (passingNumber === null ? 0 : HAS_NUMBER) |
    (strength === null ? 0 : HAS_STRENGTH) |
    (hits === null ? 0 : HAS_HITS) |
    (batteryVoltageV === null ? 0 : HAS_BATTERY) |
    (decoderFlags === null ? 0 : HAS_FLAGS) |
    (passing.isNumberDoubtful ? NUMBER_IS_DOUBTFUL : 0) |
    (passing.isTimeDoubtful ? TIME_IS_DOUBTFUL : 0) |
    (extended ? HAS_EXTENSION : 0);
  into[at + 27] = TIME_SOURCES.indexOf(passing.timeSource);
  if (!extended) return at + SLOT_BYTES;

  const extension = at + SLOT_BYTES;
  into.fill(0, extension, extension + SLOT_BYTES);
  into.writeUInt32LE(EXTENSION_MARK, extension);
  into.writeBigUInt64LE(BigInt(passing.rtcTimeUs ?? 0), extension + RTC_AT);
  into.writeBigUInt64LE(BigInt(passing.alternativeTimeUs ?? 0), extension + ALTERNATIVE_AT);
  return extension + SLOT_BYTES;
}

/** The passing that lies at `at` of a chunk. */
export function decodePassing(
  records: Buffer,
  at: number,
  chunk: number,
  source: Source,
  transponderId: string | null,
): Passing {
  const present = records[at + 26] ?? 0;
  const timeSource = timeSourceAt(records, at);
  const timeUs = chunk * CHUNK_US + records.readUInt32LE(at);
  return {
    decoderId: source.decoderId,
    loopId: source.loopId,
    passingNumber: (present & HAS_NUMBER) === 0 ? null : records.readUInt32LE(at + 4),
    isNumberDoubtful: (present & NUMBER_IS_DOUBTFUL) !== 0,
    transponderId,
    timeUs,
    timeSource,
    isTimeDoubtful: (present & TIME_IS_DOUBTFUL) !== 0,
    alternativeTimeUs: alternativeAt(viewOf(records), at),
    rtcTimeUs: isByRtc({ timeSource }) ? timeUs - source.clockOffsetUs : rtcTimeAt(records, at),
    clockOffsetUs: source.clockOffsetUs,
    receivedAtMs: records.readUIntLE(at + 20, 6),
    strength: (present & HAS_STRENGTH) === 0 ? null : records.readUInt16LE(at + 14),
    hits: (present & HAS_HITS) === 0 ? null : records.readUInt16LE(at + 16),
    batteryVoltageV: (present & HAS_BATTERY) === 0 ? null : (records[at + 13] ?? 0) / 10,
    decoderFlags: (present & HAS_FLAGS) === 0 ? null : records.readUInt16LE(at + 18),
  };
}

/** Adds the passing that lies at `at` of a chunk to the columns, which have room. */
export function decodeInto(columns: PassingColumns, records: DataView, at: number, chunk: number): void {
  const row = columns.length++;
  const present = records.getUint8(at + 26);
  columns.timeUs[row] = chunk * CHUNK_US + records.getUint32(at, true);
  columns.passingNumber[row] = (present & HAS_NUMBER) === 0 ? NOT_REPORTED : records.getUint32(at + 4, true);
  columns.source[row] = records.getUint16(at + 8, true);
  columns.transponder[row] = records.getUint32(at + 9, true) >>> 8;
  columns.batteryTenthsV[row] = (present & HAS_BATTERY) === 0 ? NOT_REPORTED : records.getUint8(at + 13);
  columns.strength[row] = (present & HAS_STRENGTH) === 0 ? NOT_REPORTED : records.getUint16(at + 14, true);
  columns.hits[row] = (present & HAS_HITS) === 0 ? NOT_REPORTED : records.getUint16(at + 16, true);
  columns.decoderFlags[row] = (present & HAS_FLAGS) === 0 ? NOT_REPORTED : records.getUint16(at + 18, true);
  columns.receivedAtMs[row] = records.getUint32(at + 20, true) + records.getUint16(at + 24, true) * 2 ** 32;
  columns.isNumberDoubtful[row] = (present & NUMBER_IS_DOUBTFUL) === 0 ? 0 : 1;
  columns.isTimeDoubtful[row] = (present & TIME_IS_DOUBTFUL) === 0 ? 0 : 1;
  columns.alternativeTimeUs[row] = alternativeAt(records, at) ?? NOT_REPORTED;
  columns.timeSource[row] = records.getUint8(at + 27);
}

/** In an extension slot these bytes are 0. */
export function isDoubtfulAt(records: Buffer, at: number): boolean {
  return ((records[at + 26] ?? 0) & (NUMBER_IS_DOUBTFUL | TIME_IS_DOUBTFUL)) !== 0;
}

/** The number of the record at `at`, and when it was received, without decoding the rest. */
export function numberAt(records: Buffer, at: number): number | undefined {
  return ((records[at + 26] ?? 0) & HAS_NUMBER) === 0 ? undefined : records.readUInt32LE(at + 4);
}

export function timeSourceAt(records: Buffer, at: number): TimeSource {
  return TIME_SOURCES[records[at + 27] ?? 0] ?? 'rtc';
}

export function receivedAtMsAt(records: Buffer, at: number): number {
  return records.readUIntLE(at + 20, 6);
}

/** The RTC time of a passing that is not placed by it. */
export function rtcTimeAt(records: Buffer, at: number): number | null {
  if (((records[at + 26] ?? 0) & HAS_EXTENSION) === 0) return null;
  return Number(records.readBigUInt64LE(at + SLOT_BYTES + RTC_AT));
}

/** A doubt that was settled leaves its extension behind. */
function alternativeAt(records: DataView, at: number): number | null {
  const isThere =
    (records.getUint8(at + 26) & (TIME_IS_DOUBTFUL | HAS_EXTENSION)) === (TIME_IS_DOUBTFUL | HAS_EXTENSION);
  const alternativeUs = isThere ? Number(records.getBigUint64(at + SLOT_BYTES + ALTERNATIVE_AT, true)) : 0;
  return alternativeUs === 0 ? null : alternativeUs;
}

function viewOf(records: Buffer): DataView {
  return new DataView(records.buffer, records.byteOffset, records.length);
}
