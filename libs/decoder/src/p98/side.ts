import { type DecoderSide, LISTENS_TO_NOBODY } from '../decoder-side.js';
import { encodeLine, secondsText } from './encode-line.js';

/** Id of RC-4 decoders. */
const DECODER = 20;
const NOISE = 72;

/** A decoder of P98: passings and status lines have one sequence. */
export function createSide(): DecoderSide {
  let sequence = 0;
  return {
    ...LISTENS_TO_NOBODY,
    passing: ({ transponder, rtcTimeUs, hits, strength }) =>
      encodeLine('@', [DECODER, sequence++, transponder, secondsText(rtcTimeUs), hits, strength, 2]),
    status: () => encodeLine('#', [DECODER, sequence++, NOISE, 0]),
  };
}
