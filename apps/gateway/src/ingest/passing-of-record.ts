import type { DecoderAddress, P3RecordOf } from '#decoder';
import { canonicalTransponderId, type Passing, transponderIdOf } from '#passings';

export interface PassingOrigin {
  readonly decoderId: string;
  readonly loopId: number;
  readonly clock: DecoderAddress['clock'];
  /** What to add to the decoder's RTC; undefined where the decoder does not tell its time. */
  readonly clockOffsetUs: number | undefined;
  readonly receivedAtUs: number;
}

/** A decoded PASSING as the passing that is kept. What was not reported is null. */
export function passingOfRecord({ fields }: P3RecordOf<'PASSING'>, origin: PassingOrigin): Passing {
  return {
    decoderId: origin.decoderId,
    loopId: origin.loopId,
    passingNumber: fields.passingNumber ?? null,
    isNumberDoubtful: false,
    transponderId: transponderOf(fields),
    ...timeOf(fields, origin),
    rtcTimeUs: fields.rtcTimeUs ?? null,
    receivedAtMs: Math.floor(origin.receivedAtUs / 1000),
    strength: fields.strength ?? null,
    hits: fields.hits ?? null,
    batteryVoltageV: fields.batteryVoltageV ?? null,
    decoderFlags: fields.flags ?? null,
  };
}

/** Some decoders send the number, some the printed code, some both; where they differ the number was received. */
export function transponderOf({
  transponder,
  transponderCode,
}: P3RecordOf<'PASSING'>['fields']): string | null {
  if (transponder !== undefined) return transponderIdOf(transponder);
  return transponderCode === undefined ? null : canonicalTransponderId(transponderCode);
}

function timeOf(
  { rtcTimeUs, utcTimeUs }: P3RecordOf<'PASSING'>['fields'],
  { clock, clockOffsetUs = 0, receivedAtUs }: PassingOrigin,
): Pick<Passing, 'timeUs' | 'timeSource' | 'clockOffsetUs'> {
  if (clock === 'auto' && utcTimeUs !== undefined)
    return { timeUs: utcTimeUs, timeSource: 'utc', clockOffsetUs: 0 };
  const offsetUs = clock === 'auto' ? clockOffsetUs : 0;
  if (rtcTimeUs !== undefined && rtcTimeUs + offsetUs >= 0 && Number.isSafeInteger(rtcTimeUs + offsetUs)) {
    return { timeUs: rtcTimeUs + offsetUs, timeSource: 'rtc', clockOffsetUs: offsetUs };
  }
  return { timeUs: Math.floor(receivedAtUs), timeSource: 'received', clockOffsetUs: 0 };
}
