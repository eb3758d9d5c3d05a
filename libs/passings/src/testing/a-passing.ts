import type { Passing } from '../domain/passing.js';

/** A passing with the given values, and usual ones for the rest. */
export function aPassing(given: Partial<Passing> & Pick<Passing, 'passingNumber' | 'timeUs'>): Passing {
  return {
    decoderId: 'finish',
    loopId: 1,
    isNumberDoubtful: false,
    transponderId: '1234',
    timeSource: 'rtc',
    isTimeDoubtful: false,
    alternativeTimeUs: null,
    rtcTimeUs: given.timeUs,
    clockOffsetUs: 0,
    receivedAtMs: Math.floor(given.timeUs / 1000),
    strength: null,
    hits: null,
    batteryVoltageV: null,
    decoderFlags: null,
    ...given,
  };
}
