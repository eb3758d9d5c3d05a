import type { DecoderAddress, Dating, PassingFields, PassingReport } from '#decoder';
import {
  canonicalTransponderId,
  type Passing,
  type ShownPassing,
  transponderIdOf,
  transponderNumberOf,
} from '#passings';

/** How the RTC of a passing becomes its time. */
export interface RtcDating extends Dating {
  /** The offset is taken from when passings were received. */
  readonly isEstimated: boolean;
}

export interface PassingOrigin {
  readonly decoderId: string;
  readonly loopId: number;
  readonly clock: DecoderAddress['clock'];
  /** How the RTC is to be taken; undefined where it is of no use, so that the moment of receipt has to do. */
  readonly dating: RtcDating | undefined;
  readonly receivedAtUs: number;
}

/** Turns a decoded PASSING into the passing that is kept. Fields that were not reported are null. */
export function passingOfRecord({ fields }: PassingReport, origin: PassingOrigin): Passing {
  const time = timeOf(fields, origin);
  // Each field by itself: to spread `time` takes longer than all the rest.
  return {
    decoderId: origin.decoderId,
    loopId: origin.loopId,
    passingNumber: fields.passingNumber ?? null,
    isNumberDoubtful: false,
    transponderId: transponderOf(fields),
    timeUs: time.timeUs,
    timeSource: time.timeSource,
    isTimeDoubtful: time.isTimeDoubtful,
    alternativeTimeUs: time.alternativeTimeUs,
    clockOffsetUs: time.clockOffsetUs,
    rtcTimeUs: fields.rtcTimeUs ?? null,
    receivedAtMs: Math.floor(origin.receivedAtUs / 1000),
    strength: fields.strength ?? null,
    hits: fields.hits ?? null,
    batteryVoltageV: fields.batteryVoltageV ?? null,
    decoderFlags: fields.flags ?? null,
  };
}

/**
 * Returns a kept passing as a decoder reports it. Its time is the kept one, as UTC_TIME too: a reader that measured the
 * clock of the relay would be off by the way of the question.
 */
export function reportedAgain(passing: ShownPassing): PassingFields {
  const { transponderId } = passing;
  const transponder = transponderId === null ? undefined : transponderNumberOf(transponderId);
  return {
    passingNumber: passing.passingNumber ?? undefined,
    transponder,
    transponderCode: transponder === undefined ? (transponderId ?? undefined) : undefined,
    rtcTimeUs: passing.timeUs,
    utcTimeUs: passing.timeUs,
    strength: passing.strength ?? undefined,
    hits: passing.hits ?? undefined,
    flags: passing.decoderFlags ?? undefined,
    batteryVoltageV: passing.batteryVoltageV ?? undefined,
  };
}

/** Id of the transponder. Decoders send its number, its printed code or both; where they differ the number was received. */
export function transponderOf({ transponder, transponderCode }: PassingReport['fields']): string | null {
  if (transponder !== undefined) return transponderIdOf(transponder);
  return transponderCode === undefined ? null : canonicalTransponderId(transponderCode);
}

type PassingTime = Pick<
  Passing,
  'timeUs' | 'timeSource' | 'clockOffsetUs' | 'isTimeDoubtful' | 'alternativeTimeUs'
>;

function timeOf(
  { rtcTimeUs, utcTimeUs }: PassingReport['fields'],
  { clock, dating, receivedAtUs }: PassingOrigin,
): PassingTime {
  if (clock === 'auto' && utcTimeUs !== undefined) return plainly(utcTimeUs, 'utc');
  const timeUs = dating === undefined || rtcTimeUs === undefined ? NaN : rtcTimeUs + dating.offsetUs;
  if (dating === undefined || rtcTimeUs === undefined || timeUs < 0 || !Number.isSafeInteger(timeUs))
    return plainly(Math.floor(receivedAtUs), 'received');
  const { offsetUs, isEstimated, isDoubtful, alternativeOffsetUs } = dating;
  const otherUs = isDoubtful && alternativeOffsetUs !== undefined ? rtcTimeUs + alternativeOffsetUs : 0;
  return {
    timeUs,
    timeSource: isEstimated ? 'estimated' : 'rtc',
    clockOffsetUs: offsetUs,
    isTimeDoubtful: isDoubtful,
    alternativeTimeUs: otherUs > 0 ? otherUs : null,
  };
}

function plainly(timeUs: number, timeSource: 'utc' | 'received'): PassingTime {
  return { timeUs, timeSource, clockOffsetUs: 0, isTimeDoubtful: false, alternativeTimeUs: null };
}
