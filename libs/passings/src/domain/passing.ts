/** Which clock told the time of a passing. */
export type TimeSource =
  /** the decoder's RTC, plus the offset measured for its clock */
  | 'rtc'
  /** the UTC_TIME that the decoder reported */
  | 'utc'
  /** none was reported, or none that can be: the moment we received it */
  | 'received'
  /** the decoder's RTC, plus an offset that was taken from when passings were received: its clock is of no use */
  | 'estimated';

/** Whether the time is that of the decoder's RTC, `rtcTimeUs + clockOffsetUs`. */
export function isByRtc({ timeSource }: { readonly timeSource: TimeSource }): boolean {
  return timeSource === 'rtc' || timeSource === 'estimated';
}

/** One crossing of a loop, as the decoder reported it. `null` stands for what it did not report. */
export interface Passing {
  /** The configured name of the decoder. */
  readonly decoderId: string;
  readonly loopId: number;
  readonly passingNumber: number | null;
  /** The number is far from all others and the decoder does not confirm it: forged, or damaged. */
  readonly isNumberDoubtful: boolean;
  /** Printed code where there is one, else the decimal number. */
  readonly transponderId: string | null;
  /** When it happened, microseconds since 1970 UTC. */
  readonly timeUs: number;
  readonly timeSource: TimeSource;
  /** The decoder's clock was set at a moment that is not known: it may have happened at another time. */
  readonly isTimeDoubtful: boolean;
  /** The other time at which it may have happened, where the time is doubtful and there is one. */
  readonly alternativeTimeUs: number | null;
  /** The decoder's own clock, as it was sent. */
  readonly rtcTimeUs: number | null;
  /** What was added to `rtcTimeUs` to get `timeUs`, where it is by the RTC; else 0. */
  readonly clockOffsetUs: number;
  readonly receivedAtMs: number;
  /** Raw units of the decoder, 0..65535. */
  readonly strength: number | null;
  readonly hits: number | null;
  readonly batteryVoltageV: number | null;
  /** FLAGS as the decoder sent them; bit 0 is a low battery. */
  readonly decoderFlags: number | null;
}

/** One transponder's stay: its first and last detection and how often it was seen. */
export interface Session {
  readonly transponderId: string;
  /** Milliseconds since 1970 UTC. */
  readonly startMs: number;
  readonly endMs: number;
  readonly passingCount: number;
}
