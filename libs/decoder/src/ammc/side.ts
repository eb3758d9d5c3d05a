import { type DecoderSide, LISTENS_TO_NOBODY } from '../decoder-side.js';

const NOISE = 40;

const messageOf = (message: object): Uint8Array => Buffer.from(JSON.stringify(message));

/** The bridge of a decoder, as `ammc-amb` is one. */
export function createSide(): DecoderSide {
  return {
    ...LISTENS_TO_NOBODY,
    passing: ({ passingNumber, transponder, rtcTimeUs, strength, hits }) =>
      messageOf({
        msg: 'PASSING',
        decoder_id: '00020F93',
        passing_number: passingNumber,
        request_id: 0,
        transponder,
        tran_code: null,
        rtc_time: isoOf(rtcTimeUs),
        strength,
        hits,
      }),
    status: () => messageOf({ msg: 'STATUS', decoder_id: '00020F93', noise: NOISE }),
  };
}

function isoOf(us: number): string {
  const seconds = new Date(Math.floor(us / 1000)).toISOString().slice(0, 19);
  return `${seconds}.${String(us % 1_000_000).padStart(6, '0')}Z`;
}
