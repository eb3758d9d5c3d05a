/** Clock that told the time of a passing. */
export type TimeSource =
  /** the decoder's RTC, plus the offset measured for its clock */
  | 'rtc'
  /** the UTC_TIME that the decoder reported */
  | 'utc'
  /** the moment of receipt: the decoder reported no time, or an impossible one */
  | 'received'
  /** the decoder's RTC, plus an offset taken from the times of receipt: its clock is of no use */
  | 'estimated';

/** Whether the time is that of the decoder's RTC, `rtcTimeUs + clockOffsetUs`. */
export function isByRtc({ timeSource }: { readonly timeSource: TimeSource }): boolean {
  return timeSource === 'rtc' || timeSource === 'estimated';
}

/** One crossing of a loop, as the decoder reported it. Values that it did not report are `null`. */
export interface Passing {
  /** Configured name of the decoder. */
  readonly decoderId: string;
  readonly loopId: number;
  readonly passingNumber: number | null;
  /** Whether the number is far from all others and not confirmed by the decoder: forged, or damaged. */
  readonly isNumberDoubtful: boolean;
  /** Printed code where there is one, otherwise the decimal number. */
  readonly transponderId: string | null;
  /** Moment of the crossing, microseconds since 1970 UTC. */
  readonly timeUs: number;
  readonly timeSource: TimeSource;
  /** Whether the passing may have happened at another time: the decoder's clock was set at an unknown moment. */
  readonly isTimeDoubtful: boolean;
  /** The other possible time of a passing whose time is doubtful, where it is known. */
  readonly alternativeTimeUs: number | null;
  /** Time by the decoder's own clock, as it was sent. */
  readonly rtcTimeUs: number | null;
  /** Offset between `rtcTimeUs` and `timeUs` where the time is by the RTC, otherwise 0. */
  readonly clockOffsetUs: number;
  readonly receivedAtMs: number;
  /** Raw units of the decoder, 0..65535. */
  readonly strength: number | null;
  readonly hits: number | null;
  readonly batteryVoltageV: number | null;
  /** FLAGS as the decoder sent them; bit 0 is a low battery. */
  readonly decoderFlags: number | null;
}

/** One transponder's stay: its first and last detection and the number of its passings. */
export interface Session {
  readonly transponderId: string;
  /** Milliseconds since 1970 UTC. */
  readonly startMs: number;
  readonly endMs: number;
  readonly passingCount: number;
}
