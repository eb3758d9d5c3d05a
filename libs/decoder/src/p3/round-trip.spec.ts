import { encodeRecord } from './encode-record.js';
import { P3Parser } from './parser.js';

const FRAMES = 1_000_000;
const IN_ONE_PUSH = 500;

/** Returns a passing whose numbers, counted with odd strides, take every byte value in every byte. */
function passing(index: number): {
  passingNumber: number;
  transponder: number;
  rtcTimeUs: number;
  strength: number;
  hits: number;
} {
  return {
    passingNumber: Math.imul(index, 0x9e3779b1) >>> 0,
    transponder: Math.imul(index, 0x85ebca6b) >>> 0,
    rtcTimeUs: (index * 6_364_136_223) % Number.MAX_SAFE_INTEGER,
    strength: (index * 257 + (index >>> 8)) & 0xffff,
    hits: index & 0xffff,
  };
}

describe('one million frames', () => {
  it('come back as they were sent, with every byte value in every place', () => {
    const parser = new P3Parser();
    let wrong = 0;
    let read = 0;
    for (let from = 0; from < FRAMES; from += IN_ONE_PUSH) {
      const frames: Uint8Array[] = [];
      for (let index = from; index < from + IN_ONE_PUSH; index++)
        frames.push(encodeRecord('PASSING', passing(index), { version: 2 }));
      for (const event of parser.push(Buffer.concat(frames))) {
        const sent = passing(read++);
        if (event.kind !== 'record' || event.record.type !== 'PASSING') wrong++;
        else {
          const { fields } = event.record;
          for (const name of ['passingNumber', 'transponder', 'rtcTimeUs', 'strength', 'hits'] as const) {
            if (fields[name] !== sent[name]) wrong++;
          }
        }
      }
    }
    expect({ read, wrong, rejected: parser.counters.rejected }).toEqual({
      read: FRAMES,
      wrong: 0,
      rejected: {},
    });
  }, 120_000);
});
