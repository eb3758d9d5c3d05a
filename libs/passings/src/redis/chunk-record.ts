import { isByRtc, type Passing, type TimeSource } from '../domain/passing.js';
import { NOT_REPORTED, type PassingColumns, TIME_SOURCES } from '../domain/passing-columns.js';
import { readersOf, writersOf } from './record-fields.js';
import { CHUNK_US, EXTENSION, EXTENSION_MARK, MARKS, RECORD, SLOT_BYTES } from './record-layout.js';

/** Reads a field of the record at an offset of a chunk. */
export const readRecord = readersOf(RECORD);
const readExtension = readersOf(EXTENSION);
const writeRecord = writersOf(RECORD);
const writeExtension = writersOf(EXTENSION);

const { timeInChunkUs, passingNumber: number, source, transponder, batteryTenthsV } = readRecord;
const { strength, hits, decoderFlags, receivedAtMs, marks, timeSource } = readRecord;

/** Value of the dictionary for the source of a record. */
export interface Source {
  readonly decoderId: string;
  readonly loopId: number;
  readonly clockOffsetUs: number;
}

function isExtended(passing: Passing): boolean {
  return (!isByRtc(passing) && passing.rtcTimeUs !== null) || passing.alternativeTimeUs !== null;
}

export function encodedBytes(passing: Passing): number {
  return isExtended(passing) ? 2 * SLOT_BYTES : SLOT_BYTES;
}

/** Writes the passing at `at` and returns the offset of the next one. */
export function encodePassing(
  passing: Passing,
  source: number,
  transponder: number,
  into: Buffer,
  at: number,
): number {
  const { passingNumber, strength, hits, batteryVoltageV, decoderFlags } = passing;
  const extended = isExtended(passing);
  writeRecord.timeInChunkUs(into, at, passing.timeUs % CHUNK_US);
  writeRecord.passingNumber(into, at, passingNumber ?? 0);
  writeRecord.source(into, at, source);
  writeRecord.transponder(into, at, transponder);
  writeRecord.batteryTenthsV(into, at, Math.round((batteryVoltageV ?? 0) * 10) & 0xff);
  writeRecord.strength(into, at, strength ?? 0);
  writeRecord.hits(into, at, hits ?? 0);
  writeRecord.decoderFlags(into, at, decoderFlags ?? 0);
  writeRecord.receivedAtMs(into, at, passing.receivedAtMs);
  writeRecord.marks(
    into,
    at,
    (passingNumber === null ? 0 : MARKS.hasNumber) |
      (strength === null ? 0 : MARKS.hasStrength) |
      (hits === null ? 0 : MARKS.hasHits) |
      (batteryVoltageV === null ? 0 : MARKS.hasBattery) |
      (decoderFlags === null ? 0 : MARKS.hasFlags) |
      (passing.isNumberDoubtful ? MARKS.isNumberDoubtful : 0) |
      (passing.isTimeDoubtful ? MARKS.isTimeDoubtful : 0) |
      (extended ? MARKS.hasExtension : 0),
  );
  writeRecord.timeSource(into, at, TIME_SOURCES.indexOf(passing.timeSource));
  if (!extended) return at + SLOT_BYTES;

  const extension = at + SLOT_BYTES;
  into.fill(0, extension, extension + SLOT_BYTES);
  writeExtension.mark(into, extension, EXTENSION_MARK);
  writeExtension.rtcTimeUs(into, extension, passing.rtcTimeUs ?? 0);
  writeExtension.alternativeTimeUs(into, extension, passing.alternativeTimeUs ?? 0);
  return extension + SLOT_BYTES;
}

/** Returns the passing at `at` of a chunk. */
export function decodePassing(
  records: DataView,
  at: number,
  chunk: number,
  { decoderId, loopId, clockOffsetUs }: Source,
  transponderId: string | null,
): Passing {
  const present = marks(records, at);
  const timeSource = timeSourceAt(records, at);
  const timeUs = chunk * CHUNK_US + timeInChunkUs(records, at);
  return {
    decoderId,
    loopId,
    passingNumber: (present & MARKS.hasNumber) === 0 ? null : number(records, at),
    isNumberDoubtful: (present & MARKS.isNumberDoubtful) !== 0,
    transponderId,
    timeUs,
    timeSource,
    isTimeDoubtful: (present & MARKS.isTimeDoubtful) !== 0,
    alternativeTimeUs: alternativeAt(records, at),
    rtcTimeUs: isByRtc({ timeSource }) ? timeUs - clockOffsetUs : rtcTimeAt(records, at),
    clockOffsetUs,
    receivedAtMs: receivedAtMs(records, at),
    strength: (present & MARKS.hasStrength) === 0 ? null : strength(records, at),
    hits: (present & MARKS.hasHits) === 0 ? null : hits(records, at),
    batteryVoltageV: (present & MARKS.hasBattery) === 0 ? null : batteryTenthsV(records, at) / 10,
    decoderFlags: (present & MARKS.hasFlags) === 0 ? null : decoderFlags(records, at),
  };
}

/** Adds the passing at `at` of a chunk to the columns, which have room. */
export function decodeInto(columns: PassingColumns, records: DataView, at: number, chunk: number): void {
  const row = columns.length++;
  const present = marks(records, at);
  columns.timeUs[row] = chunk * CHUNK_US + timeInChunkUs(records, at);
  columns.passingNumber[row] = (present & MARKS.hasNumber) === 0 ? NOT_REPORTED : number(records, at);
  columns.source[row] = source(records, at);
  columns.transponder[row] = transponder(records, at);
  columns.batteryTenthsV[row] =
    (present & MARKS.hasBattery) === 0 ? NOT_REPORTED : batteryTenthsV(records, at);
  columns.strength[row] = (present & MARKS.hasStrength) === 0 ? NOT_REPORTED : strength(records, at);
  columns.hits[row] = (present & MARKS.hasHits) === 0 ? NOT_REPORTED : hits(records, at);
  columns.decoderFlags[row] = (present & MARKS.hasFlags) === 0 ? NOT_REPORTED : decoderFlags(records, at);
  columns.receivedAtMs[row] = receivedAtMs(records, at);
  columns.isNumberDoubtful[row] = (present & MARKS.isNumberDoubtful) === 0 ? 0 : 1;
  columns.isTimeDoubtful[row] = (present & MARKS.isTimeDoubtful) === 0 ? 0 : 1;
  columns.alternativeTimeUs[row] = alternativeAt(records, at) ?? NOT_REPORTED;
  columns.timeSource[row] = timeSource(records, at);
}

/** Whether the record at `at` has a doubt; false in an extension slot, whose marks are 0. */
export function isDoubtfulAt(records: DataView, at: number): boolean {
  return (marks(records, at) & (MARKS.isNumberDoubtful | MARKS.isTimeDoubtful)) !== 0;
}

/** Returns the number of the record at `at`, or undefined, without decoding the rest. */
export function numberAt(records: DataView, at: number): number | undefined {
  return (marks(records, at) & MARKS.hasNumber) === 0 ? undefined : number(records, at);
}

/** Returns the size of the record at `at` with its extension; an extension by itself has one slot. */
export function bytesAt(records: DataView, at: number): number {
  const isExtended =
    timeInChunkUs(records, at) < EXTENSION_MARK && (marks(records, at) & MARKS.hasExtension) !== 0;
  return isExtended ? 2 * SLOT_BYTES : SLOT_BYTES;
}

export function timeSourceAt(records: DataView, at: number): TimeSource {
  return TIME_SOURCES[timeSource(records, at)] ?? 'rtc';
}

/** Returns the RTC time of a passing that is not placed by it. */
export function rtcTimeAt(records: DataView, at: number): number | null {
  if ((marks(records, at) & MARKS.hasExtension) === 0) return null;
  return readExtension.rtcTimeUs(records, at + SLOT_BYTES);
}

/** Returns the alternative time; null also where a settled doubt left its extension behind. */
function alternativeAt(records: DataView, at: number): number | null {
  const doubted = MARKS.isTimeDoubtful | MARKS.hasExtension;
  if ((marks(records, at) & doubted) !== doubted) return null;
  const alternativeUs = readExtension.alternativeTimeUs(records, at + SLOT_BYTES);
  return alternativeUs === 0 ? null : alternativeUs;
}

/** Views the bytes themselves, without a copy. */
export function viewOf(records: Buffer): DataView {
  return new DataView(records.buffer, records.byteOffset, records.length);
}
