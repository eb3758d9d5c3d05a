import type { DecoderSide, Reply } from '../decoder-side.js';
import { encodePassing } from './encode-message.js';

const ACKNOWLEDGED = '\x1b\x11';
const ESC = '\x1b';
/** A transponder has six digits, a level two. */
const TRANSPONDERS = 1_000_000;
const MOST_LEVEL = 99;

export function createSide(): DecoderSide {
  return {
    pushesUnasked: true,
    waitsForAcknowledgement: true,
    passing: ({ transponder, rtcTimeUs, strength }) =>
      encodePassing({
        channel: 'STA',
        transponder: transponder % TRANSPONDERS,
        timeOfDayUs: rtcTimeUs,
        level: Math.min(strength, MOST_LEVEL),
        battery: 1,
      }),
    status: () => undefined,
    answers: (written) => {
      const replies = Array.from(
        { length: written.split(ACKNOWLEDGED).length - 1 },
        (): Reply => 'acknowledged',
      );
      return { replies, rest: written.endsWith(ESC) ? ESC : '' };
    },
  };
}
