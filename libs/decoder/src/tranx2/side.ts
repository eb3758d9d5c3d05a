import { type DecoderSide, LISTENS_TO_NOBODY } from '../decoder-side.js';
import { encodePassing, encodeStatus } from './encode-line.js';

const DECODER = 9;
const NOISE = 112;
/** Hits and strength take one byte, a transponder three. */
const MOST_BYTE = 0xff;
const TRANSPONDERS = 0x100_0000;

export function createSide(): DecoderSide {
  return {
    ...LISTENS_TO_NOBODY,
    passing: ({ transponder, rtcTimeUs, hits, strength }) =>
      encodePassing(DECODER, {
        transponder: transponder % TRANSPONDERS,
        timeMs: Math.floor(rtcTimeUs / 1000),
        hits: Math.min(hits, MOST_BYTE),
        strength: Math.min(strength, MOST_BYTE),
      }),
    status: () => encodeStatus(DECODER, NOISE),
  };
}
