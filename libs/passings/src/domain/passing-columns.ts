import { isByRtc, type Passing, type TimeSource } from './passing.js';

/** The part of a passing that answers show, read by the million. */
export type ShownPassing = Omit<Passing, 'rtcTimeUs' | 'clockOffsetUs'>;

/** Names for the numbers in the columns; the same throughout one reading. */
export interface ColumnNames {
  place(source: number): { readonly decoderId: string; readonly loopId: number };
  transponderId(transponder: number): string | null;
}

/** Mark in a column of numbers of a value that the decoder did not report. */
export const NOT_REPORTED = -1;
export const TIME_SOURCES: readonly TimeSource[] = ['rtc', 'utc', 'received', 'estimated'];

/** Returns the index of the clock that told a time: passings that differ in it are two, and no others of one moment. */
export function clockOf(timeSource: TimeSource): number {
  return isByRtc({ timeSource }) ? TIME_SOURCES.indexOf('rtc') : TIME_SOURCES.indexOf(timeSource);
}

/**
 * A run of passings with a column for each value: an object for each of millions would take most of the time of reading
 * them.
 */
export class PassingColumns {
  length = 0;
  readonly timeUs: Float64Array;
  readonly receivedAtMs: Float64Array;
  readonly passingNumber: Float64Array;
  readonly source: Uint16Array;
  readonly transponder: Uint32Array;
  readonly strength: Int32Array;
  readonly hits: Int32Array;
  readonly batteryTenthsV: Int32Array;
  readonly decoderFlags: Int32Array;
  /** Index in TIME_SOURCES. */
  readonly timeSource: Uint8Array;
  readonly isNumberDoubtful: Uint8Array;
  readonly isTimeDoubtful: Uint8Array;
  readonly alternativeTimeUs: Float64Array;

  constructor(
    readonly capacity: number,
    readonly names: ColumnNames,
  ) {
    this.timeUs = new Float64Array(capacity);
    this.receivedAtMs = new Float64Array(capacity);
    this.passingNumber = new Float64Array(capacity);
    this.source = new Uint16Array(capacity);
    this.transponder = new Uint32Array(capacity);
    this.strength = new Int32Array(capacity);
    this.hits = new Int32Array(capacity);
    this.batteryTenthsV = new Int32Array(capacity);
    this.decoderFlags = new Int32Array(capacity);
    this.timeSource = new Uint8Array(capacity);
    this.isNumberDoubtful = new Uint8Array(capacity);
    this.isTimeDoubtful = new Uint8Array(capacity);
    this.alternativeTimeUs = new Float64Array(capacity);
  }

  push(passing: ShownPassing, source: number, transponder: number): void {
    const at = this.length++;
    const { batteryVoltageV } = passing;
    this.timeUs[at] = passing.timeUs;
    this.receivedAtMs[at] = passing.receivedAtMs;
    this.passingNumber[at] = passing.passingNumber ?? NOT_REPORTED;
    this.source[at] = source;
    this.transponder[at] = transponder;
    this.strength[at] = passing.strength ?? NOT_REPORTED;
    this.hits[at] = passing.hits ?? NOT_REPORTED;
    this.batteryTenthsV[at] = batteryVoltageV === null ? NOT_REPORTED : Math.round(batteryVoltageV * 10);
    this.decoderFlags[at] = passing.decoderFlags ?? NOT_REPORTED;
    this.timeSource[at] = TIME_SOURCES.indexOf(passing.timeSource);
    this.isNumberDoubtful[at] = passing.isNumberDoubtful ? 1 : 0;
    this.isTimeDoubtful[at] = passing.isTimeDoubtful ? 1 : 0;
    this.alternativeTimeUs[at] = passing.alternativeTimeUs ?? NOT_REPORTED;
  }

  /** Battery, flags, time source and doubts in one number: the same for all passings that agree in these. */
  marksAt(index: number): number {
    const battery = (this.batteryTenthsV[index] ?? 0) + 1;
    const flags = (this.decoderFlags[index] ?? 0) + 1;
    const timeSource = this.timeSource[index] ?? 0;
    const doubts = ((this.isTimeDoubtful[index] ?? 0) << 1) | (this.isNumberDoubtful[index] ?? 0);
    return (((((battery << 17) | flags) << 2) | timeSource) << 2) | doubts;
  }

  at(index: number): ShownPassing {
    const { decoderId, loopId } = this.names.place(this.source[index] ?? 0);
    const tenths = reported(this.batteryTenthsV[index]);
    return {
      decoderId,
      loopId,
      passingNumber: reported(this.passingNumber[index]),
      isNumberDoubtful: this.isNumberDoubtful[index] === 1,
      transponderId: this.names.transponderId(this.transponder[index] ?? 0),
      timeUs: this.timeUs[index] ?? 0,
      timeSource: TIME_SOURCES[this.timeSource[index] ?? 0] ?? 'rtc',
      isTimeDoubtful: this.isTimeDoubtful[index] === 1,
      alternativeTimeUs: reported(this.alternativeTimeUs[index]),
      receivedAtMs: this.receivedAtMs[index] ?? 0,
      strength: reported(this.strength[index]),
      hits: reported(this.hits[index]),
      batteryVoltageV: tenths === null ? null : tenths / 10,
      decoderFlags: reported(this.decoderFlags[index]),
    };
  }
}

function reported(value: number | undefined): number | null {
  return value === undefined || value === NOT_REPORTED ? null : value;
}
