import { type DecoderSide, linesIn, type Reply } from '../decoder-side.js';

const lineOf = (line: object): Uint8Array => Buffer.from(`${JSON.stringify(line)}\n`);

/** A bridge that keeps its passings and can send them again. */
export function createSide(): DecoderSide {
  return {
    pushesUnasked: true,
    waitsForAcknowledgement: false,
    passing: ({ passingNumber, transponder, rtcTimeUs, strength, hits }, isResent) =>
      lineOf({
        type: 'passing',
        number: passingNumber,
        transponder,
        time_us: rtcTimeUs,
        strength,
        hits,
        resent: isResent,
      }),
    status: () => lineOf({ type: 'status', noise: 20 }),
    answers: (written, { rtcTimeUs, firstNumber, lastNumber }) => {
      const { lines, rest } = linesIn(written);
      const replies = lines.flatMap((line): Reply[] => {
        const { type, from, until } = JSON.parse(line) as { type: string; from?: number; until?: number };
        switch (type) {
          case 'time':
            return [lineOf({ type: 'time', time_us: rtcTimeUs })];
          case 'hello':
            return [
              lineOf({
                type: 'hello',
                decoder: 'simulated',
                protocol: 1,
                can_resend: true,
                first_number: firstNumber,
                last_number: lastNumber,
                session: 1,
              }),
            ];
          case 'resend':
            return [lineOf({ type, from, until }), { from: from ?? 0, until: until ?? 0 }];
          default:
            return [lineOf({ type: 'refusal', reason: `${type} is not known` })];
        }
      });
      return { replies, rest };
    },
  };
}
