import type { RelayedPassing } from '#decoder';
import { type ShownPassing, transponderNumberOf } from '#passings';

/**
 * Returns a stored passing as the relay sends it. Its time is the stored one, as UTC_TIME too: a reader that measured the
 * clock of the relay would be off by the way of the question.
 */
export function relayedPassing(passing: ShownPassing): RelayedPassing {
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
